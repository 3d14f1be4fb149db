"""Who may see the board's items: whoever has signed, within their seat and scope; refusals are kept (W30, W41)."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Protocol

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.identifiers import UUID
from app.domain.panel_sight import Sight, sight_from
from app.domain.refusals import NotFound, NotPermitted
from app.repositories import meetings, panel_members
from app.services.unit_of_work import UnitOfWork

__all__ = [
    "Sight",
    "item_in_sight",
    "refuse",
    "require_item",
    "require_meeting",
    "require_sight",
    "sight_of",
]

NEEDED = "confidentiality_statement_needed"
UNSIGNED = "Sign the confidentiality statement in force first. Agenda and minutes are for those who have."
SEAT_ENDED = "Your seat on the board has ended or has not begun, so its agenda and minutes are closed to you."
NO_ROLE = "Your role does not open the board's agenda and minutes."
NO_MEETING = "There is no such meeting."
NO_ITEM = "There is no such item, or none that you may see."
_WHY = {
    "not_signed": (UNSIGNED, NEEDED),
    "no_live_seat": (SEAT_ENDED, "no_live_seat"),
    "no_role": (NO_ROLE, "not_permitted"),
}


class Asking(Protocol):
    """A request as a route has it (`app.deps.Call`)."""

    @property
    def caller(self) -> Caller: ...

    @property
    def today(self) -> date: ...

    def reading(self) -> AbstractContextManager[Connection]: ...

    def work(self) -> Any: ...


def sight_of(connection: Connection, caller: Caller, on: date) -> Sight:
    """What of the board's items this caller may see on a day."""
    if caller.kind != "person":
        return Sight(False, False, caller.scope, "no_role")
    return sight_from(
        caller.roles,
        caller.scope,
        has_signed=panel_members.has_signed(connection, caller.username, on),
        seats=panel_members.seats_of(connection, caller.username),
        on=on,
    )


def require_sight(asking: Asking, *, subject: tuple[str, str] | None = None) -> Sight:
    """The caller's sight. Where it is none: leaves a REFUSED entry (in a transaction of its own), raises NotPermitted.

    For routes, before they read or carry anything out: a refusal inside a unit of work would undo its own entry.
    """
    with asking.reading() as connection:
        sight = sight_of(connection, asking.caller, asking.today)
    if sight.nothing:
        refuse(asking, sight.reason, subject=subject)
        message, code = _WHY[sight.reason]
        raise NotPermitted(message, code=code)
    return sight


def require_meeting(asking: Asking, meeting_id: str) -> tuple[Mapping[str, Any], Sight]:
    """A meeting and what of its items the caller may see. Raises NotFound, and NotPermitted with a REFUSED entry."""
    with asking.reading() as connection:
        row = meetings.meeting_of(connection, meeting_id.lower()) if _is_id(meeting_id) else None
    if row is None:
        raise NotFound(NO_MEETING)
    return row, require_sight(asking, subject=("MEETING", row["id"]))


def require_item(asking: Asking, item_id: str) -> Mapping[str, Any]:
    """One item that the caller may see. Raises NotFound, NotPermitted; what exists and is refused leaves an entry."""
    with asking.reading() as connection:
        case_id = meetings.case_of_item(connection, item_id.lower()) if _is_id(item_id) else None
    if case_id is None:
        raise NotFound(NO_ITEM)
    subject = ("AGENDA_ITEM", item_id.lower())
    sight = require_sight(asking, subject=subject)
    with asking.reading() as connection:
        row = _item(connection, item_id, sight)
    if row is None:
        refuse(asking, "out_of_sight", subject=subject, case_id=case_id)
        raise NotFound(NO_ITEM)
    return row


def item_in_sight(
    connection: Connection, caller: Caller, item_id: str, on: date, lock: bool = False
) -> Mapping[str, Any]:
    """One item that the caller may see, with who it is about; for use inside a transaction. Raises NotFound."""
    row = _item(connection, item_id, sight_of(connection, caller, on), lock=lock)
    if row is None:
        raise NotFound(NO_ITEM)
    return row


def refuse(
    asking: Asking, why: str, *, subject: tuple[str, str] | None = None, case_id: str | None = None
) -> None:
    """Leave an audit entry of what was not shown."""
    with asking.work() as work:
        _record_refusal(work, why, subject, case_id)


def _record_refusal(work: UnitOfWork, why: str, subject: tuple[str, str] | None, case_id: str | None) -> None:
    work.record("REFUSED", case_id=case_id, subject=subject, details={"what": "panel", "why": why})


def _item(
    connection: Connection, item_id: str, sight: Sight, *, lock: bool = False
) -> Mapping[str, Any] | None:
    if not _is_id(item_id):
        return None
    return meetings.item_of(connection, item_id.lower(), sight, lock=lock)


def _is_id(reference: str) -> bool:
    return bool(UUID.fullmatch(reference.lower()))
