"""What the calendar brings due in parole: a hearing has passed, and nobody has recorded its outcome."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.calendar import DAY
from app.domain.parole_tasks import RECORD_OUTCOME
from app.domain.tasks import NewTask
from app.repositories import cases, parole
from app.services.daily_work import PAGE, DailyWork
from app.services.parole.reaction import outcome_cause
from app.services.tasks.causes import open_tasks
from app.services.unit_of_work import UnitOfWork


def find_unrecorded_outcomes(connection: Connection, today: date, after: str) -> Sequence[Mapping[str, Any]]:
    """Reviews whose hearing was before `today`, without an outcome, of whom nobody was asked yet."""
    return parole.awaiting_before(connection, today, after, PAGE)


def ask_for_outcome(work: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Open the task for the outcome of one hearing, once; the prison's, from the day after the hearing."""
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    review = parole.by_id(work.connection, row["id"], lock=True)
    if case is None or review is None or not _still_awaited(review, work.today):
        return
    hearing_on: date = review["hearing_on"]
    details = {
        "review": review["id"],
        "review_key": review["review_key"],
        "hearing_on": hearing_on.isoformat(),
    }
    new = NewTask(RECORD_OUTCOME, outcome_cause(review), case, hearing_on + DAY, details=details)
    open_tasks(work, [new], again=True)
    parole.mark_chased(work.connection, review["id"], hearing_on)


def _still_awaited(review: Mapping[str, Any], today: date) -> bool:
    hearing_on: date | None = review["hearing_on"]
    is_past = hearing_on is not None and hearing_on < today
    return (
        bool(review["is_open"])
        and review["outcome"] is None
        and is_past
        and review["chased_for"] != hearing_on
    )


DAILY = (DailyWork("parole_outcomes", find_unrecorded_outcomes, ask_for_outcome),)
