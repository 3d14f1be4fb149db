"""The whole story of a case for its staff: everything that happened to it, in one line, page by page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
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
    after = _after(cursor) if cursor else None
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
        "next": _cursor(story.key_of(shown[-1])) if len(rows) > size else None,
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _cursor(key: Key) -> str:
    at, source, row_id = key
    text = json.dumps([at.isoformat(), source, row_id], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(cursor: str) -> Key:
    wrong = InvalidInput.of("next", "cursor_invalid", "Send `next` as the page before gave it.")
    try:
        at, source, row_id = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError):
        raise wrong from None
    if moment.tzinfo is None or source not in SOURCES or not isinstance(row_id, str) or len(row_id) > 40:
        raise wrong
    if not all(each.isalnum() or each == "-" for each in row_id):
        raise wrong
    return moment, source, row_id
