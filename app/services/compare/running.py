"""Works on comparisons that wait: any worker may, one does, and after a crash another goes on where it stood."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from app.domain.refusals import Refusal
from app.repositories import compare
from app.repositories.database import Database
from app.services.compare.weighing import CASES_AT_ONCE, Batch, Weighing
from app.services.long_runs import LostClaim, Stopped, is_free, patiently

log = logging.getLogger(__name__)

SILENT_FOR = timedelta(seconds=90)
BREATH = 0.002
"""A pause between batches, in which requests of the same process have their turn."""

Clock = Callable[[], datetime]
Progress = Callable[[Mapping[str, Any]], None]


def work_on_comparisons(
    database: Database,
    clock: Clock,
    worker: str,
    stop: Event | None = None,
    progress: Progress | None = None,
    *,
    only: str | None = None,
) -> bool:
    """Take one waiting comparison, or `only` this one, to its end. False where none was waiting."""
    run = _claim_next(database, clock, worker, only)
    if run is None:
        return False
    try:
        _Working(database, run, clock, worker, stop or Event(), progress).to_the_end()
    except LostClaim:
        log.warning("a comparison is taken on by another worker")
    except Stopped:
        with database.write(patient=True) as connection:
            compare.release(connection, run["id"], worker)
    except Exception as error:
        log.exception("a comparison cannot go on")
        failure = error.code if isinstance(error, Refusal) else "internal_fault"
        with database.write(patient=True) as connection:
            compare.fail(connection, run["id"], worker, failure, clock())
    return True


class _Working:
    """One worker's work on one run: a batch is read, weighed, and kept with how far the run is, or not at all."""

    def __init__(
        self,
        database: Database,
        run: Mapping[str, Any],
        clock: Clock,
        worker: str,
        stop: Event,
        progress: Progress | None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._worker = worker
        self._stop = stop
        self._progress = progress
        with database.read() as connection:
            self._weighing = Weighing.of(connection, run)

    def to_the_end(self) -> None:
        while self._batch():
            if self._progress:
                self._progress(self._weighing.run | self._weighing.standing)
            self._stop.wait(BREATH)

    def _batch(self) -> bool:
        """The next cases; False once none is left and the run is over."""
        weighing = self._weighing
        before = weighing.run["position"]
        batch = patiently(self._read, self._stop)
        moves = weighing.weigh(batch)
        moment = self._clock()
        columns = {**weighing.standing, "heartbeat_at": moment}
        if not batch.cases:
            columns |= {"state": "done", "finished_at": moment, "claimed_by": None}
            columns["cases_total"] = weighing.comparison.cases
        patiently(lambda: self._keep(before, columns, moves), self._stop)
        return bool(batch.cases)

    def _read(self) -> Batch:
        """From the primary, which holds all that was told before the run was started; SQLite has one file."""
        database = self._database
        with database.read() if database.is_sqlite else database.snapshot() as connection:
            return self._weighing.read(connection, CASES_AT_ONCE)

    def _keep(self, before: str | None, columns: Mapping[str, Any], moves: list[dict[str, Any]]) -> None:
        run_id = self._weighing.run["id"]
        with self._database.write(patient=True) as connection:
            if not compare.go_on(connection, run_id, self._worker, before, columns):
                raise LostClaim
            compare.insert_moves(connection, moves)


def _claim_next(database: Database, clock: Clock, worker: str, only: str | None) -> Mapping[str, Any] | None:
    with database.read() as connection:
        waiting = compare.waiting(connection)
    for seen in waiting:
        if only in {None, seen["id"]} and is_free(seen, clock(), SILENT_FOR):
            with database.write(patient=True) as connection:
                if compare.claim(connection, seen, worker, clock()):
                    return compare.run(connection, seen["id"])
    return None
