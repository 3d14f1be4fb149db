"""Names who may decide in the Prison Group Director's place, from a day to a day, and ends it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Role
from app.domain.identifiers import UUID, new_id
from app.domain.movements import has_authority
from app.domain.refusals import Conflict, FieldError, InvalidInput, NotFound, StaleVersion
from app.repositories import placement_decisions as repository
from app.repositories.identity import register
from app.services.identity.authentication import granted
from app.services.names import names_of
from app.services.unit_of_work import UnitOfWork

OF_THE_PANEL = frozenset({Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.PANEL_MEMBER})
NONE_SUCH = "There is no such delegation."
STALE = "Somebody changed this delegation after you read it. Read it again and send yours once more."
NOT_OF_THE_PANEL = "Name somebody of the register who has an account and a role on the panel."
YOURSELF = "The director decides in any case. Name somebody else."
Row = Mapping[str, Any]


def list_delegations(connection: Connection, today: Any) -> dict[str, Any]:
    """Who may decide in the director's place now or from a coming day."""
    rows = repository.delegations(connection, today)
    names = names_of(connection, (row[by] for row in rows for by in ("delegate", "named_by", "ended_by")))
    return {"items": [_shown(row, names, today) for row in rows]}


def name_delegate(work: UnitOfWork, given: Row) -> dict[str, Any]:
    """Name somebody; the last day counts. Raises InvalidInput."""
    errors = []
    if given["first_day"] < work.today:
        errors.append(FieldError("first_day", "date_in_past", "Give today or a later day."))
    if given["last_day"] < given["first_day"]:
        errors.append(FieldError("last_day", "ends_before_start", "Give a day that is not before the first."))
    person = register.staff_named(work.connection, given["username"])
    roles, _ = granted(person["roles"]) if person else (frozenset(), None)
    if person is None or not person["active"] or roles.isdisjoint(OF_THE_PANEL):
        errors.append(FieldError("username", "not_of_the_panel", NOT_OF_THE_PANEL))
    elif person["username"] == work.caller.username:
        errors.append(FieldError("username", "names_themselves", YOURSELF))
    if errors or person is None:
        raise InvalidInput("The delegation cannot be kept as it was sent.", errors=errors)
    row = {
        "id": new_id(),
        "version": 1,
        "staff_id": person["id"],
        "delegate": person["username"],
        **{name: given[name] for name in ("first_day", "last_day", "reason")},
        "named_at": work.moment,
        "named_by": work.caller.username,
        "ended_on": None,
        "ended_by": None,
    }
    repository.add_delegation(work.connection, row)
    days = {name: row[name].isoformat() for name in ("first_day", "last_day")}
    details = {"new": {"delegate": row["delegate"], **days}, "why": given["reason"]}
    work.record("DECISION_DELEGATED", subject=("DELEGATION", row["id"]), details=details)
    return _one(work, row)


def end_delegation(work: UnitOfWork, reference: str, version: int | None) -> dict[str, Any]:
    """End a delegation today: from now on nothing is decided on it. Raises NotFound, StaleVersion, Conflict."""
    wanted = reference.lower()
    row = repository.delegation(work.connection, wanted, lock=True) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NONE_SUCH)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    if row["ended_on"] is not None:
        raise Conflict("This delegation was ended already.", code="already_ended")
    ended = {"ended_on": work.today, "ended_by": work.caller.username}
    repository.end_delegation(work.connection, row["id"], ended)
    work.record(
        "DELEGATION_ENDED", subject=("DELEGATION", row["id"]), details={"old": {"delegate": row["delegate"]}}
    )
    return _one(work, {**row, **ended, "version": row["version"] + 1})


def _one(work: UnitOfWork, row: Row) -> dict[str, Any]:
    names = names_of(work.connection, (row[by] for by in ("delegate", "named_by", "ended_by")))
    return _shown(row, names, work.today)


def _shown(row: Row, names: Mapping[str, str], today: Any) -> dict[str, Any]:
    named = {by: (names.get(row[by]) or row[by]) if row[by] else None for by in ("named_by", "ended_by")}
    name = names.get(row["delegate"]) or row["delegate"]
    return {
        **row,
        **named,
        "username": row["delegate"],
        "name": name,
        "holds_today": has_authority(row, today),
    }
