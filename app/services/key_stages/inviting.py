"""Invites the named community manager to a key stage, in the service, by mail and with a task on the community side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.key_stages import ANSWER_KEY_STAGE, INVITED, response_due
from app.domain.notices import NewNotice
from app.domain.tasks import NewTask, cause_of
from app.repositories import allocations, tasks
from app.services.notices import tell_people
from app.services.tasks.causes import close_because, open_tasks
from app.services.unit_of_work import UnitOfWork
from app.services.working_days import BANK_HOLIDAYS

MANAGER = "community_offender_manager"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedManager:
    """The community manager of a case: of the register, or only named on the record."""

    named: str
    staff_id: str | None = None
    email: str | None = None

    def notice(self, kind: str, cause: str, case: Row, details: Mapping[str, Any]) -> NewNotice:
        """A notice to them."""
        staff = (self.staff_id,) if self.staff_id else ()
        addresses = (self.email,) if self.email and not self.staff_id else ()
        return NewNotice(kind, cause, case, staff_ids=staff, addresses=addresses, details=details)


def manager_of(work: UnitOfWork, case: Row) -> NamedManager | None:
    """Whoever is named as the community manager of a case now."""
    holder = allocations.live_of(work.connection, [case["id"]]).get(case["id"], {}).get(MANAGER)
    if holder:
        return NamedManager(holder["named"], holder["staff_id"], holder["email"])
    if case["community_manager_name"]:
        return NamedManager(case["community_manager_name"], None, case["community_manager_email"])
    return None


def invitation(work: UnitOfWork, case: Row, stage: Row) -> dict[str, Any]:
    """Invite to a stage as it now stands; answers the columns that keep the invitation. Nobody named: none sent.

    Each invitation is an occasion of its own: a stage that moved is asked about again.
    """
    withdraw_invitation(work, stage)
    manager = manager_of(work, case)
    if manager is None:
        return {"invited_named": None, "invited_staff_id": None, "invited_at": None, "response_due": None}
    number = stage["invitations"] + 1
    due = response_due(work.today, stage["planned_on"], BANK_HOLIDAYS)
    details = {
        "key_stage": stage["id"],
        "stage_kind": stage["kind"],
        "planned_on": stage["planned_on"].isoformat(),
        "answer_by": due.isoformat(),
    }
    cause = cause_of(INVITED, case["id"], stage["id"], number)
    tell_people(work, [manager.notice(INVITED, cause, case, details)])
    task = NewTask(
        ANSWER_KEY_STAGE,
        answer_cause(stage, number),
        case,
        due_on=due,
        staff_id=manager.staff_id,
        details=details,
    )
    open_tasks(work, [task])
    return {
        "invited_named": manager.named,
        "invited_staff_id": manager.staff_id,
        "invited_at": work.moment,
        "invitations": number,
        "response_due": due,
        "chased_on": None,
    }


def withdraw_invitation(work: UnitOfWork, stage: Row) -> None:
    """Ask no more for the answer to the last invitation."""
    if stage["invitations"] and stage["response"] is None:
        close_because(work, tasks.of_causes([answer_cause(stage, stage["invitations"])]))


def answer_cause(stage: Row, number: int) -> str:
    """The cause of the task to answer an invitation."""
    return cause_of(ANSWER_KEY_STAGE.code, stage["case_id"], stage["id"], number)
