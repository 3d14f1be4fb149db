"""Runs the daily pass: one worker at a time, a few findings in a transaction, and after a crash again from the start.

What was done is not found again, so nothing is done twice; what was not done is still found, on this day or a later
one. Where a worker falls silent another takes the pass over, and even two at once would change nothing twice.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from threading import Event

from app.domain.caller import SYSTEM
from app.domain.refusals import Refusal, StillRunning, Unavailable
from app.repositories import daily_pass
from app.repositories.database import Database
from app.services.daily import DAILY
from app.services.daily_work import DailyWork, Row
from app.services.long_runs import LostClaim, Stopped, is_free
from app.services.unit_of_work import LONDON, UnitOfWork

log = logging.getLogger(__name__)

AT_ONCE = 25
SILENT_FOR = timedelta(seconds=90)
TRIES = 5

Clock = Callable[[], datetime]


def run_daily_pass(
    database: Database,
    clock: Clock,
    worker: str,
    stop: Event | None = None,
    *,
    again_after: timedelta = timedelta(hours=1),
    works: Sequence[DailyWork] = DAILY,
) -> int | None:
    """Run today's pass if it is due and nobody is at it; answers how many findings were carried out."""
    today = clock().astimezone(LONDON).date()
    if not _claim(database, clock(), today, worker, again_after):
        return None
    running = _Pass(database, clock, worker, today, stop or Event())
    try:
        count = sum(running.do(work) for work in works)
    except LostClaim:
        log.warning("the daily pass is taken on by another worker")
        return None
    except Stopped:
        with database.write(patient=True) as connection:
            daily_pass.release(connection, today, worker)
        return None
    with database.write(patient=True) as connection:
        daily_pass.finish(connection, today, worker, clock())
    return count


def _claim(database: Database, moment: datetime, today: date, worker: str, again_after: timedelta) -> bool:
    with database.read() as connection:
        seen = daily_pass.of_day(connection, today)
    if seen is not None and not _is_due(seen, moment, again_after):
        return False
    with database.write(patient=True) as connection:
        return daily_pass.claim(connection, today, seen, worker, moment)


def _is_due(seen: Row, moment: datetime, again_after: timedelta) -> bool:
    if seen["claimed_by"] is not None:
        return is_free(seen, moment, SILENT_FOR)
    return seen["finished_at"] is None or moment - seen["finished_at"] >= again_after


class _Pass:
    """One worker's run through what one day has brought due."""

    def __init__(self, database: Database, clock: Clock, worker: str, today: date, stop: Event) -> None:
        self._database = database
        self._clock = clock
        self._worker = worker
        self._today = today
        self._stop = stop

    def do(self, work: DailyWork) -> int:
        """One piece of work; where it cannot go on, the others still have their turn."""
        try:
            return self._carry_out_all(work)
        except (LostClaim, Stopped):
            raise
        except Exception:
            log.exception("a piece of the daily pass cannot go on", extra={"work": work.name})
            self._count_trouble()
            return 0

    def _carry_out_all(self, work: DailyWork) -> int:
        """Everything that it finds; a finding that fails is left to the next pass."""
        rows, count = self._found(work), 0
        while batch := list(islice(rows, AT_ONCE)):
            count += self._carry_out(work, batch)
        return count

    def _found(self, work: DailyWork) -> Iterator[Row]:
        after = ""
        while True:
            with self._database.snapshot() as connection:  # without the short time limit of requests
                page = list(work.find(connection, self._today, after))
            if not page:
                return
            yield from page
            after = page[-1]["id"]

    def _carry_out(self, work: DailyWork, rows: Sequence[Row]) -> int:
        """All in one transaction; where one fails, each in its own, so that it alone is left."""
        try:
            self._in_one(work, rows)
        except (LostClaim, Stopped):
            raise
        except Exception as error:
            if len(rows) > 1:
                return sum(self._carry_out(work, [row]) for row in rows)
            if not isinstance(error, Refusal):
                log.exception("a finding of the daily pass cannot be carried out", extra={"work": work.name})
            self._count_trouble()
            return 0
        return len(rows)

    def _in_one(self, work: DailyWork, rows: Sequence[Row]) -> None:
        """Patient with records that are busy for a moment; the claim is renewed with the rows or not at all."""
        for tries_left in reversed(range(TRIES)):
            if self._stop.is_set():
                raise Stopped
            try:
                self._once(work, rows)
            except (StillRunning, Unavailable):
                if not tries_left:
                    raise
                self._stop.wait(0.2 * (TRIES - tries_left))
            else:
                return

    def _once(self, work: DailyWork, rows: Sequence[Row]) -> None:
        moment = self._clock()
        with self._database.write(patient=True) as connection:
            counted = {"carried_out": len(rows)}
            if not daily_pass.keep_alive(connection, self._today, self._worker, moment, **counted):
                raise LostClaim
            unit = UnitOfWork(connection, SYSTEM, moment)
            for row in rows:
                work.carry_out(unit, row)
            if unit.entries:
                unit.finish()

    def _count_trouble(self) -> None:
        with self._database.write(patient=True) as connection:
            if not daily_pass.keep_alive(connection, self._today, self._worker, self._clock(), troubles=1):
                raise LostClaim
