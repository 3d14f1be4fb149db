"""A turn to write a SQLite file among processes: SQLite's own waiting sleeps ever longer and is unfair."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # pragma: no cover - where there is no such lock, SQLite's own waiting must do
    fcntl = None  # type: ignore[assignment]

LOOK_SECONDS = 0.001


@contextmanager
def turn_among_processes(file: Path | None, seconds: float) -> Iterator[None]:
    """Hold the turn of this file while the block runs. After `seconds` SQLite's own lock decides.

    The system lets the turn go when its process ends, however it ends.
    """
    if fcntl is None or file is None:
        yield
        return
    until = time.monotonic() + seconds
    with _beside(file, "turn") as turn:
        # Who has just written must queue behind who waits already, and cannot take the turn again at once.
        with _beside(file, "next") as following:
            _wait_for(following, until)
            _wait_for(turn, until)
        yield


def _beside(file: Path, word: str) -> BinaryIO:
    return file.with_name(f"{file.name}-{word}").open("ab")


def _wait_for(lock: BinaryIO, until: float) -> None:
    while not _taken(lock.fileno()) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
