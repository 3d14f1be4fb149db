"""Passwords: which are taken, and whether one is right, at the same cost for an account that is none."""

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.refusals import InvalidInput, Unavailable

SHORTEST = 12
LONGEST = 200
AT_ONCE = 2
WAIT_SECONDS = 8.0
BUSY = "Many people are signing in at this moment. Wait a moment and try again."

# Above the least that OWASP asks for (46 MiB, one pass), in one lane: more lanes would take our few cores.
_hasher = PasswordHasher(time_cost=2, memory_cost=65_536, parallelism=1)
_turns = threading.BoundedSemaphore(AT_ONCE)


def hashed(password: str, *, username: str) -> str:
    """The argon2id hash of a password that may be chosen; `InvalidInput` for one that may not."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput.of(
            "password", "password_length", f"Choose a password of {SHORTEST} to {LONGEST} characters."
        )
    if username.casefold() in password.casefold():
        raise InvalidInput.of(
            "password", "password_holds_name", "Choose a password without the username in it."
        )
    return _hasher.hash(_settled(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether this is the password. Where there is none to compare, an invented one is, for the same time.

    Two are worked out at once in one process (64 MiB each); others wait their turn, then `Unavailable`.
    """
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable(BUSY)
    try:
        return _hasher.verify(kept or _invented(), _settled(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _turns.release()


@cache
def _invented() -> str:
    return _hasher.hash("a password that nobody has")


def _settled(password: str) -> bytes:
    """One spelling for characters that can be typed in two ways."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
