"""The opaque cursor of a list: the values of its order in the last row shown, to go on after it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence, Sized
from datetime import date
from typing import Any, Literal

from app.domain.event_fields import parse_date
from app.domain.identifiers import UUID
from app.domain.refusals import InvalidInput

Part = Literal["date", "id", "text"]


def cursor_of(name: str, values: Sequence[Any]) -> str:
    """The cursor after a row of the list `name` with these values of its order."""
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    text = json.dumps([name, *plain], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def total_of(found: Sized, size: int, cursor: str | None, count: Callable[[], int | None]) -> int | None:
    """How many rows a list has: those of its first page where they are all of it, else what `count` says.

    `found` is what was read for a page of `size`: one row more, where there is one.
    """
    return len(found) if not cursor and len(found) <= size else count()


def after_cursor(cursor: str | None, name: str, parts: Sequence[Part]) -> list[Any] | None:
    """The values in a cursor, None without one. Raises InvalidInput for one that the list `name` never gave."""
    if not cursor:
        return None
    try:
        given = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError):
        raise _wrong() from None
    if not isinstance(given, list) or len(given) != len(parts) + 1 or given[0] != name:
        raise _wrong()
    return [_read(value, part) for value, part in zip(given[1:], parts, strict=True)]


def _read(value: Any, part: Part) -> Any:
    if part == "date":
        day = date.max if value == "9999-12-31" else parse_date(value)
        if day is None:
            raise _wrong()
        return day
    is_text = isinstance(value, str) and value.isprintable() and len(value) <= 200
    if not is_text or (part == "id" and not UUID.fullmatch(value)):
        raise _wrong()
    return value


def _wrong() -> InvalidInput:
    message = "Send `next` as the page before gave it, with the same filters."
    return InvalidInput.of("next", "cursor_invalid", message)
