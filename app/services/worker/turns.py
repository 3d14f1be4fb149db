"""How long background work may keep the interpreter from the requests beside it."""

import sys

LONGEST_TURN_SECONDS = 0.0005
"""Python's own is 5 ms, and a request takes the interpreter back once for each word of the database: beside a policy
run the slowest reads took 22 ms of it, with this 9."""


def take_short_turns() -> None:
    """From here on a thread of this process that only reckons gives way ten times as often."""
    sys.setswitchinterval(LONGEST_TURN_SECONDS)
