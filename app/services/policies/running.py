"""Runs through the cases after a decision or a setting: one worker at a time, a few hundred cases in a transaction.

How far a run is and what it wrote are kept together: after a crash another worker goes on where it stood, and no case
is told of twice. It begins once every transaction is over that may have read what was in force before.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import SYSTEM
from app.domain.refusals import StillRunning
from app.repositories import policy_runs
from app.repositories.database import Database
from app.services.long_runs import LostClaim, Stopped, is_free, patiently
from app.services.policies.applying import apply
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
            patiently(self._take_some, self._stop, **PATIENCE)

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

    def _take_some(self) -> None:
        moment, run = self._clock(), self._run
        with unit_of_work(self._database, SYSTEM, moment, patient=True) as work:
            self._move(work.connection, {"heartbeat_at": moment})
            cases = policy_runs.hold_next(
                work.connection, run["position"], CASES_AT_ONCE, run["place_kind"], run["place_code"]
            )
            changed = apply(work, cases, run)
            values: dict[str, Any] = {"finished_at": moment, "claimed_by": None}
            if cases:
                values = {
                    "position": cases[-1]["id"],
                    "done": run["done"] + len(cases),
                    "changed": run["changed"] + changed,
                }
            self._move(work.connection, values)
            self._say(work, cases, changed)
        run |= {"finished_at": None, **values}

    def _say(self, work: UnitOfWork, cases: list[Row], changed: int) -> None:
        subject = ("POLICY_RUN", str(self._run["revision"]))
        if cases:
            details = {"new": {"cases": len(cases), "changed": changed}}
            work.record("POLICY_RUN_MOVED", subject=subject, details=details)
            return
        totals = {name: self._run[name] for name in ("done", "changed")}
        work.record("POLICY_RUN_FINISHED", subject=subject, details={"new": totals})
        work.tell("throughcare.policy.applied", details={"revision": self._run["revision"], **totals})

    def _move(self, connection: Connection, values: Row) -> None:
        run = self._run
        if not policy_runs.move(connection, run["revision"], self._worker, run["position"], values):
            raise LostClaim
