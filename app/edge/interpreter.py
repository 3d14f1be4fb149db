"""How a process of ours is set: whose turn is how long, how often it looks for waste, and who goes first."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_TURN_SECONDS = 0.0005
"""Python's own is 5 ms, and a request takes the interpreter back once for each word of the database: beside a policy
run the slowest reads took 22 ms of it, with this 9."""
LOOKS_FOR_WASTE_AFTER = (50_000, 20, 50)
"""Objects made, looks at the youngest, looks at the middle. What was loaded at the start stays to the end: looked at
again and again it was a tenth of the time of whatever makes many objects."""

GIVES_WAY_BY = 10
"""Steps of the system's own priority, of nineteen."""


@contextmanager
def loading() -> Iterator[None]:
    """Looks for no waste while the application is imported and built, which makes none: a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def set_for_serving() -> None:
    """Called once, when everything is loaded: threads that only reckon give way ten times as often."""
    sys.setswitchinterval(LONGEST_TURN_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS_FOR_WASTE_AFTER)


def give_way() -> None:
    """Called once by a worker that runs apart: who serves beside it on the machine goes first, where it can be said."""
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY_BY)
