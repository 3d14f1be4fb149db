"""The one door to python-jose: signs our tokens, and trusts a token by the contract's one rule or not at all.

jose is asked for one thing alone: whether this RSA key made this RS256 signature. The header is judged before
it and the claims after it, here, because jose by itself takes a token without `exp`, without `aud`, and with
any `kid`.
"""

import hashlib
import json
import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn

from jose import jwk, jws
from jose.backends.base import Key

from app.domain.refusals import NotSignedIn, Unavailable

ALGORITHM = "RS256"
LONGEST_TOKEN = 8192
SKEW_SECONDS = 30
LAST_INSTANT = 253_402_300_799
LONGEST_NAME = 120
UNTRUSTED = "Sign in, or send a bearer token that this service trusts."

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_TYPES = {"JWT", "AT+JWT", "APPLICATION/AT+JWT"}
_HEADERS_THAT_STEER = ("crit", "jku", "jwk", "x5u", "x5c", "zip", "b64", "cty", "enc")

PublicKey = Key

FindKey = Callable[[str, datetime], PublicKey | None]
"""The one key by this id that may verify at this moment, or none."""


@dataclass(frozen=True, slots=True)
class TokenRule:
    """What an issuer's tokens must say. Our own always carry `iat`, and `aud` as one plain string."""

    issuer: str | None
    audience: str | None
    ours: bool


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a trusted token says, times in seconds since 1970. `digest` stands for the token itself."""

    subject: str
    client_id: str
    username: str | None
    name: str | None
    authorities: frozenset[str]
    scope: frozenset[str]
    grant_type: str | None
    session_id: str | None
    not_before: float
    expires: float
    digest: str

    @property
    def is_person(self) -> bool:
        """Whether a person signed in for it. A client may name a user it works for; it stays a client."""
        return self.username is not None and self.grant_type != "client_credentials"

    def holds_at(self, moment: datetime) -> bool:
        """Whether the token's time has come and not passed, within the skew."""
        now = moment.timestamp()
        return self.not_before - SKEW_SECONDS <= now < self.expires + SKEW_SECONDS


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that signs, under its id."""

    kid: str
    key: PublicKey


def read_token(token: str, *, rule: TokenRule, find_key: FindKey, moment: datetime) -> TokenClaims:
    """What this token says, if it can be trusted at this moment; else `NotSignedIn`, whatever is wrong."""
    try:
        claims = _signed_claims(token, find_key, moment)
        _check_times(claims, moment, iat_needed=rule.ours)
        _check_issuer(claims, rule.issuer)
        _check_audience(claims, rule.audience, lists_too=not rule.ours)
        return _as_said(claims, rule, token_digest(token))
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - a hostile token may provoke any error of json, jose or cryptography
        raise NotSignedIn(UNTRUSTED) from None


def read_identity_token(
    token: str, *, issuer: str | None, client_id: str, nonce: str, find_key: FindKey, moment: datetime
) -> str:
    """The subject of an OpenID Connect ID token for this client and this one sign-in; else `NotSignedIn`."""
    try:
        claims = _signed_claims(token, find_key, moment)
        _check_times(claims, moment, iat_needed=True)
        _check_issuer(claims, issuer)
        _check_audience(claims, client_id, lists_too=True)
        if claims.get("nonce") != nonce or claims.get("azp", client_id) != client_id:
            _refuse()
        return _needed(_text(claims, "sub"))
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - as above
        raise NotSignedIn(UNTRUSTED) from None


def sign(claims: Mapping[str, Any], private: PrivateKey) -> str:
    """These claims as a token."""
    headers = {"kid": private.kid, "typ": "JWT"}
    return str(jws.sign(dict(claims), private.key, headers=headers, algorithm=ALGORITHM))


def token_digest(token: str) -> str:
    """What stands for a token wherever the token itself must not be kept."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()


@lru_cache(maxsize=8)
def private_key(kid: str, pem: str) -> PrivateKey:
    """A stored key, ready to sign. Checking one takes a quarter of a second, so each is checked once."""
    return PrivateKey(kid, jwk.construct(pem, ALGORITHM))


def public_jwk(private: PrivateKey) -> dict[str, str]:
    """The public half, as a JWKS shows it."""
    shown = private.key.public_key().to_dict()
    return {
        "kty": "RSA",
        "use": "sig",
        "alg": ALGORITHM,
        "kid": private.kid,
        "n": shown["n"],
        "e": shown["e"],
    }


