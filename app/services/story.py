"""The whole story of a case for its staff: everything that happened to it, in one line, page by page."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of
from app.domain.refusals import InvalidInput
from app.domain.story import KINDS
from app.repositories import names as name_rows
from app.repositories import story
from app.repositories.story import Key
from app.services.names import names_of
from app.services.visibility import visible_case

SOURCES = frozenset(source.name for source in story.SOURCES)


def story_of(
    connection: Connection,
    caller: Caller,
    reference: str,
    kinds: Iterable[str],
    cursor: str | None,
    size: int,
    today: date,
) -> dict[str, Any]:
    """A page of the story, the latest first. Raises NotFound, and InvalidInput for a cursor that was never given."""
    after = _after(cursor)
    case = visible_case(connection, caller, reference, today)
    wanted = frozenset(kinds) or frozenset(KINDS)
    rows = story.story_of(connection, case["id"], wanted, after, today, size + 1)
    shown = rows[:size]
    people = names_of(connection, (row["who"] for row in shown))
    told = name_rows.names_by_id(connection, sorted({row["details"].get("to") or "" for row in shown} - {""}))
    for row in shown:
        row["who_name"] = people.get(row["who"])
        if "to" in row["details"]:
            row["details"]["to"] = told.get(row["details"]["to"], row["details"]["to"])
        row["details"] = _plain(row["details"])
    return {
        "case_id": case["id"],
        "items": shown,
        "next": cursor_of("story", story.key_of(shown[-1])) if len(rows) > size else None,
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _after(cursor: str | None) -> Key | None:
    parts = after_cursor(cursor, "story", ("text", "text", "text"))
    if parts is None:
        return None
    wrong = InvalidInput.of("next", "cursor_invalid", "Send `next` as the page before gave it.")
    at, source, row_id = parts
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise wrong from None
    if moment.tzinfo is None or source not in SOURCES or len(row_id) > 40:
        raise wrong
    if not all(each.isalnum() or each == "-" for each in row_id):
        raise wrong
    return moment, source, row_id
