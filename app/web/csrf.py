"""Proves that a change was sent from a page of ours, with scripts and without."""

import hmac
from hashlib import sha256

from starlette.requests import Request

FIELD = "csrf_token"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForgedRequest(Exception):
    """A change came without the token of the browser's own session."""


def token_for(secret: str) -> str:
    """The token of a session, worked out from its secret so that nothing needs keeping."""
    return hmac.new(secret.encode(), b"throughcare csrf", sha256).hexdigest()


async def check(request: Request, secret: str | None) -> None:
    """Raise `ForgedRequest` unless a safe method, or the session's token in the header or the form."""
    if request.method in SAFE:
        return
    if secret is None:
        raise ForgedRequest
    given = request.headers.get(HEADER) or await _from_form(request)
    if not hmac.compare_digest(given.encode(), token_for(secret).encode()):
        raise ForgedRequest


async def _from_form(request: Request) -> str:
    value = (await request.form()).get(FIELD)
    return value if isinstance(value, str) else ""