def usable_keys(key_set: object) -> dict[str, PublicKey]:
    """The keys of a JWKS that may verify: RSA of 2048 bits or more, for signatures, alone under their id."""
    listed = key_set.get("keys") if isinstance(key_set, dict) else None
    entries = [entry for entry in listed if _may_verify(entry)] if isinstance(listed, list) else []
    names = [entry["kid"] for entry in entries]
    alone = [entry for entry in entries if names.count(entry["kid"]) == 1]
    return {entry["kid"]: key for entry in alone if (key := _constructed(entry)) is not None}


def _may_verify(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.get("kty") == "RSA"
        and isinstance(entry.get("kid"), str)
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", ALGORITHM) == ALGORITHM
        and "verify" in entry.get("key_ops", ["verify"])
    )


def _constructed(entry: dict[str, Any]) -> PublicKey | None:
    try:
        if len(urlsafe_b64decode(entry["n"] + "==")) < 256:
            return None
        return jwk.construct({"kty": "RSA", "n": entry["n"], "e": entry["e"]}, ALGORITHM)
    except Exception:  # noqa: BLE001 - one bad key of an outside issuer must not hide the good ones
        return None


def _signed_claims(token: str, find_key: FindKey, moment: datetime) -> dict[str, Any]:
    parts = _COMPACT.fullmatch(token) if len(token) <= LONGEST_TOKEN else None
    if parts is None:
        _refuse()
    header = _object(_decoded(parts[1]))
    kid, kind = header.get("kid"), header.get("typ", "JWT")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str) or kind.upper() not in _TYPES:
        _refuse()
    if any(name in header for name in _HEADERS_THAT_STEER):
        _refuse()
    _decoded(parts[3])
    key = find_key(kid, moment)
    if key is None:
        _refuse()
    return _object(jws.verify(token, key, [ALGORITHM]))


def _decoded(segment: str) -> bytes:
    """The bytes of a segment, written in the one canonical way: no second spelling of a token passes."""
    decoded = urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    if urlsafe_b64encode(decoded).rstrip(b"=").decode() != segment:
        _refuse()
    return decoded


def _object(raw: bytes) -> dict[str, Any]:
    value = json.loads(raw.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_refuse)
    if not isinstance(value, dict):
        _refuse()
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        _refuse()
    return members


def _check_times(claims: dict[str, Any], moment: datetime, *, iat_needed: bool) -> None:
    now = moment.timestamp()
    if now >= _number(claims["exp"]) + SKEW_SECONDS:
        _refuse()
    if "nbf" in claims and now < _number(claims["nbf"]) - SKEW_SECONDS:
        _refuse()
    if (iat_needed or "iat" in claims) and now < _number(claims["iat"]) - SKEW_SECONDS:
        _refuse()


def _check_issuer(claims: dict[str, Any], issuer: str | None) -> None:
    if issuer is not None and claims.get("iss") != issuer:
        _refuse()


def _check_audience(claims: dict[str, Any], audience: str | None, *, lists_too: bool) -> None:
    said = claims.get("aud")
    if audience is None or said == audience:
        return
    if not (lists_too and isinstance(said, list) and audience in said):
        _refuse()


def _as_said(claims: dict[str, Any], rule: TokenRule, digest: str) -> TokenClaims:
    client_id, username, subject = (
        _needed(_text(claims, "client_id")),
        _text(claims, "user_name"),
        _text(claims, "sub"),
    )
    if rule.ours:
        _needed(subject)
    return TokenClaims(
        subject=subject or username or client_id,
        client_id=client_id,
        username=username,
        name=_text(claims, "name"),
        authorities=_words(claims.get("authorities")),
        scope=_words(claims.get("scope")),
        grant_type=_text(claims, "grant_type"),
        session_id=_text(claims, "sid") if rule.ours else None,
        not_before=_number(claims.get("nbf", 0)),
        expires=_number(claims["exp"]),
        digest=digest,
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        _refuse()
    if not math.isfinite(value) or not 0 <= value <= LAST_INSTANT:
        _refuse()
    return value


def _text(claims: dict[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME or not value.isprintable():
        _refuse()
    return value


def _words(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        _refuse()
    return frozenset(words)


def _needed(value: str | None) -> str:
    return value if value is not None else _refuse()


def _refuse(_why: object = None) -> NoReturn:
    raise NotSignedIn(UNTRUSTED)
