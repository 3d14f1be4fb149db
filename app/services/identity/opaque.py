"""Secrets that mean nothing by themselves: 256 random bits, of which only the SHA-256 digest is ever kept.

A slow hash guards words that people choose. Nobody can guess 256 random bits, so a plain digest is as safe
here, and asking for a token stays cheap: argon2 at a public address is an easy way to exhaust a service.
"""

import hashlib
import hmac
import secrets


def new_secret() -> str:
    """A new secret: 43 characters that are safe in a URL, a header and a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_same(kept: str | None, secret: str) -> bool:
    """Whether this is the secret of which `kept` was kept, in a time that says nothing."""
    return hmac.compare_digest(kept or digest(""), digest(secret)) and kept is not None
