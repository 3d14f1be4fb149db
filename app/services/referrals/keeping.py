"""Keeps the guiding principles and the points of contact at prisons: data of the secretariat, no code."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID, new_id
from app.domain.refusals import Conflict, InvalidInput, NotFound, StaleVersion
from app.repositories import places
from app.repositories import referral_register as register
from app.services.unit_of_work import UnitOfWork

NO_PRINCIPLE = "There is no such principle."
NO_SPOC = "There is no such point of contact."
STALE = "Somebody changed this after you read it. Read it again and send yours once more."
IS_RETIRED = "This principle is no longer in force, so it stays as it was."
Row = Mapping[str, Any]


def list_principles(connection: Connection, today: date, *, every: bool) -> dict[str, Any]:
    """The principles in force today, or all there ever were."""
    return {"items": register.principles(connection, None if every else today)}


def read_principle(connection: Connection, reference: str) -> Row:
    """One principle. Raises NotFound."""
    found = register.principle(connection, reference.lower()) if UUID.fullmatch(reference.lower()) else None
    if found is None:
        raise NotFound(NO_PRINCIPLE)
    return found


def add_principle(work: UnitOfWork, given: Mapping[str, Any]) -> Row:
    """Put another principle in force from today, after those that are there unless a place is given."""
    last = max((each["position"] for each in register.principles(work.connection, work.today)), default=0)
    row = {
        "id": new_id(),
        "version": 1,
        "position": given.get("position") or last + 1,
        "text": given["text"],
        "source": given.get("source"),
        "from_on": work.today,
        "to_on": None,
    }
    register.insert_principle(work.connection, row)
    subject = ("GUIDING_PRINCIPLE", row["id"])
    work.record("GUIDING_PRINCIPLE_ADDED", subject=subject, details={"new": {"text": row["text"]}})
    return row


def change_principle(work: UnitOfWork, reference: str, given: Mapping[str, Any], version: int | None) -> Row:
    """Change its words or place, or take it out of force from today. What referrals were sent under stays theirs."""
    read_principle(work.connection, reference)
    row = register.principle(work.connection, reference.lower(), lock=True)
    if row is None:
        raise NotFound(NO_PRINCIPLE)
    _refuse_stale(row, version)
    if row["to_on"] is not None:
        raise Conflict(IS_RETIRED, code="principle_retired")
    names = ("text", "source", "position")
    values = {name: given[name] for name in names if name in given and given[name] != row[name]}
    if given.get("retired"):
        values["to_on"] = work.today
    if not values:
        work.record("GUIDING_PRINCIPLE_LEFT_AS_IT_WAS", subject=("GUIDING_PRINCIPLE", row["id"]))
        return row
    register.update_principle(work.connection, row["id"], values)
    details = {"old": {name: row[name] for name in values}, "new": values}
    work.record("GUIDING_PRINCIPLE_CHANGED", subject=("GUIDING_PRINCIPLE", row["id"]), details=details)
    return {**row, **values, "version": row["version"] + 1}


def list_spocs(connection: Connection, prison: str | None, on: date | None) -> dict[str, Any]:
    """The points of contact, by the names of their prisons."""
    return {"items": [_with_prison(row) for row in register.spocs(connection, prison=prison, on=on)]}


def read_spoc(connection: Connection, reference: str) -> dict[str, Any]:
    """One point of contact. Raises NotFound."""
    return _with_prison(_spoc(connection, reference))


def add_spoc(work: UnitOfWork, given: Mapping[str, Any]) -> dict[str, Any]:
    """Name a point of contact at a women's prison. Raises InvalidInput for a prison that is none."""
    prison = places.prison(work.connection, given["prison"])
    if prison is None or prison["estate"] != "women" or not prison["in_scope"]:
        message = "Give a women’s prison: Welsh women are held in those."
        raise InvalidInput.of("prison", "not_in_womens_estate", message)
    values = {name: given.get(name) for name in ("name", "email", "telephone", "starts_on", "ends_on")}
    _refuse_order(values)
    row = {"id": new_id(), "version": 1, "prison_code": given["prison"], **values}
    register.insert_spoc(work.connection, row)
    new = {"prison": given["prison"], "name": given["name"]}
    work.record("CUSTODY_SPOC_NAMED", subject=("CUSTODY_SPOC", row["id"]), details={"new": new})
    return _with_prison({**row, "prison_name": prison["name"]})


def change_spoc(
    work: UnitOfWork, reference: str, given: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Change how a point of contact is reached, or the day from which they no longer are."""
    row = _spoc(work.connection, reference, lock=True)
    _refuse_stale(row, version)
    values = {name: value for name, value in given.items() if value != row[name]}
    if not values:
        work.record("CUSTODY_SPOC_LEFT_AS_IT_WAS", subject=("CUSTODY_SPOC", row["id"]))
        return _with_prison(row)
    _refuse_order({**row, **values})
    register.update_spoc(work.connection, row["id"], values)
    details = {"old": {name: row[name] for name in values}, "new": values}
    work.record("CUSTODY_SPOC_CHANGED", subject=("CUSTODY_SPOC", row["id"]), details=details)
    return _with_prison(_spoc(work.connection, row["id"]))


def _spoc(connection: Connection, reference: str, *, lock: bool = False) -> Row:
    key = reference.lower()
    found = register.spoc(connection, key, lock=lock) if UUID.fullmatch(key) else None
    if found is None:
        raise NotFound(NO_SPOC)
    prison = places.prison(connection, found["prison_code"])
    return {**found, "prison_name": prison["name"] if prison else found["prison_code"]}


def _with_prison(row: Row) -> dict[str, Any]:
    return {**row, "prison": {"code": row["prison_code"], "name": row["prison_name"]}}


def _refuse_stale(row: Row, version: int | None) -> None:
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)


def _refuse_order(values: Row) -> None:
    if values["ends_on"] is not None and values["ends_on"] <= values["starts_on"]:
        raise InvalidInput.of("ends_on", "ends_before_start", "Give a day after the one it begins on.")
