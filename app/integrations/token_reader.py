"""Reads many tokens cheaply: one that was verified a moment ago is known again by its digest."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.refusals import NotSignedIn
from app.integrations.key_rings import KeyRing
from app.integrations.tokens import LONGEST_TOKEN, UNTRUSTED, TokenClaims, TokenRule, read_token, token_digest

REMEMBERED = 4096
REMEMBERED_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Verified:
    claims: TokenClaims
    edition: int
    at: datetime


class TokenReader:
    """Trusts tokens by one rule and one ring of keys. Of sign-out it knows nothing: each call looks."""

    def __init__(self, ring: KeyRing, rule: TokenRule) -> None:
        self.ring = ring
        self.rule = rule
        self._known: OrderedDict[str, _Verified] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, token: str, moment: datetime) -> TokenClaims:
        """What the token says; `NotSignedIn` if it cannot be trusted, `Unavailable` if no key can be had."""
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise NotSignedIn(UNTRUSTED)
        digest = token_digest(token)
        known = self._known.get(digest)
        if known and known.edition == self.ring.edition and abs(moment - known.at) < REMEMBERED_FOR:
            if known.claims.holds_at(moment):
                return known.claims
            raise NotSignedIn(UNTRUSTED)
        claims = read_token(token, rule=self.rule, find_key=self.ring.find, moment=moment)
        self._remember(digest, _Verified(claims, self.ring.edition, moment))
        return claims

    def _remember(self, digest: str, verified: _Verified) -> None:
        with self._lock:
            self._known[digest] = verified
            self._known.move_to_end(digest)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
