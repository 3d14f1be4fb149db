"""Opens and closes tasks inside the transaction of what causes them."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.domain.tasks import NewTask, task_row
from app.repositories import tasks
from app.services.unit_of_work import UnitOfWork
from app.services.working_days import BANK_HOLIDAYS

DONE, CAUSE_GONE = "done", "cause_gone"


def open_tasks(work: UnitOfWork, wanted: Iterable[NewTask], *, again: bool = False) -> int:
    """Open what is not open yet, each with its audit entry and event; answers how many were new.

    With `again`, a task that was closed because its cause was gone opens again; one that somebody did stays done.
    """
    rows = {new.cause: task_row(new, work.moment, work.today, BANK_HOLIDAYS) for new in wanted}
    new_ids = set(tasks.open_new(work.connection, list(rows.values())))
    if again and len(new_ids) < len(rows):
        reopened = tasks.reopen(work.connection, list(rows.values()), CAUSE_GONE)
        rows |= {old["cause"]: {**rows[old["cause"]], "id": old["id"]} for old in reopened}
        new_ids |= {old["id"] for old in reopened}
    for row in rows.values():
        if row["id"] in new_ids:
            subject = ("TASK", row["id"])
            details = {"new": {"kind": row["kind"], "due_on": row["due_on"].isoformat()}}
            work.record("TASK_OPENED", case_id=row["case_id"], subject=subject, details=details)
            told = {"taskId": row["id"], "kind": row["kind"]}
            work.tell("throughcare.task.opened", case_id=row["case_id"], details=told)
    return len(new_ids)


def close_because(
    work: UnitOfWork, condition: sa.ColumnElement[bool], because: str = CAUSE_GONE, note: str | None = None
) -> int:
    """Close the open tasks that a condition of `repositories.tasks` finds; answers how many there were."""
    closed = {
        "closed_at": work.moment,
        "closed_on": work.today,
        "closed_by": work.caller.username,
        "closed_because": because,
        "note": note,
    }
    found = tasks.close(work.connection, condition, closed)
    for row in found:
        details = {"new": {"kind": row["kind"], "because": because}, "why": note}
        work.record("TASK_CLOSED", case_id=row["case_id"], subject=("TASK", row["id"]), details=details)
        told = {"taskId": row["id"], "kind": row["kind"], "because": because}
        work.tell("throughcare.task.closed", case_id=row["case_id"], details=told)
    return len(found)
