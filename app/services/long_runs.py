"""What the runs of the background share: one worker holds each, waits with patience, and stops when it is told."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Event
from typing import Any, TypeVar

from app.domain.refusals import StillRunning, Unavailable
from app.services.worker_names import has_died

T = TypeVar("T")

SILENT_FOR = timedelta(seconds=60)
"""A worker that said nothing for so long has lost its run, even where nobody can tell that it died."""
FIRST_WAIT, LONGEST_WAIT = 0.05, 5.0
"""Seconds between tries."""


class LostClaim(Exception):
    """Another worker has taken the run over."""


class Stopped(Exception):
    """The service is stopping; the run goes on later."""


def is_free(seen: Mapping[str, Any], moment: datetime, silent_for: timedelta = SILENT_FOR) -> bool:
    """Whether a run that is waiting, with its `claimed_by` and `heartbeat_at`, may be taken."""
    if seen.get("state") == "queued" or seen["claimed_by"] is None or seen["heartbeat_at"] is None:
        return True
    return moment - seen["heartbeat_at"] > silent_for or has_died(seen["claimed_by"])


def patiently(
    do: Callable[[], T], stop: Event, *, first: float = FIRST_WAIT, longest: float = LONGEST_WAIT
) -> T:
    """Do it, waiting while a row is held by somebody else or the database is away. Raises Stopped."""
    wait = first
    while True:
        if stop.is_set():
            raise Stopped
        try:
            return do()
        except (StillRunning, Unavailable):
            stop.wait(wait)
            wait = min(wait * 2, longest)
