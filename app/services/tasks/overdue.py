"""Tells whoever holds a task that its last day has passed, once for each day that it was due."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.notices import NewNotice
from app.domain.tasks import cause_of
from app.repositories import cases, task_lists, tasks
from app.services.daily_work import PAGE, DailyWork
from app.services.notices.telling import tell_people
from app.services.unit_of_work import UnitOfWork

OVERDUE = "task_overdue"


def _find(connection: Connection, today: date, after: str) -> Sequence[Mapping[str, Any]]:
    return task_lists.overdue_untold(connection, OVERDUE, today, after, PAGE)


def _tell(work: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Read again under lock: it may have been done, moved or given to somebody else since."""
    task = tasks.by_id(work.connection, row["id"], lock=True)
    if task is None or task["closed_at"] is not None or task["due_on"] >= work.today:
        return
    holder = task["staff_id"] or task_lists.holder_of(work.connection, task)
    if holder is None:
        return
    case = cases.find_case(work.connection, task["case_id"], work.today) if task["case_id"] else None
    details = {"task_id": task["id"], "task_kind": task["kind"], "due_on": task["due_on"].isoformat()}
    cause = cause_of(OVERDUE, task["id"], task["due_on"])
    tell_people(work, [NewNotice(OVERDUE, cause, case, staff_ids=(holder,), details=details)])


TELL_OVERDUE = DailyWork("tell_overdue_tasks", _find, _tell)
