"""The day on which a saved assessment's window opens: kept with the dates of the sentence, and told once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.early_allocation import (
    ASSESS_AGAIN,
    INELIGIBLE,
    PRISON_ROLES,
    WINDOW_OPEN,
    Referral,
    referral_on,
)
from app.domain.notices import NewNotice
from app.domain.tasks import NewTask, cause_of
from app.repositories import cases
from app.repositories import early_allocation as repository
from app.services.changes import Change
from app.services.daily_work import PAGE, DailyWork
from app.services.notices import tell_people
from app.services.projection import facts_from
from app.services.tasks import open_tasks
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


def follow_windows(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """Where dates of the sentence moved, so does the day on which a saved assessment may be sent."""
    known = {change.case["id"]: change for change in changes if not change.is_new}
    for row in repository.waiting_of(work.connection, list(known)):
        change = known[row["case_id"]]
        opens_on = _opens_on(
            row, referral_on(facts_from(change.facts, change.case["opened_on"], change.case), work.today)
        )
        if opens_on != row["opens_on"]:
            repository.keep_opening(work.connection, row["id"], {"opens_on": opens_on})


def find_open_windows(connection: Connection, today: date, after: str) -> Sequence[Row]:
    """Saved assessments whose window has opened, of which nobody was told yet."""
    return repository.opening_by(connection, today, after, PAGE)


def tell_of_window(work: UnitOfWork, row: Row) -> None:
    """Ask the prison to assess again, once; a window that has moved away meanwhile is kept for its new day."""
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    now = repository.one_of_case(work.connection, row["case_id"], row["id"])
    if case is None or now is None or now["told_on"] is not None or not now["is_latest"]:
        return
    facts = facts_from(cases.facts_of(work.connection, case["id"]), case["opened_on"], case)
    opens_on = _opens_on(now, referral_on(facts, work.today))
    if opens_on is None or opens_on > work.today:
        repository.keep_opening(work.connection, now["id"], {"opens_on": opens_on})
        return
    details = {"number": now["number"], "outcome": now["outcome"], "opens_on": opens_on.isoformat()}
    cause = cause_of(ASSESS_AGAIN.code, case["id"], now["number"])
    open_tasks(work, [NewTask(ASSESS_AGAIN, cause, case, work.today, details=details)])
    cause = cause_of(WINDOW_OPEN, case["id"], now["number"])
    tell_people(work, [NewNotice(WINDOW_OPEN, cause, case, PRISON_ROLES, details=details)])
    repository.keep_opening(work.connection, now["id"], {"opens_on": opens_on, "told_on": work.today})


def _opens_on(row: Row, referral: Referral) -> date | None:
    """None where nothing is to be sent: found ineligible, out of custody, or no date known."""
    if row["outcome"] == INELIGIBLE or not referral.in_custody:
        return None
    return referral.opens_on


DAILY = (DailyWork("early_allocation_windows", find_open_windows, tell_of_window),)
