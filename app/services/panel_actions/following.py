"""Keeps what is said of an action, and what changes with it."""

from collections.abc import Mapping
from typing import Any

from app.domain.identifiers import UUID, new_id
from app.domain.panel_actions import ActionState, check_change, check_due
from app.domain.refusals import NotFound, StaleVersion
from app.repositories import panel_actions as repository
from app.services.panel_actions.giving import enter, owner_values
from app.services.panel_actions.showing import NONE_SUCH
from app.services.panel_actions.telling import tell_owner
from app.services.panel_reading import reading_of
from app.services.unit_of_work import UnitOfWork

STALE = "Somebody changed this action after you read it. Read it again and send yours once more."
OWNERS = ("owner_role", "owner_staff", "owner_name")
Row = Mapping[str, Any]


def follow_up(work: UnitOfWork, reference: str, given: Row, version: int | None) -> str:
    """Keep an update, and with it a new state, owner or due day; answers the id.

    Raises NotFound, StaleVersion, NotPermitted, InvalidInput.
    """
    row, case = _held(work, reference)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    check_change(work.caller, row, given)
    values = _values(work, row, given)
    changed = {name: value for name, value in values.items() if row[name] != value}
    now = {**row, **values, "heard_on": work.today, "version": row["version"] + 1}
    repository.update(work.connection, row["id"], {**values, "heard_on": work.today})
    update = {
        "id": new_id(),
        "action_id": row["id"],
        "text": given["update"],
        "changed": {name: {"old": row[name], "new": value} for name, value in changed.items()},
        "recorded_on": work.today,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    repository.add_update(work.connection, update)
    closes = "state" in changed and now["state"] != ActionState.OPEN
    details = {"old": {name: row[name] for name in changed}, "new": changed}
    what = "PANEL_ACTION_CLOSED" if closes else "PANEL_ACTION_FOLLOWED"
    work.record(what, case_id=row["case_id"], subject=("PANEL_ACTION", row["id"]), details=details)
    enter(work, case, now, "closed" if closes else "changed", given["update"])
    if not closes and any(name.startswith("owner_") for name in changed):
        tell_owner(work, case, now)
    return str(row["id"])


def _held(work: UnitOfWork, reference: str) -> tuple[Row, Row]:
    """The action's row, held, with its meeting; and the case as the feed needs it. Raises NotFound."""
    wanted = reference.lower()
    reading = reading_of(work.connection, work.caller, work.today)
    scope = work.caller.scope
    seen = (
        repository.action(work.connection, reading, scope, wanted, work.today)
        if UUID.fullmatch(wanted)
        else None
    )
    row = repository.held(work.connection, wanted) if seen else None
    if seen is None or row is None:
        raise NotFound(NONE_SUCH)
    case = {
        "id": row["case_id"],
        "prison_code": seen["her_prison_code"],
        "home_region": seen["her_home_region"],
        "prison_number": seen["her_prison_number"],
    }
    return {**row, "meeting_id": seen["meeting_id"]}, case


def _values(work: UnitOfWork, row: Row, given: Row) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if given.get("due_on"):
        if given["due_on"] != row["due_on"]:
            check_due(given["due_on"], work.today)
        values["due_on"] = given["due_on"]
    if any(given.get(name) for name in OWNERS):
        values |= owner_values(work, row["case_id"], given)
    if given.get("state") and given["state"] != row["state"]:
        values["state"] = given["state"]
        values["closed_on"] = None if given["state"] == ActionState.OPEN else work.today
    return values
