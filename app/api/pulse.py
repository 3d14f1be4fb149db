"""Asks the database whether it is there: not too often, and never waiting long for the answer."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

from starlette.datastructures import State

from app.services.operations import is_database_up
from app.services.worker.standing import standing

KEPT_SECONDS = 1.0
MOST_SECONDS = 2.0

_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pulse")
"""Threads of its own: when every other one waits for a lock, health must still be told."""


@dataclass(slots=True)
class Pulse:
    """The last answer and when it came."""

    ask: Callable[[], bool]
    is_up: bool = False
    felt_at: float = field(default=float("-inf"))

    async def feel(self) -> bool:
        """Whether the database answers, or did within the last second."""
        if monotonic() - self.felt_at > KEPT_SECONDS:
            asked = asyncio.get_running_loop().run_in_executor(_THREADS, self.ask)
            try:
                self.is_up = await asyncio.wait_for(asked, MOST_SECONDS)
            except Exception:  # noqa: BLE001 - too late, or whatever it was: it is not up
                self.is_up = False
            self.felt_at = monotonic()
        return self.is_up


def pulse_of(state: State) -> Pulse:
    """The application's one pulse."""
    if not hasattr(state, "pulse"):
        state.pulse = Pulse(partial(is_database_up, state.database))
    found: Pulse = state.pulse
    return found


def worker_pulse_of(state: State) -> Pulse | None:
    """The application's view of the worker, felt in the same way; None where nothing tells the time."""
    if not hasattr(state, "clock"):
        return None
    if not hasattr(state, "worker_pulse"):
        state.worker_pulse = Pulse(lambda: not standing(state.database, state.clock())["is_late"])
    found: Pulse = state.worker_pulse
    return found
