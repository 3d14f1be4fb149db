"""How often a password may be tried: by whoever knows an account's name, from one device, from one address.

An account takes five tries in a row, then each further one waits longer, and after fifty none is heard until
somebody releases it. A device that has signed in to the account before is counted apart, ten tries in a row,
so that nobody can lock a person out of their own machine. With five such devices that makes at most a hundred
failures in a row for one account, ever (NIST SP 800-63B 5.2.2). An address takes a burst and then a trickle.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_TRIES = 5
ACCOUNT_TRIES = 50
DEVICE_TRIES = 10
DEVICES_KNOWN = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
UNTIL_RELEASED = timedelta(days=1)
"""What a caller is told where waiting alone does not help: come back tomorrow, or ask an administrator."""

NONE_WAITS = timedelta(0)


@dataclass(frozen=True, slots=True)
class Tries:
    """What has been counted: failures in a row, when the last was, how full an address's bucket is."""

    failures: int = 0
    level: float = 0.0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trickle:
    """An address's allowance: so many at once, and one more each `interval`."""

    burst: int
    interval: timedelta


PASSWORDS_FROM_ADDRESS = Trickle(burst=20, interval=timedelta(minutes=1))
SECRETS_FROM_ADDRESS = Trickle(burst=60, interval=timedelta(seconds=10))
STARTS_FROM_ADDRESS = Trickle(burst=300, interval=timedelta(seconds=2))


def wait_for_account(tries: Tries, moment: datetime) -> timedelta:
    """How long until the account's next try from an unknown device is heard; zero when it is heard now."""
    if tries.failures >= ACCOUNT_TRIES:
        return UNTIL_RELEASED
    if tries.failures < FREE_TRIES or tries.last_at is None:
        return NONE_WAITS
    doublings = min(tries.failures - FREE_TRIES, 10)
    pause = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return max(tries.last_at + pause - moment, NONE_WAITS)


def device_is_trusted(tries: Tries) -> bool:
    """Whether a device that once signed in still goes round the account's own count."""
    return tries.failures < DEVICE_TRIES


def level_now(tries: Tries, allowance: Trickle, moment: datetime) -> float:
    """How full an address's bucket is after draining since its last try."""
    if tries.last_at is None:
        return 0.0
    return max(tries.level - max(moment - tries.last_at, NONE_WAITS) / allowance.interval, 0.0)


def wait_for_address(tries: Tries, allowance: Trickle, moment: datetime) -> timedelta:
    """How long until the address's next try is heard; zero when it is heard now."""
    over = level_now(tries, allowance, moment) + 1 - allowance.burst
    return over * allowance.interval if over > 0 else NONE_WAITS
