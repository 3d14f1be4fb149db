"""Records the board's advice on a case: of one kind, with whoever is to carry it; later advice may take its place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.identifiers import UUID, new_id
from app.domain.refusals import Conflict, InvalidInput, NotFound
from app.repositories import minutes
from app.services import board_record
from app.services.minutes.items import case_of, item_to_write, refuse_stale, seen_or
from app.services.minutes.shown import recommendation_shown
from app.services.names import names_of
from app.services.panel_access import item_in_sight
from app.services.unit_of_work import UnitOfWork

NONE_SUCH = "There is no such recommendation, or none that you may see."
SUPERSEDED = "Another recommendation has taken its place. Change that one."
NOT_HERE = "Name a recommendation on the same case that still stands."
FIELDS = ("kind", "text", "evidence", "owners")
Row = Mapping[str, Any]


def recommend(work: UnitOfWork, item_id: str, given: Row) -> dict[str, Any]:
    """Keep advice on an item; `supersedes` names advice on the same case whose place it takes.

    Raises NotFound, Conflict, InvalidInput.
    """
    item = item_to_write(work, item_id)
    earlier = _earlier(work, item, given.get("supersedes"))
    row = {
        "id": new_id(),
        "item_id": item["id"],
        "case_id": item["case_id"],
        "kind": given["kind"],
        "text": given["text"],
        "evidence": given.get("evidence"),
        "version": 1,
        "made_on": work.today,
        "made_at": work.moment,
        "made_by": work.caller.username,
        "superseded_by": None,
        "superseded_at": None,
    }
    minutes.add_recommendation(work.connection, row, given["owners"])
    if earlier:
        gone = {"superseded_by": row["id"], "superseded_at": work.moment}
        minutes.change_recommendation(work.connection, earlier["id"], gone, None)
        enter(work, item, {**earlier, **gone, "version": earlier["version"] + 1}, "superseded")
    whole = {**row, "owners": given["owners"], "meeting_id": item["meeting_id"]}
    enter(work, item, whole, "made")
    new = {"kind": row["kind"], "owners": len(given["owners"])}
    _record(work, "RECOMMENDATION_MADE", row["id"], item, {"new": new})
    return _shown(work.connection, whole)


def read_recommendation(connection: Connection, caller: Caller, reference: str, on: date) -> dict[str, Any]:
    """One recommendation. Raises NotFound."""
    row = known(connection, reference)
    with seen_or(NONE_SUCH):
        item_in_sight(connection, caller, row["item_id"], on)
    return _shown(connection, row)


def change_recommendation(
    work: UnitOfWork, reference: str, given: Row, version: int | None
) -> dict[str, Any]:
    """Put right what was recorded, from the version that was read. Raises NotFound, StaleVersion, Conflict."""
    with seen_or(NONE_SUCH):
        item = item_to_write(work, known(work.connection, reference)["item_id"])
    row = known(work.connection, reference, lock=True)
    refuse_stale(version, row["version"])
    if row["superseded_at"] is not None:
        raise Conflict(SUPERSEDED, code="superseded")
    changed = {name: given[name] for name in FIELDS if name in given and given[name] != row[name]}
    if not changed:
        _record(work, "RECOMMENDATION_LEFT_AS_IT_WAS", row["id"], item, {})
        return _shown(work.connection, row)
    owners = changed.pop("owners", None)
    minutes.change_recommendation(work.connection, row["id"], changed, owners)
    now = known(work.connection, reference)
    enter(work, item, now, "changed")
    _record(work, "RECOMMENDATION_CHANGED", row["id"], item, {"new": {"fields": sorted({*changed, *given})}})
    return _shown(work.connection, now)


def known(connection: Connection, reference: str, *, lock: bool = False) -> dict[str, Any]:
    """The row of an id, whoever may see it. Raises NotFound."""
    is_id = UUID.fullmatch(reference.lower())
    row = minutes.recommendation_of(connection, reference.lower(), lock=lock) if is_id else None
    if row is None:
        raise NotFound(NONE_SUCH)
    return row


def enter(work: UnitOfWork, item: Row, row: Row, change: str) -> None:
    """Tell the feed of board data how the advice now stands."""
    fields = {
        "meeting_id": row["meeting_id"],
        "item_id": row["item_id"],
        "recommendation_id": row["id"],
        "recommendation_kind": row["kind"],
        "text": row["text"],
        "evidence": row["evidence"],
        "owners": [{"part": each["part"], "name": each.get("name")} for each in row["owners"]],
        "state": "superseded" if row["superseded_at"] else "current",
        "version": row["version"],
    }
    board_record.enter(
        work, kind="recommendation", change=change, subject_id=row["id"], case=case_of(item), fields=fields
    )


def _earlier(work: UnitOfWork, item: Row, reference: str | None) -> dict[str, Any] | None:
    if reference is None:
        return None
    row = minutes.recommendation_of(work.connection, reference, lock=True)
    if row is None or row["case_id"] != item["case_id"] or row["superseded_at"] is not None:
        raise InvalidInput.of("supersedes", "unknown_recommendation", NOT_HERE)
    return row


def _record(work: UnitOfWork, what: str, reference: str, item: Row, details: Row) -> None:
    work.record(what, subject=("RECOMMENDATION", reference), details={"case_id": item["case_id"], **details})


def _shown(connection: Connection, row: Row) -> dict[str, Any]:
    return recommendation_shown(row, names_of(connection, [row["made_by"]]))
