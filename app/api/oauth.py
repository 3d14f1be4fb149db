"""The built-in issuer for systems: a token for client credentials (RFC 6749, 4.4), and the public keys."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Annotated, Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from app.api.sessions import PUBLIC, address_of
from app.domain.refusals import InvalidInput, NotFound, NotSignedIn
from app.edge.problem import request_id_of
from app.schemas.identity import KeySet, TokenAnswer, TokenError, TokenRequest
from app.services import identity

FORM = "application/x-www-form-urlencoded"
DESCRIPTIONS = {
    "invalid_request": "Send the form of RFC 6749, each parameter once.",
    "invalid_client": "The client id or its secret is not right.",
    "unsupported_grant_type": "The grant type is client_credentials.",
    "invalid_scope": "This system may not have that scope.",
}
ERRORS: dict[int | str, dict[str, Any]] = {400: {"model": TokenError}, 401: {"model": TokenError}}
BODY = {"required": True, "content": {FORM: {"schema": TokenRequest.model_json_schema()}}}

router = APIRouter(tags=["Tokens"])


class TokenRefused(Exception):
    """A request for a token that is refused with one of OAuth's own codes."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def read_form(request: Request) -> dict[str, str] | None:
    """The form that was sent; None when it is none, or says one thing twice."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return None
    raw = await request.body()
    try:
        pairs = [pair.partition("=")[::2] for pair in raw.decode("ascii").split("&") if pair]
        form = {
            unquote_plus(name, errors="strict"): unquote_plus(value, errors="strict") for name, value in pairs
        }
    except UnicodeDecodeError:
        return None
    return form if len(form) == len(pairs) else None


@router.post(
    "/oauth/token",
    response_model=TokenAnswer,
    responses=ERRORS,
    openapi_extra=PUBLIC | {"requestBody": BODY},
)
def issue_token(request: Request, form: Annotated[dict[str, str] | None, Depends(read_form)]) -> Response:
    """A token for a system's credentials, sent by Basic authentication or in the form."""
    try:
        return _answer(request, form)
    except TokenRefused as refused:
        return _refusal(refused.code)
    except NotSignedIn:
        return _refusal("invalid_client")
    except InvalidInput:
        return _refusal("invalid_scope")


@router.get("/.well-known/jwks.json", openapi_extra=PUBLIC)
def read_key_set(request: Request, response: Response) -> KeySet:
    """The public keys of the built-in issuer."""
    response.headers["Cache-Control"] = "public, max-age=300"
    state = request.app.state
    return KeySet(keys=state.keys.published(state.clock()))


def _answer(request: Request, form: dict[str, str] | None) -> Response:
    state = request.app.state
    if state.settings.outside_issuer:
        raise NotFound("Tokens come from an outside issuer here; ask that issuer.")
    if form is None or "grant_type" not in form:
        raise TokenRefused("invalid_request")
    if form["grant_type"] != "client_credentials":
        raise TokenRefused("unsupported_grant_type")
    client_id, secret = _credentials(request, form)
    issued = identity.issue_client_token(
        state.database,
        state.settings,
        state.keys,
        state.clock(),
        client_id=client_id,
        client_secret=secret,
        scope=form.get("scope", "").split(),
        address=address_of(request),
        request_id=request_id_of(request.scope),
    )
    answer = {
        "access_token": issued.access_token,
        "token_type": "bearer",
        "expires_in": issued.expires_in,
        "scope": " ".join(issued.scope),
        "jti": issued.jti,
    }
    return JSONResponse(answer, headers=_PRIVATE)


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """The client's id and secret, from one place and not from two."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        if "client_secret" in form:
            raise TokenRefused("invalid_request")
        return _basic(value.strip())
    if scheme or not ("client_id" in form and "client_secret" in form):
        raise TokenRefused("invalid_client")
    return form["client_id"], form["client_secret"]


def _basic(value: str) -> tuple[str, str]:
    try:
        client_id, colon, secret = b64decode(value, validate=True).decode("ascii").partition(":")
    except (NotBase64, ValueError):
        raise TokenRefused("invalid_client") from None
    if not colon or re.search(r"%(?![0-9A-Fa-f]{2})", client_id + secret):
        raise TokenRefused("invalid_client")
    return unquote_plus(client_id), unquote_plus(secret)


def _refusal(code: str) -> Response:
    status = 401 if code == "invalid_client" else 400
    headers = _PRIVATE | ({"WWW-Authenticate": 'Basic realm="throughcare"'} if status == 401 else {})
    return JSONResponse({"error": code, "error_description": DESCRIPTIONS[code]}, status, headers)


_PRIVATE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
