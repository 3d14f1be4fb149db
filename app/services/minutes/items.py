"""Finds an agenda item that may be written on: in sight, of a meeting that was opened, and held while it is changed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.domain.refusals import Conflict, NotFound, StaleVersion
from app.repositories import meetings
from app.services.panel_access import item_in_sight
from app.services.unit_of_work import UnitOfWork

NOT_OPENED = "The meeting has not been opened yet. Open it, and record what is said then."
CANCELLED = "The meeting was cancelled, so nothing can be recorded of it."
STALE = "Somebody changed this after you read it. Read it again: neither text is lost."
Row = Mapping[str, Any]


def item_to_write(work: UnitOfWork, item_id: str) -> Row:
    """The item with who it is about, locked until the transaction ends. Raises NotFound, Conflict."""
    item = item_in_sight(work.connection, work.caller, item_id, work.today, lock=True)
    meeting = meetings.meeting_of(work.connection, item["meeting_id"])
    refuse_unheld(meeting)
    return item


@contextmanager
def seen_or(message: str) -> Iterator[None]:
    """What stands on an item out of sight is answered as what is not there at all."""
    try:
        yield
    except NotFound:
        raise NotFound(message) from None


def refuse_unheld(meeting: Row | None) -> None:
    """Raises Conflict where the meeting was cancelled or never opened."""
    if meeting is None or meeting["cancelled_at"] is not None:
        raise Conflict(CANCELLED, code="meeting_cancelled")
    if meeting["opened_at"] is None:
        raise Conflict(NOT_OPENED, code="meeting_not_opened")


def refuse_stale(sent: int | None, version: int) -> None:
    """Raises StaleVersion where a change was made from another version than the one that stands."""
    if sent is not None and sent != version:
        raise StaleVersion(STALE)


def case_of(item: Row) -> Row:
    """The case of an item as the feed of board data takes it."""
    names = ("prison_number", "prison_code", "home_region")
    return {"id": item["case_id"], **{name: item[name] for name in names}}
