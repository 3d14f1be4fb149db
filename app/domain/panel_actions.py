"""Actions of the panel: who owns one, what may change of it and by whom, when it is overdue or nobody spoke of it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.allocation import ROLES
from app.domain.caller import Caller, Role
from app.domain.refusals import FieldError, InvalidInput, NotPermitted

LEAD = "lead"
"""The owner is the manager who is responsible for the case, so that the action goes over with the handover."""
OWNER_ROLES = (LEAD, *ROLES)
KEEPERS = frozenset({Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR})
"""Who may change what was asked for: the owner, the due day, or that it is dropped or opened again."""
ONLY_KEEPERS = (
    "Only the secretariat or the chair changes an action's owner or due day, drops it or opens it again."
)


class ActionState(StrEnum):
    """Where an action stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


Row = Mapping[str, Any]


def check_owner(given: Row) -> None:
    """An action has exactly one owner: a role of the case, a person of the register, or a name. Raises InvalidInput."""
    named = [name for name in ("owner_role", "owner_staff", "owner_name") if given.get(name)]
    if len(named) != 1:
        message = "Name one owner: a role of the case, a person of the register, or somebody by name."
        field = named[1] if named else "owner_role"
        raise InvalidInput.of(field, "one_owner", message)


def check_due(due_on: date, today: date) -> None:
    """A new due day is today or later. Raises InvalidInput."""
    if due_on < today:
        raise InvalidInput.of("due_on", "date_in_past", "Give today or a later day.")


def owner_role_of(holder_roles: Mapping[str, str], staff_id: str, lead_role: str | None) -> str | None:
    """The role to which an action given to a person of the case belongs; None where they hold none of it.

    `holder_roles` are the ids of those who hold each role now. Whoever leads the case holds it as its lead.
    """
    held = [role for role, holder in holder_roles.items() if holder == staff_id]
    if lead_role in held:
        return LEAD
    return held[0] if held else None


def check_change(caller: Caller, action: Row, given: Row) -> None:
    """Whether this caller may change this of an action. Raises NotPermitted, InvalidInput."""
    state, was = given.get("state"), action["state"]
    moves = bool(given.get("due_on")) or any(
        given.get(name) for name in ("owner_role", "owner_staff", "owner_name")
    )
    reopens = was != ActionState.OPEN and state == ActionState.OPEN
    if (moves or reopens or state == ActionState.DROPPED) and not caller.has_any(KEEPERS):
        raise NotPermitted(ONLY_KEEPERS, code="only_keepers")
    if was != ActionState.OPEN and not reopens:
        fault = FieldError("state", "action_is_over", "This action is over. Open it again to change it.")
        raise InvalidInput(fault.message, errors=[fault])
    if moves and state in {ActionState.DONE, ActionState.DROPPED}:
        message = "An action that ends takes no new owner and no new day."
        raise InvalidInput.of("state", "ends_and_moves", message)


def is_overdue(action: Row, today: date) -> bool:
    """Whether an open action's day has passed; on the day itself it is not."""
    due: date = action["due_on"]
    return action["state"] == ActionState.OPEN and due < today


def is_silent(action: Row, last_meeting: date) -> bool:
    """Whether an open action that was given by the last meeting has no update since it (000 L116).

    An update on the day of that meeting counts as one.
    """
    if action["state"] != ActionState.OPEN or action["given_on"] > last_meeting:
        return False
    heard: date | None = action["heard_on"]
    return heard is None or heard < last_meeting
