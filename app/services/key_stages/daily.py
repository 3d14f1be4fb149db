"""What the calendar brings due at key stages: an answer that did not come, and a manager named since."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.key_stages import ANSWER_OVERDUE, state_of
from app.domain.notices import NewNotice
from app.domain.tasks import cause_of
from app.repositories import cases
from app.repositories import key_stages as repository
from app.services.daily_work import PAGE, DailyWork
from app.services.key_stages.inviting import invitation
from app.services.key_stages.stages import PRISON_ROLES
from app.services.notices import tell_people
from app.services.unit_of_work import UnitOfWork

BOTH_SIDES = ("community_offender_manager", *PRISON_ROLES)
Row = Mapping[str, Any]


def find_unanswered(connection: Connection, today: date, after: str) -> Sequence[Row]:
    """Invitations whose answer was due before `today`, of which both sides were not told yet."""
    return repository.unanswered_before(connection, today, after, PAGE)


def tell_of_no_answer(work: UnitOfWork, row: Row) -> None:
    """Tell both sides once that an answer is overdue."""
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    stage = repository.by_id(work.connection, row["id"], lock=True)
    if case is None or stage is None or stage["chased_on"] or _state(stage, work.today) != "answer_overdue":
        return
    cause = cause_of(ANSWER_OVERDUE, case["id"], stage["id"], stage["invitations"])
    details = {
        "key_stage": stage["id"],
        "stage_kind": stage["kind"],
        "answer_by": stage["response_due"].isoformat(),
    }
    tell_people(work, [NewNotice(ANSWER_OVERDUE, cause, case, roles=BOTH_SIDES, details=details)])
    repository.mark_chased(work.connection, stage["id"], work.today)
    work.record("KEY_STAGE_ANSWER_OVERDUE", case_id=case["id"], subject=("KEY_STAGE", stage["id"]))


def find_uninvited(connection: Connection, today: date, after: str) -> Sequence[Row]:
    """Key stages ahead to which nobody could be invited when they were planned, and now somebody can."""
    return repository.uninvited(connection, today, after, PAGE)


def invite_now(work: UnitOfWork, row: Row) -> None:
    """Invite whoever has been named since."""
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    stage = repository.by_id(work.connection, row["id"], lock=True)
    if (
        case is None
        or stage is None
        or stage["invited_at"]
        or _state(stage, work.today) != "nobody_to_invite"
    ):
        return
    columns = invitation(work, case, stage)
    if columns["invited_at"] is None:
        return
    repository.update(work.connection, stage["id"], columns)
    work.record("KEY_STAGE_INVITED", case_id=case["id"], subject=("KEY_STAGE", stage["id"]))


def _state(stage: Row, today: date) -> str:
    return state_of(
        held_on=stage["held_on"],
        cancelled_on=stage["cancelled_on"],
        response=stage["response"],
        due=stage["response_due"],
        on=today,
    )


DAILY = (
    DailyWork("key_stage_answers", find_unanswered, tell_of_no_answer),
    DailyWork("key_stage_invitations", find_uninvited, invite_now),
)
