"""Runs through the cases after a decision or a setting: one worker at a time, a few hundred cases in a transaction.

How far a run is and what it wrote are kept together: after a crash another worker goes on where it stood, and no case
is told of twice. While the database writes some cases, the next are held and worked out in a transaction of their own,
which is written only after that one was kept. It begins once every transaction is over that may have read what was in
force before.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

from app.domain.caller import SYSTEM
from app.domain.refusals import StillRunning, Unavailable
from app.repositories import policy_runs
from app.repositories.database import Database
from app.services.long_runs import LostClaim, Stopped, is_free, patiently
from app.services.policies.applying import Brought, worked_out, write
from app.services.unit_of_work import UnitOfWork, unit_of_work

log = logging.getLogger(__name__)

CASES_AT_ONCE = 500
PATIENCE = {"first": 0.02, "longest": 2.0}
"""Seconds: a run is soon back where a writer held a case for a moment."""

Clock = Callable[[], datetime]
Row = Mapping[str, Any]


def work_on_runs(database: Database, clock: Clock, worker: str, stop: Event | None = None) -> bool:
    """Take the earliest waiting run to its end. False where none was waiting, or somebody is at it."""
    run = _claim(database, clock, worker)
    if run is None:
        return False
    try:
        _Running(database, clock, worker, stop or Event(), run).run_to_the_end()
    except LostClaim:
        log.warning("a run after a policy is taken on by another worker")
    except Stopped:
        _release(database, run, worker)
    except Exception:
        _release(database, run, worker)
        raise
    return True


def _release(database: Database, run: Row, worker: str) -> None:
    with database.write(patient=True) as connection:
        policy_runs.release(connection, run["revision"], worker)


def _claim(database: Database, clock: Clock, worker: str) -> dict[str, Any] | None:
    """The earliest run alone: another may not overtake it, so that each change is told under its own decision."""
    with database.read() as connection:
        waiting = policy_runs.waiting(connection)
    if not waiting or not is_free(waiting[0], clock()):
        return None
    seen = waiting[0]
    with database.snapshot() as connection:
        total = policy_runs.count(connection, seen["place_kind"], seen["place_code"])
    with database.write(patient=True) as connection:
        if not policy_runs.claim(connection, seen, worker, clock(), total):
            return None
        return dict(policy_runs.of(connection, [seen["because_id"]])[seen["because_id"]])


@dataclass(frozen=True, slots=True)
class _Turn:
    """Some cases that are held and worked out, in a transaction that is still to be written and ended."""

    after: str
    cases: Sequence[Row]
    found: Sequence[Brought]
    work: UnitOfWork
    transaction: ExitStack

    def undo(self) -> None:
        """Let the cases go as they were."""
        with suppress(Stopped), self.transaction:
            raise Stopped


class _Running:
    """One worker's way through the cases of one run."""

    def __init__(
        self, database: Database, clock: Clock, worker: str, stop: Event, run: dict[str, Any]
    ) -> None:
        self._database = database
        self._clock = clock
        self._worker = worker
        self._stop = stop
        self._run = run

    def run_to_the_end(self) -> None:
        patiently(self._wait_for_writers, self._stop, **PATIENCE)
        while self._run["finished_at"] is None:
            patiently(self._go_on, self._stop, **PATIENCE)

    def _go_on(self) -> None:
        """From where the run stands: while the database writes some cases, the next are read and worked out.

        Where a case is held by somebody else, what is under way is ended first, and the run comes back to it.
        """
        began_at = self._run["position"]
        try:
            with ThreadPoolExecutor(1, "policy-run") as beside:
                self._take_turns(beside)
        except (StillRunning, Unavailable):
            if self._run["position"] == began_at:
                raise

    def _take_turns(self, beside: Executor) -> None:
        under_way: Future[None] | None = None
        after: str | None = self._run["position"]
        while after is not None and not self._stop.is_set():
            turn = self._work_out(after)
            try:
                if under_way is not None:
                    under_way.result()
            except BaseException:
                turn.undo()
                raise
            under_way = beside.submit(self._write, turn)
            after = turn.cases[-1]["id"] if turn.cases else None
        if under_way is not None:
            under_way.result()

    def _wait_for_writers(self) -> None:
        """Writers that began before the decision was kept may have read what was in force before: let them finish."""
        if self._database.is_sqlite:
            return
        with self._database.write(patient=True) as connection:
            oldest, following = policy_runs.transactions(connection)
            barrier = self._run["barrier"]
            if barrier is None or barrier > following:
                barrier = self._run["barrier"] = following
                policy_runs.keep_barrier(connection, self._run["revision"], barrier)
        if oldest < barrier:
            raise StillRunning("Others are still writing.")

    def _work_out(self, after: str) -> _Turn:
        """Hold the next cases and see which have another line now; nothing is written yet."""
        run = self._run
        with ExitStack() as opened:
            unit = unit_of_work(self._database, SYSTEM, self._clock(), patient=True)
            work = opened.enter_context(unit)
            cases = policy_runs.hold_next(
                work.connection, after, CASES_AT_ONCE, run["place_kind"], run["place_code"]
            )
            return _Turn(after, cases, worked_out(work, cases), work, opened.pop_all())

    def _write(self, turn: _Turn) -> None:
        """Write a turn's cases and how far the run is, in the one transaction that held them."""
        run, work = self._run, turn.work
        values: dict[str, Any] = {"heartbeat_at": work.moment, "finished_at": work.moment, "claimed_by": None}
        if turn.cases:
            values = {
                "heartbeat_at": work.moment,
                "position": turn.cases[-1]["id"],
                "done": run["done"] + len(turn.cases),
                "changed": run["changed"] + len(turn.found),
            }
        with turn.transaction:
            if not policy_runs.move(work.connection, run["revision"], self._worker, turn.after, values):
                raise LostClaim
            write(work, turn.found, run)
            self._say(work, turn)
        run |= {"finished_at": None, **values}

    def _say(self, work: UnitOfWork, turn: _Turn) -> None:
        subject = ("POLICY_RUN", str(self._run["revision"]))
        if turn.cases:
            details = {"new": {"cases": len(turn.cases), "changed": len(turn.found)}}
            work.record("POLICY_RUN_MOVED", subject=subject, details=details)
            return
        totals = {name: self._run[name] for name in ("done", "changed")}
        work.record("POLICY_RUN_FINISHED", subject=subject, details={"new": totals})
        work.tell("throughcare.policy.applied", details={"revision": self._run["revision"], **totals})
