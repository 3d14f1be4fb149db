"""How the interpreter of a serving process is set: whose turn is how long, and how often it looks for waste."""

import gc
import sys

LONGEST_TURN_SECONDS = 0.0005
"""Python's own is 5 ms, and a request takes the interpreter back once for each word of the database: beside a policy
run the slowest reads took 22 ms of it, with this 9."""
LOOKS_FOR_WASTE_AFTER = (50_000, 20, 50)
"""Objects made, looks at the youngest, looks at the middle. What was loaded at the start stays to the end: looked at
again and again it was a tenth of the time of whatever makes many objects."""


def set_for_serving() -> None:
    """Called once, when everything is loaded: threads that only reckon give way ten times as often."""
    sys.setswitchinterval(LONGEST_TURN_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS_FOR_WASTE_AFTER)
