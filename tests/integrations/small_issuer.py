"""A small real issuer on loopback: the authorisation-code flow with PKCE, tokens in the platform's shape.

`running_issuer()` serves it from a thread. It signs in whoever `person` says without asking, and each of its
faults can be switched on to see that the service notices.
"""

import secrets
import socket
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.integrations.tokens import PrivateKey, private_key, public_jwk, sign

CLIENT_ID, CLIENT_SECRET = "throughcare-pages", "a secret with / and + in it"


@dataclass
class SmallIssuer:
    """The issuer's state, for tests to set and look at. `base` is its address."""

    base: str
    person: str = "OFFICER_ONE"
    authorities: list[str] = field(default_factory=lambda: ["ROLE_THROUGHCARE__OMU_OFFICER"])
    token_seconds: int = 600
    nonce: str | None = None
    identity_changes: dict[str, Any] = field(default_factory=dict)
    refuses_refresh: bool = False
    silent: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    key: PrivateKey = field(default_factory=lambda: new_key("i1"))
    clock: Any = time.time

    @property
    def settings(self) -> dict[str, Any]:
        """The service's settings that name this issuer."""
        return {
            "oidc_issuer": f"{self.base}/issuer",
            "oidc_jwks_url": f"{self.base}/.well-known/jwks.json",
            "oidc_authorize_url": f"{self.base}/oauth2/authorize",
            "oidc_token_url": f"{self.base}/oauth2/token",
            "oidc_sign_out_url": f"{self.base}/sign-out",
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": CLIENT_SECRET,
        }

    def access_token(self, **changes: Any) -> str:
        """A token for the person, in the platform's shape."""
        now = int(self.clock())
        claims = {
            "sub": self.person,
            "user_name": self.person,
            "name": "Officer One",
            "auth_source": "nomis",
            "client_id": CLIENT_ID,
            "authorities": self.authorities,
            "scope": ["read", "write"],
            "grant_type": "authorization_code",
            "iss": f"{self.base}/issuer",
            "jti": secrets.token_hex(8),
            "iat": now,
            "exp": now + self.token_seconds,
        } | changes
        return sign({name: value for name, value in claims.items() if value is not None}, self.key)

    def identity_token(self, nonce: str) -> str:
        """Who it is, for this one sign-in."""
        now = int(self.clock())
        claims = {
            "iss": f"{self.base}/issuer",
            "aud": CLIENT_ID,
            "sub": self.person,
            "iat": now,
            "exp": now + 60,
        }
        return sign(claims | {"nonce": self.nonce or nonce} | self.identity_changes, self.key)

    def tokens(self, nonce: str | None) -> Response:
        """The token endpoint's good answer."""
        refresh = secrets.token_urlsafe(24)
        self.refresh_tokens[refresh] = self.person
        answer = {"access_token": self.access_token(), "token_type": "bearer", "refresh_token": refresh}
        if nonce:
            answer["id_token"] = self.identity_token(nonce)
        return JSONResponse(answer)


def new_key(kid: str) -> PrivateKey:
    """A key of the issuer's own."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private_key(kid, pem.decode())


def issuer_app(issuer: SmallIssuer) -> FastAPI:
    """The issuer's addresses."""
    app = FastAPI()

    @app.get("/.well-known/jwks.json")
    def key_set() -> dict[str, Any]:
        issuer.asked.append("keys")
        return {
            "keys": [public_jwk(issuer.key), {"kty": "EC", "kid": "e1", "crv": "P-256", "x": "a", "y": "b"}]
        }

    @app.get("/oauth2/authorize")
    def authorise(request: Request) -> Response:
        asked = dict(request.query_params)
        if asked["client_id"] != CLIENT_ID or asked["response_type"] != "code":
            return JSONResponse({"error": "unauthorized_client"}, 400)
        if asked["code_challenge_method"] != "S256":
            return JSONResponse({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        issuer.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    @app.post("/oauth2/token")
    async def token(request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        return _token_for(issuer, form, known_client=_is_our_client(request))

    @app.get("/sign-out")
    def sign_out(request: Request) -> Response:
        return RedirectResponse(request.query_params["redirect_uri"], 302)

    return app


def _token_for(issuer: SmallIssuer, form: dict[str, str], *, known_client: bool) -> Response:
    issuer.asked.append("token")
    if issuer.silent:
        return JSONResponse({"error": "server_error"}, 503)
    if not known_client:
        return JSONResponse({"error": "invalid_client"}, 401)
    if form["grant_type"] == "refresh_token":
        known = issuer.refresh_tokens.pop(form["refresh_token"], None)
        refused = known is None or issuer.refuses_refresh
        return JSONResponse({"error": "invalid_grant"}, 400) if refused else issuer.tokens(None)
    asked = issuer.codes.pop(form["code"], None)
    if asked is None or not _proves(form, asked):
        return JSONResponse({"error": "invalid_grant"}, 400)
    return issuer.tokens(asked["nonce"] if "openid" in asked["scope"] else None)


def _is_our_client(request: Request) -> bool:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    client_id, _, secret = b64decode(value).decode().partition(":")
    return scheme == "Basic" and (unquote(client_id), unquote(secret)) == (CLIENT_ID, CLIENT_SECRET)


def _proves(form: dict[str, str], asked: dict[str, str]) -> bool:
    challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    return challenge == asked["code_challenge"] and form["redirect_uri"] == asked["redirect_uri"]


@contextmanager
def running_issuer() -> Iterator[SmallIssuer]:
    """The issuer, served on a free loopback port until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    issuer = SmallIssuer(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(issuer_app(issuer), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield issuer
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
