"""Keeps what is typed in the meeting, a text at a time; one made from an older version never replaces a newer."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.minutes import Part
from app.domain.refusals import NotFound
from app.repositories import minutes
from app.services.minutes.items import item_to_write, refuse_stale
from app.services.minutes.shown import line_shown, written_shown
from app.services.names import names_of
from app.services.panel_access import item_in_sight
from app.services.unit_of_work import UnitOfWork

NO_PART = "There is no such part. Name one of those that the documentation lists."
FIRST = 1
"""The version of a text that nobody has written yet."""
Row = Mapping[str, Any]


def read_discussion(connection: Connection, caller: Caller, item_id: str, on: Any) -> dict[str, Any]:
    """What was said of an item, as it stands."""
    item = item_in_sight(connection, caller, item_id, on)
    row = minutes.discussions_of(connection, [item["id"]]).get(item["id"])
    return {"item_id": item["id"], **written_shown(row, _names(connection, row))}


def write_discussion(work: UnitOfWork, item_id: str, text: str, version: int | None) -> dict[str, Any]:
    """Keep what was said of an item. Raises NotFound, Conflict, StaleVersion."""
    item = item_to_write(work, item_id)
    before = minutes.discussions_of(work.connection, [item["id"]]).get(item["id"])
    row = _keep(work, minutes.DISCUSSIONS, {"item_id": item["id"]}, before, text, version)
    return {"item_id": item["id"], **written_shown(row, _names(work.connection, row))}


def read_line(connection: Connection, caller: Caller, item_id: str, part: str, on: Any) -> dict[str, Any]:
    """One person's part in a case, as it stands."""
    named = part_named(part)
    item = item_in_sight(connection, caller, item_id, on)
    row = _line(connection, item["id"], named)
    return {"item_id": item["id"], **line_shown(named, row, _names(connection, row))}


def write_line(work: UnitOfWork, item_id: str, part: str, text: str, version: int | None) -> dict[str, Any]:
    """Keep what one person's part is from here on. Raises NotFound, Conflict, StaleVersion."""
    named = part_named(part)
    item = item_to_write(work, item_id)
    before = _line(work.connection, item["id"], named)
    row = _keep(work, minutes.LINES, {"item_id": item["id"], "part": named.value}, before, text, version)
    return {"item_id": item["id"], **line_shown(named, row, _names(work.connection, row))}


def part_named(part: str) -> Part:
    """The part of a path. Raises NotFound."""
    try:
        return Part(part)
    except ValueError:
        raise NotFound(NO_PART) from None


def _keep(
    work: UnitOfWork, table: sa.Table, key: Row, before: Row | None, text: str, version: int | None
) -> Row:
    refuse_stale(version, before["version"] if before else FIRST)
    details = {"part": key.get("part", "discussion")}
    if text == (before["text"] if before else ""):
        work.record("ITEM_TEXT_LEFT_AS_IT_WAS", subject=("AGENDA_ITEM", key["item_id"]), details=details)
        return before or {"text": "", "version": FIRST, "changed_at": None, "changed_by": None}
    values = {
        "text": text,
        "version": (before["version"] if before else FIRST) + 1,
        "changed_at": work.moment,
        "changed_by": work.caller.username,
    }
    minutes.keep_text(work.connection, table, key, values, is_new=before is None)
    new = {"version": values["version"], "characters": len(text)}
    work.record("ITEM_TEXT_KEPT", subject=("AGENDA_ITEM", key["item_id"]), details={**details, "new": new})
    return {**key, **values}


def _line(connection: Connection, item_id: str, part: Part) -> Row | None:
    return next((row for row in minutes.lines_of(connection, [item_id]) if row["part"] == part), None)


def _names(connection: Connection, row: Row | None) -> Mapping[str, str]:
    return names_of(connection, [row["changed_by"]] if row else [])
