"""The keys by which tokens are trusted: our own, made once for every worker, or an outside issuer's."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.domain.caller import SYSTEM
from app.domain.refusals import NotFound
from app.integrations.key_rings import LoadedKeys, fetched_keys, stored_keys
from app.integrations.token_reader import TokenReader
from app.integrations.tokens import (
    PrivateKey,
    PublicKey,
    TokenClaims,
    TokenRule,
    private_key,
    public_jwk,
    usable_keys,
)
from app.integrations.tokens import sign as sign_token
from app.repositories.database import Database
from app.repositories.identity import signing_keys
from app.services.unit_of_work import unit_of_work
from app.settings import Settings

STILL_VERIFIES = timedelta(hours=2)
"""How long a retired key is still published: longer than any token that it may have signed."""
NOT_OURS = "Tokens come from an outside issuer here; ask that issuer."


class _MadeByAnother(Exception):
    """Another process made this generation of key first; nothing of ours is kept."""


class Keys:
    """What a process needs to read tokens, and to sign them where the issuer is built in. Thread-safe."""

    def __init__(self, ring: LoadedKeys, rule: TokenRule) -> None:
        self.ring = ring
        self._reader = TokenReader(ring, rule)

    def read(self, token: str, moment: datetime) -> TokenClaims:
        """What a bearer token says; `NotSignedIn` when it cannot be trusted."""
        return self._reader.read(token, moment)

    def sign(self, claims: Mapping[str, Any], moment: datetime) -> str:  # noqa: ARG002 - others sign
        """Our own token with these claims; `NotFound` where an outside issuer makes them."""
        raise NotFound(NOT_OURS)

    def published(self, moment: datetime) -> list[dict[str, str]]:  # noqa: ARG002 - others publish
        """The public keys, as a JWKS lists them; `NotFound` where an outside issuer publishes its own."""
        raise NotFound(NOT_OURS)


class OurKeys(Keys):
    """The built-in issuer's keys. The first process that needs one makes it; the others find it."""

    def __init__(self, database: Database, settings: Settings) -> None:
        rule = TokenRule(issuer=settings.token_issuer, audience=settings.token_audience, ours=True)
        super().__init__(stored_keys(self._load), rule)
        self._database = database
        self._private: PrivateKey | None = None
        self._published: list[dict[str, str]] = []

    def sign(self, claims: Mapping[str, Any], moment: datetime) -> str:
        self.ring.refresh(moment)
        if self._private is None:
            raise AssertionError("keys are loaded, and none signs")
        return sign_token(claims, self._private)

    def published(self, moment: datetime) -> list[dict[str, str]]:
        self.ring.refresh(moment)
        return self._published

    def _load(self, moment: datetime) -> dict[str, PublicKey]:
        privates = self._stored(moment) or self._first(moment)
        self._published = [public_jwk(private) for private in privates]
        self._private = privates[0]
        return usable_keys({"keys": self._published})

    def _stored(self, moment: datetime) -> list[PrivateKey]:
        with self._database.read() as connection:
            rows = signing_keys.keys_in_use(connection, moment - STILL_VERIFIES)
        signs = any(row["retired_at"] is None for row in rows)
        return [private_key(row["kid"], row["private_pem"]) for row in rows] if signs else []

    def _first(self, moment: datetime) -> list[PrivateKey]:
        make_signing_key(self._database, moment, only_the_first=True)
        return self._stored(moment)


def open_keys(database: Database, settings: Settings) -> Keys:
    """The keys of this process. Nothing is read or made until the first token is."""
    if settings.oidc_jwks_url is None:
        return OurKeys(database, settings)
    rule = TokenRule(issuer=settings.oidc_issuer, audience=settings.oidc_audience, ours=False)
    return Keys(fetched_keys(settings.oidc_jwks_url), rule)


def make_signing_key(database: Database, moment: datetime, *, only_the_first: bool = False) -> None:
    """Make a new signing key; earlier ones sign no more and are published two hours longer.

    Two processes that make one at the same moment end with one: its number is unique.
    """
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with suppress(_MadeByAnother), unit_of_work(database, SYSTEM, moment, patient=True) as work:
        newest = signing_keys.newest_generation(work.connection)
        generation, kid = 1 if only_the_first else newest + 1, _thumbprint(made)
        values = {"generation": generation, "kid": kid, "private_pem": _pem(made), "created_at": moment}
        signing_keys.add_key(work.connection, values)
        if not signing_keys.has_key(work.connection, kid):
            raise _MadeByAnother
        signing_keys.retire_keys(work.connection, generation, moment)
        work.record("SIGNING_KEY_MADE", subject=("SIGNING_KEY", str(generation)))


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode("ascii")


def _thumbprint(key: rsa.RSAPrivateKey) -> str:
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sha256(public).hexdigest()[:32]
