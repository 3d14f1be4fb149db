"""Seals over the audit: what one says, which entries it may cover, and what a signed head says of the last."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Self

LATE = timedelta(minutes=5)
"""How long after the moment in its id an entry may still arrive; one that comes later is never sealed, but named."""
ID_BYTES, DIGEST_BYTES = 16, 32
ENTRY_BYTES = ID_BYTES + DIGEST_BYTES
FIRST = "0" * 64
"""What stands before the first seal."""
LOWEST_ID = bytes(ID_BYTES)


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal: its place in the chain, how many entries the chain covers with it, and what it covers itself.

    `reaches` is the moment before which every entry is sealed by now, or never will be.
    """

    number: int
    previous: str
    digest: str
    total: int
    sealed_at: datetime
    reaches: datetime
    body: bytes

    @property
    def entries(self) -> int:
        """How many entries it covers."""
        return len(self.body) // ENTRY_BYTES

    def worked_out(self) -> str:
        """The digest that belongs to what it says."""
        moments = [moment.astimezone(UTC).isoformat() for moment in (self.sealed_at, self.reaches)]
        told = (self.number, self.previous, self.total, *moments)
        return sha256(json.dumps(told).encode() + b"\0" + self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal as it is kept and signed outside the database."""

    number: int
    digest: str
    total: int
    sealed_at: datetime

    @classmethod
    def of(cls, seal: Seal) -> Self:
        """What is signed of a seal."""
        return cls(seal.number, seal.digest, seal.total, seal.sealed_at)

    def signed_text(self) -> bytes:
        """The very bytes that the signature is over."""
        return json.dumps(self.told(), separators=(",", ":"), sort_keys=True).encode()

    def told(self) -> dict[str, Any]:
        """As it is written into the file."""
        at = self.sealed_at.astimezone(UTC).isoformat()
        return {"number": self.number, "digest": self.digest, "total": self.total, "sealed_at": at}

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """From the file. Raises KeyError, TypeError or ValueError where it is none."""
        at = datetime.fromisoformat(told["sealed_at"])
        return cls(int(told["number"]), str(told["digest"]), int(told["total"]), at)


def record_of(entry_id: bytes, text: bytes) -> bytes:
    """What a seal holds of an entry: its id and the digest of the database's own text of the whole row."""
    return entry_id + sha256(text).digest()


def next_seal(
    last: Seal | None, records: Iterable[bytes], moment: datetime, *, more_follow: bool = False
) -> Seal:
    """The seal that follows, over these records; where more of a backlog follow, it reaches to its last entry."""
    body = b"".join(sorted(records))
    number, previous, total = (last.number, last.digest, last.total) if last else (0, FIRST, 0)
    reaches = moment - LATE
    if more_follow:
        reaches = min(reaches, moment_of(body[-ENTRY_BYTES:-DIGEST_BYTES]))
    total += len(body) // ENTRY_BYTES
    unsigned = Seal(number + 1, previous, "", total, moment, reaches, body)
    return replace(unsigned, digest=unsigned.worked_out())


def least_id(moment: datetime) -> bytes:
    """The lowest id that an entry of this moment can have."""
    milliseconds = max(0, int(moment.timestamp() * 1000))
    return milliseconds.to_bytes(6, "big") + bytes(ID_BYTES - 6)


def moment_of(entry_id: bytes) -> datetime:
    """The moment in an id; ids of no real moment are taken for the last."""
    milliseconds = min(int.from_bytes(entry_id[:6], "big"), 253_402_300_799_000)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def floor_after(last: Seal | None) -> bytes:
    """Entries below this id are sealed by now or never will be."""
    return LOWEST_ID if last is None else least_id(last.reaches)


def ceiling_at(moment: datetime) -> bytes:
    """Entries above this id claim a moment that has not come."""
    return least_id(moment + LATE)


def name_of(entry_id: bytes) -> str:
    """The id as people and tables write it."""
    text = entry_id.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def ids_in(body: bytes) -> list[bytes]:
    """The ids that a seal covers."""
    return [body[at : at + ID_BYTES] for at in range(0, len(body), ENTRY_BYTES)]
