"""Editions of the terms of reference, and which one applies on the day of a meeting (W02)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.identifiers import UUID, new_id
from app.domain.refusals import Conflict, InvalidInput, NotFound, StaleVersion
from app.repositories import panel_members as repository
from app.services.unit_of_work import UnitOfWork

NO_TERMS = "There is no such edition of the terms. GET /panel-terms lists them."
STALE = "Somebody changed this edition after you read it. Read it again and send yours once more."
DAY_TAKEN = "Another edition is in force from that day."
ENDS_BEFORE = "It cannot end before it is in force."
Row = Mapping[str, Any]


def list_terms(connection: Connection, today: date) -> dict[str, Any]:
    """Every edition, the latest first."""
    applies = repository.terms_on(connection, today)
    rows = repository.terms(connection)
    return {"items": [{**row, "applies": applies is not None and row["id"] == applies["id"]} for row in rows]}


def read_terms(connection: Connection, terms_id: str, today: date) -> dict[str, Any]:
    """One edition. Raises NotFound."""
    found = [row for row in list_terms(connection, today)["items"] if row["id"] == terms_id.lower()]
    if not found:
        raise NotFound(NO_TERMS)
    return dict(found[0])


def record_terms(work: UnitOfWork, given: Row) -> str:
    """Keep an edition; the one before it ends on the day before. Raises InvalidInput, Conflict."""
    _refuse_impossible(given["in_force_from"], given["in_force_to"])
    before = repository.terms_on(work.connection, given["in_force_from"])
    row = {
        **given,
        "id": new_id(),
        "version": 1,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    try:
        repository.add(work.connection, repository.TERMS, [row])
    except IntegrityError as error:
        raise Conflict(DAY_TAKEN, code="day_taken") from error
    if before and before["in_force_to"] is None:
        last = {"in_force_to": given["in_force_from"] - timedelta(days=1)}
        repository.update(work.connection, repository.TERMS, before["id"], last)
    new = {"edition": given["edition"], "in_force_from": given["in_force_from"].isoformat()}
    work.record("PANEL_TERMS_RECORDED", subject=("PANEL_TERMS", row["id"]), details={"new": new})
    return str(row["id"])


def change_terms(work: UnitOfWork, terms_id: str, changes: Row, version: int | None) -> None:
    """Change until when an edition applies, or when it is looked at again. Raises NotFound, StaleVersion."""
    wanted = terms_id.lower()
    row = repository.one_of_terms(work.connection, wanted, lock=True) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NO_TERMS)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    now = {**row, **changes}
    _refuse_impossible(now["in_force_from"], now["in_force_to"])
    repository.update(work.connection, repository.TERMS, wanted, changes)
    said = {name: value.isoformat() if value else None for name, value in changes.items()}
    work.record("PANEL_TERMS_CHANGED", subject=("PANEL_TERMS", wanted), details={"new": said})


def _refuse_impossible(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise InvalidInput.of("in_force_to", "before_start", ENDS_BEFORE)
