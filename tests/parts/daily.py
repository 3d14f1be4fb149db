"""The daily pass and the mail, run when a test says so."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.domain.caller import SYSTEM
from app.repositories import tasks
from app.services.daily_work import DailyWork
from app.services.unit_of_work import unit_of_work
from app.services.worker import run_daily_pass
from app.services.worker_names import worker_name
from tests.parts.service import RunningService


def run_pass(service: RunningService) -> int:
    """The pass of the service's day, now."""
    database = service.service.api.state.database
    count = run_daily_pass(database, service.clock, worker_name(), again_after=timedelta(0))
    assert count is not None
    return count


def pass_over(service: RunningService, works: Sequence[DailyWork]) -> int:
    """These works of the pass alone, each finding by itself; answers how many findings there were."""
    database, moment, found = service.service.api.state.database, service.clock(), 0
    for piece in works:
        with database.read() as connection:
            rows = piece.find(connection, moment.date(), "")
        for row in rows:
            with unit_of_work(database, SYSTEM, moment) as work:
                piece.carry_out(work, row)
                work.record("DAILY_PASS")
        found += len(rows)
    return found


def open_tasks(service: RunningService, case: str, kind: str) -> list[Any]:
    """The open tasks of this kind on a case."""
    with service.service.api.state.database.read() as connection:
        return tasks.open_of_cases(connection, [case], [kind])
