"""Organisations and the agreements under which information is shared with them (W39, B31)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.identifiers import UUID, new_id
from app.domain.names import search_key
from app.domain.refusals import Conflict, InvalidInput, NotFound, StaleVersion
from app.domain.sharing_agreements import refuse_impossible_dates, state_on, warning_of
from app.repositories import sharing_agreements as repository
from app.repositories.panel_members import add, update
from app.services.unit_of_work import UnitOfWork

NO_ORGANISATION = "There is no such organisation. GET /panel-organisations lists them."
NO_AGREEMENT = "There is no such agreement. GET /sharing-agreements lists them."
STALE = "Somebody changed this after you read it. Read it again and send yours once more."
NAME_TAKEN = "An organisation of this name is kept already."
Row = Mapping[str, Any]
_COLUMN = {"in_use": "is_active"}


def list_organisations(connection: Connection, today: date, sector: str | None = None) -> dict[str, Any]:
    """Organisations by name, each with what to warn of where its people are asked today."""
    rows = repository.organisations(connection, sector)
    return {"items": _shown_organisations(connection, rows, today)}


def read_organisation(connection: Connection, organisation_id: str, today: date) -> dict[str, Any]:
    """One organisation. Raises NotFound."""
    return _shown_organisations(connection, [_organisation(connection, organisation_id)], today)[0]


def keep_organisation(work: UnitOfWork, given: Row) -> str:
    """Keep a new organisation; answers its id. Raises Conflict where its name is kept already."""
    row = {**given, "id": new_id(), "version": 1, "name_key": search_key(given["name"]), "is_active": True}
    try:
        add(work.connection, repository.ORGANISATIONS, [row])
    except IntegrityError as error:
        raise Conflict(NAME_TAKEN, code="name_taken") from error
    new = {name: row[name] for name in ("name", "sector", "is_external")}
    work.record("PANEL_ORGANISATION_KEPT", subject=("ORGANISATION", row["id"]), details={"new": new})
    return str(row["id"])


def change_organisation(work: UnitOfWork, organisation_id: str, changes: Row, version: int | None) -> None:
    """Change what is kept of an organisation. Raises NotFound, StaleVersion, Conflict."""
    row = _organisation(work.connection, organisation_id, lock=True)
    _refuse_stale(row, version)
    values = {_COLUMN.get(name, name): value for name, value in changes.items()}
    if "name" in values:
        values["name_key"] = search_key(values["name"])
        other = repository.organisation_named(work.connection, values["name_key"])
        if other is not None and other["id"] != row["id"]:
            raise Conflict(NAME_TAKEN, code="name_taken")
    update(work.connection, repository.ORGANISATIONS, row["id"], values)
    details = {"old": {name: row[_COLUMN.get(name, name)] for name in changes}, "new": dict(changes)}
    work.record("PANEL_ORGANISATION_CHANGED", subject=("ORGANISATION", row["id"]), details=details)


def list_agreements(connection: Connection, today: date) -> dict[str, Any]:
    """Every agreement, the one that is to be looked at first of all in front."""
    return {"items": _shown_agreements(connection, repository.agreements(connection), today)}


def read_agreement(connection: Connection, agreement_id: str, today: date) -> dict[str, Any]:
    """One agreement. Raises NotFound."""
    return _shown_agreements(connection, [_agreement(connection, agreement_id)], today)[0]


def keep_agreement(work: UnitOfWork, given: Row) -> str:
    """Keep a new agreement with its parties; answers its id. Raises InvalidInput."""
    refuse_impossible_dates(given["starts_on"], given["ends_on"], given["review_on"])
    parties = _known_parties(work.connection, given["parties"])
    row = {name: value for name, value in given.items() if name != "parties"}
    row |= {"id": new_id(), "version": 1, "recorded_at": work.moment, "recorded_by": work.caller.username}
    add(work.connection, repository.AGREEMENTS, [row])
    repository.set_parties(work.connection, row["id"], parties)
    new = {name: row[name] for name in ("title", "kind", "starts_on", "ends_on", "review_on")}
    details = {"new": {**new, "parties": parties}}
    work.record("SHARING_AGREEMENT_KEPT", subject=("SHARING_AGREEMENT", row["id"]), details=details)
    return str(row["id"])


def change_agreement(work: UnitOfWork, agreement_id: str, changes: Row, version: int | None) -> None:
    """Change an agreement: its end, review, purpose, parties. Raises NotFound, StaleVersion, InvalidInput."""
    row = _agreement(work.connection, agreement_id, lock=True)
    _refuse_stale(row, version)
    now = {**row, **changes}
    refuse_impossible_dates(now["starts_on"], now["ends_on"], now["review_on"])
    values = {name: value for name, value in changes.items() if name != "parties"}
    if "parties" in changes:
        repository.set_parties(
            work.connection, row["id"], _known_parties(work.connection, changes["parties"])
        )
    update(work.connection, repository.AGREEMENTS, row["id"], values)
    details = {"old": {name: row[name] for name in values}, "new": changes}
    work.record("SHARING_AGREEMENT_CHANGED", subject=("SHARING_AGREEMENT", row["id"]), details=details)


def _organisation(connection: Connection, organisation_id: str, *, lock: bool = False) -> Row:
    wanted = organisation_id.lower()
    row = repository.organisation(connection, wanted, lock=lock) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NO_ORGANISATION)
    return row


def _agreement(connection: Connection, agreement_id: str, *, lock: bool = False) -> Row:
    wanted = agreement_id.lower()
    row = repository.agreement(connection, wanted, lock=lock) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NO_AGREEMENT)
    return row


def _known_parties(connection: Connection, wanted: Sequence[str]) -> list[str]:
    known = {row["id"] for row in repository.organisations(connection)}
    parties = list(dict.fromkeys(each.lower() for each in wanted))
    if not set(parties) <= known:
        raise InvalidInput.of("parties", "unknown_organisation", NO_ORGANISATION)
    return parties


def _refuse_stale(row: Row, version: int | None) -> None:
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)


def _shown_organisations(connection: Connection, rows: Sequence[Row], today: date) -> list[dict[str, Any]]:
    of_each = repository.agreements_of(connection, [row["id"] for row in rows if row["is_external"]])
    return [
        {
            **row,
            "in_use": row["is_active"],
            "warning": warning_of(of_each[row["id"]], today) if row["is_external"] else None,
        }
        for row in rows
    ]


def _shown_agreements(connection: Connection, rows: Sequence[Row], today: date) -> list[dict[str, Any]]:
    parties = repository.parties_of(connection, [row["id"] for row in rows])
    return [{**row, "parties": parties[row["id"]], "state": state_on(row, today)} for row in rows]
