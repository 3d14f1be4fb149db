"""Hears a try to sign in, or says how long to wait. It is counted before it is judged: none slips by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.engine import Connection

from app.domain.refusals import TooManyTries
from app.domain.sign_in_limits import (
    NONE_WAITS,
    PASSWORDS_FROM_ADDRESS,
    Trickle,
    Tries,
    device_is_trusted,
    level_now,
    wait_for_account,
    wait_for_address,
)
from app.repositories.database import Database
from app.repositories.identity import tries as buckets
from app.repositories.identity.register import username_key
from app.services.identity.opaque import digest

TOO_MANY = "Too many tries. Wait and try again, or ask your administrator to release your account."
UNKNOWN_NAMES_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Gate:
    """One count that a try must pass. `allowance` is set for addresses; `kept` for accounts that exist."""

    bucket: str
    allowance: Trickle | None = None
    kept: bool = True

    def wait(self, tries: Tries, moment: datetime) -> timedelta:
        """How long this count makes a try wait."""
        if self.allowance:
            return wait_for_address(tries, self.allowance, moment)
        return wait_for_account(tries, moment)

    def more(self, tries: Tries, moment: datetime, by: int = 1) -> Tries:
        """The count with so many tries more, or fewer."""
        level = max(level_now(tries, self.allowance, moment) + by, 0.0) if self.allowance else 0.0
        return Tries(max(tries.failures + by, 0), level, moment)

    def forget_at(self, tries: Tries, moment: datetime) -> datetime | None:
        """When the count says nothing any more; None for what must be known for good."""
        if self.allowance:
            return moment + tries.level * self.allowance.interval
        return None if self.kept else moment + UNKNOWN_NAMES_KEPT


def account_gate(username: str, *, exists: bool) -> Gate:
    """The count of an account's tries from unknown devices."""
    return Gate(f"account:{digest(username_key(username))}", kept=exists)


def device_gate(handle: str) -> Gate:
    """The count of a known device's tries."""
    return Gate(f"device:{digest(handle)}")


def address_gate(address: str, what: str = "address", allowance: Trickle = PASSWORDS_FROM_ADDRESS) -> Gate:
    """The count of an address's tries; one network of IPv6 (64 bits) is one address."""
    network = ":".join(address.split(":")[:4]) if address.count(":") > 1 else address
    return Gate(f"{what}:{digest(network)}", allowance)


def is_trusted(connection: Connection, gate: Gate) -> bool:
    """Whether a device's own count lets it go round the account's."""
    return device_is_trusted(buckets.counted(connection, gate.bucket))


def hear(database: Database, moment: datetime, gates: Sequence[Gate]) -> None:
    """Count a try at every gate, or raise `TooManyTries` and count nothing. Refusing only reads."""
    with database.read() as connection:
        _refuse_if_any_waits([gate.wait(buckets.counted(connection, gate.bucket), moment) for gate in gates])
    with database.write() as connection:
        for gate in gates:
            tries = buckets.held(connection, gate.bucket)
            _refuse_if_any_waits([gate.wait(tries, moment)])
            _keep(connection, gate, gate.more(tries, moment), moment)


def take_back(connection: Connection, moment: datetime, gates: Sequence[Gate]) -> None:
    """Uncount a try that was heard and never judged."""
    for gate in gates:
        _keep(connection, gate, gate.more(buckets.held(connection, gate.bucket), moment, by=-1), moment)


def absolve(connection: Connection, moment: datetime, gates: Sequence[Gate]) -> None:
    """The try was right: the account or the device starts anew, the address gets its one try back."""
    for gate in gates:
        if gate.allowance:
            take_back(connection, moment, [gate])
        else:
            buckets.empty(connection, gate.bucket, moment)


def _keep(connection: Connection, gate: Gate, tries: Tries, moment: datetime) -> None:
    buckets.keep(connection, gate.bucket, tries, gate.forget_at(tries, moment))


def _refuse_if_any_waits(waits: Sequence[timedelta]) -> None:
    longest = max(waits)
    if longest > NONE_WAITS:
        raise TooManyTries(TOO_MANY, retry_after_seconds=ceil(longest.total_seconds()))
