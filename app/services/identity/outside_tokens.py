"""An outside issuer's tokens of one session: sealed, so that the database alone opens none, and renewed."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import RowMapping

from app.domain.caller import Caller
from app.domain.refusals import NotSignedIn
from app.integrations import oidc
from app.integrations.oidc import IssuedTokens
from app.integrations.tokens import token_digest
from app.repositories.database import Database
from app.repositories.identity import sessions
from app.services.identity.authentication import authenticate
from app.services.identity.keys import Keys
from app.settings import Settings

RENEW_BEFORE = timedelta(seconds=60)


def sealed(secret: str, *, tokens: IssuedTokens, expires_at: datetime) -> dict[str, Any]:
    """A session's columns for these tokens; only its secret opens them."""
    text = json.dumps({"access": tokens.access_token, "refresh": tokens.refresh_token})
    nonce = os.urandom(12)
    return {
        "sealed_tokens": b64encode(nonce + AESGCM(_key(secret)).encrypt(nonce, text.encode(), None)).decode(
            "ascii"
        ),
        "token_digest": token_digest(tokens.access_token),
        "token_expires_at": expires_at,
    }


@dataclass(frozen=True, slots=True)
class OutsideSession:
    """One live session whose tokens an outside issuer made, and what is needed to read and renew them."""

    database: Database
    settings: Settings
    keys: Keys
    moment: datetime
    secret: str
    session: RowMapping

    def current(self) -> tuple[str, datetime, Caller]:
        """The access token, renewed when it is about to end, with its end and whose it is."""
        opened = _opened(self.secret, self.session)
        if self.session["token_expires_at"] - RENEW_BEFORE > self.moment:
            return self._checked(opened["access"])
        try:
            return self._renewed(opened["refresh"])
        except NotSignedIn:
            return self._renewed_by_another()

    def _renewed(self, refresh_token: str | None) -> tuple[str, datetime, Caller]:
        if refresh_token is None:
            raise NotSignedIn(oidc.REFUSED)
        tokens = oidc.renew(self.settings, refresh_token)
        token, expires_at, caller = self._checked(tokens.access_token)
        if caller.username != self.session["username"]:
            raise NotSignedIn(oidc.REFUSED)
        kept = IssuedTokens(token, tokens.refresh_token or refresh_token, None)
        values = sealed(self.secret, tokens=kept, expires_at=expires_at)
        with self.database.write() as connection:
            sessions.change_session(connection, self.session["id"], values)
        return token, expires_at, caller

    def _renewed_by_another(self) -> tuple[str, datetime, Caller]:
        """Another request may have used the refresh token a moment earlier; otherwise the sign-in is over."""
        with self.database.read() as connection:
            again = sessions.session_with(connection, self.session["secret_hash"])
        if again is None or again["ended_at"] or again["token_digest"] == self.session["token_digest"]:
            raise NotSignedIn(oidc.REFUSED)
        return self._checked(_opened(self.secret, again)["access"])

    def _checked(self, token: str) -> tuple[str, datetime, Caller]:
        expires_at = datetime.fromtimestamp(int(self.keys.read(token, self.moment).expires), UTC)
        with self.database.read() as connection:
            caller = authenticate(connection, self.settings, self.keys, token, self.moment)
        return token, expires_at, caller


def _opened(secret: str, session: RowMapping) -> dict[str, Any]:
    raw = b64decode(session["sealed_tokens"])
    opened: dict[str, Any] = json.loads(AESGCM(_key(secret)).decrypt(raw[:12], raw[12:], None))
    return opened


def _key(secret: str) -> bytes:
    """Another derivation than the digest that the database holds, so that the digest opens nothing."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"outside tokens").derive(
        secret.encode()
    )
