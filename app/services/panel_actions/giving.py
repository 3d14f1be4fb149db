"""Gives an action at an agenda item: who does what by when, and to which of the five aims."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID, new_id
from app.domain.panel_actions import ActionState, check_due, check_owner, owner_role_of
from app.domain.refusals import InvalidInput
from app.repositories import allocations, minutes
from app.repositories import panel_actions as repository
from app.repositories.identity import register
from app.services import board_record
from app.services.panel_access import item_in_sight
from app.services.panel_actions.telling import tell_owner
from app.services.unit_of_work import UnitOfWork

NOT_HER_ADVICE = "Name a recommendation on the same case."
NO_PERSON = "There is nobody of this id who can be given an action. GET /staff lists people."
Row = Mapping[str, Any]


def give(work: UnitOfWork, item_id: str, given: Row) -> str:
    """Keep an action of an item; answers its id. Raises NotFound, InvalidInput."""
    item = item_in_sight(work.connection, work.caller, item_id, work.today, lock=True)
    check_due(given["due_on"], work.today)
    row = {
        "id": new_id(),
        "version": 1,
        "case_id": item["case_id"],
        "entry_id": item["entry_id"],
        "item_id": item["id"],
        "recommendation_id": _advice(work.connection, item, given.get("recommendation")),
        "text": given["text"],
        "aim": given["aim"],
        **owner_values(work, item["case_id"], given),
        "due_on": given["due_on"],
        "state": ActionState.OPEN.value,
        "given_on": work.today,
        "given_at": work.moment,
        "given_by": work.caller.username,
        "heard_on": None,
        "closed_on": None,
    }
    repository.add(work.connection, row)
    new = {name: row[name] for name in ("aim", "owner_role", "owner_name")}
    details = {"new": {**new, "due_on": row["due_on"].isoformat()}}
    work.record(
        "PANEL_ACTION_GIVEN", case_id=row["case_id"], subject=("PANEL_ACTION", row["id"]), details=details
    )
    of_her = {name: item[name] for name in ("prison_number", "prison_code", "home_region")}
    case = {"id": item["case_id"], **of_her}
    enter(work, case, {**row, "meeting_id": item["meeting_id"]}, "made")
    tell_owner(work, case, row)
    return str(row["id"])


def owner_values(work: UnitOfWork, case_id: str, given: Row) -> dict[str, Any]:
    """The columns of the owner that was named: an action given to whoever holds a role of the case is the role's.

    Raises InvalidInput where not exactly one is named, or the person is nobody of the register.
    """
    check_owner(given)
    none = {"owner_role": None, "owner_staff_id": None, "owner_name": None}
    if given.get("owner_role"):
        return {**none, "owner_role": given["owner_role"]}
    if given.get("owner_name"):
        return {**none, "owner_name": given["owner_name"]}
    wanted = str(given["owner_staff"]).lower()
    person = register.staff_by_id(work.connection, wanted) if UUID.fullmatch(wanted) else None
    if person is None or not person["active"]:
        raise InvalidInput.of("owner_staff", "unknown_person", NO_PERSON)
    held = allocations.live_of(work.connection, [case_id]).get(case_id, {})
    holders = {role: row["staff_id"] for role, row in held.items() if row["staff_id"]}
    role = owner_role_of(holders, person["id"], repository.lead_of(work.connection, case_id, work.today))
    if role is not None:
        return {**none, "owner_role": role}
    return {**none, "owner_staff_id": person["id"], "owner_name": person["display_name"]}


def enter(work: UnitOfWork, case: Row, row: Row, change: str, update: str | None = None) -> None:
    """Tell the feed of board data how the action now stands."""
    fields = {
        "meeting_id": row["meeting_id"],
        "item_id": row["item_id"],
        "recommendation_id": row["recommendation_id"],
        "text": row["text"],
        "aim": row["aim"],
        "owner": row["owner_name"],
        "owner_role": row["owner_role"],
        "due_on": row["due_on"].isoformat(),
        "state": row["state"],
        "version": row["version"],
        "update": update,
    }
    board_record.enter(work, kind="action", change=change, subject_id=row["id"], case=case, fields=fields)


def _advice(connection: Connection, item: Row, reference: str | None) -> str | None:
    if reference is None:
        return None
    wanted = reference.lower()
    advice = minutes.recommendation_of(connection, wanted) if UUID.fullmatch(wanted) else None
    if advice is None or advice["case_id"] != item["case_id"]:
        raise InvalidInput.of("recommendation", "unknown_recommendation", NOT_HER_ADVICE)
    return str(advice["id"])
