"""Tells the owner of an action that it is theirs: a person, or whoever holds the role now."""

from collections.abc import Mapping
from typing import Any

from app.domain.notices import NewNotice
from app.domain.panel_actions import LEAD
from app.domain.panel_notices import ACTION_GIVEN
from app.domain.tasks import cause_of
from app.repositories import panel_actions as repository
from app.repositories.identity import register
from app.services.notices import tell_people
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


def tell_owner(work: UnitOfWork, case: Row, row: Row) -> None:
    """Tell them, unless they gave it to themselves. Who is named without an account hears of it in the meeting."""
    role, staff_id = row["owner_role"], row["owner_staff_id"]
    if role == LEAD:
        role = repository.lead_of(work.connection, row["case_id"], work.today)
    if staff_id:
        person = register.staff_by_id(work.connection, staff_id)
        staff_id = staff_id if person and person["username"] != work.caller.username else None
    if not role and not staff_id:
        return
    roles, staff_ids = ((role,) if role else ()), ((staff_id,) if staff_id else ())
    details = {"action_id": row["id"], "due_on": row["due_on"].isoformat()}
    cause = cause_of(ACTION_GIVEN, row["case_id"], row["id"], role or staff_id, row["version"])
    told = NewNotice(ACTION_GIVEN, cause, case, roles=roles, staff_ids=staff_ids, details=details)
    tell_people(work, [told])
