"""Shows people what they were told, marks it read, and keeps how they want to be told."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of
from app.domain.identifiers import UUID
from app.domain.notice_kinds import NOTICE_KIND_OF, NOTICE_KINDS, notice_kind
from app.domain.refusals import InvalidInput, NotFound
from app.repositories import notice_lists, notices
from app.repositories.identity import register
from app.services.notices.wording import path_of
from app.services.unit_of_work import UnitOfWork

COUNTED_UP_TO = 2000
NOT_IN_REGISTER = "You are not in this service's register of staff, so it has nothing to tell you."
UNKNOWN_KIND = "There is no notice of this kind. GET /notices/preferences lists them."
NAME = "notices"


def list_notices(
    connection: Connection, caller: Caller, *, only_unread: bool, size: int, cursor: str | None
) -> dict[str, Any]:
    """One page of the caller's notices: the unread first, then the others, each the latest first."""
    staff = _row_of(connection, caller)
    if staff is None:
        return {"items": [], "page": 1, "size": size, "total": 0, "next": None, "unread": 0}
    part, after = after_cursor(cursor, NAME, ("text", "id")) or ("unread", None)
    rows: list[dict[str, Any]] = []
    if part == "unread":
        rows = notice_lists.list_notices(connection, staff["id"], unread=True, after=after, size=size + 1)
        after = None
    if len(rows) <= size and not only_unread:
        rows += notice_lists.list_notices(
            connection, staff["id"], unread=False, after=after, size=size + 1 - len(rows)
        )
    last = rows[size - 1] if len(rows) > size else None
    unread = notice_lists.count_unread(connection, staff["id"])
    total = unread if only_unread else notice_lists.count_all(connection, staff["id"], COUNTED_UP_TO)
    return {
        "items": [_shown(row, caller) for row in rows[:size]],
        "page": None if cursor else 1,
        "size": size,
        "total": total,
        "next": cursor_of(NAME, ("read" if last["read_at"] else "unread", last["id"])) if last else None,
        "unread": unread,
    }


def mark_read(work: UnitOfWork, ids: Sequence[str] | None) -> dict[str, int]:
    """Mark the caller's notices read: these, or all where `ids` is None. What is not theirs is passed over."""
    staff = _known(work.connection, work.caller)
    known = [each.lower() for each in ids if UUID.fullmatch(each.lower())] if ids is not None else None
    count = notice_lists.mark_read(work.connection, staff["id"], known, work.moment)
    work.record("NOTICES_READ", details={"new": {"count": count}})
    return {"read": count, "unread": notice_lists.count_unread(work.connection, staff["id"])}


def preferences_of(connection: Connection, caller: Caller, digest_hours: int) -> dict[str, Any]:
    """How each kind reaches the caller. Raises NotFound for somebody whom the register does not know."""
    staff = _known(connection, caller)
    chosen = notices.preferences_of(connection, [staff["id"]])
    kinds = []
    for kind in NOTICE_KINDS:
        own = chosen.get((staff["id"], kind.code))
        kinds.append(
            {
                "kind": kind.code,
                "title": kind.title,
                "in_service": own["in_service"] if own else True,
                "by_mail": own["by_mail"] if own else kind.by_mail,
                "is_usual": own is None,
                "urgent": kind.urgent,
            }
        )
    return {"address": staff["email"], "digest_hours": digest_hours, "kinds": kinds}


def choose(work: UnitOfWork, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Keep how the caller wants these kinds; the usual way needs no row."""
    staff = _known(work.connection, work.caller)
    for place, each in enumerate(wanted):
        kind = NOTICE_KIND_OF.get(each["kind"])
        if kind is None:
            raise InvalidInput.of(f"kinds[{place}].kind", "unknown_value", UNKNOWN_KIND)
        if each["in_service"] and each["by_mail"] == kind.by_mail:
            notice_lists.drop_preference(work.connection, staff["id"], kind.code)
        else:
            notice_lists.keep_preference(work.connection, {**each, "staff_id": staff["id"]})
    work.record("NOTICES_CHOSEN", subject=("STAFF", staff["id"]), details={"new": {"kinds": list(wanted)}})


def _shown(row: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """A notice names a case only to who may see it now."""
    sees = bool(row["case_id"]) and caller.scope.covers(prison=row["case_prison"], region=row["case_region"])
    names = {name: row[name] for name in ("first_name", "last_name", "prison_number", "crn")}
    return {
        **{name: row[name] for name in ("id", "kind", "details", "made_at", "read_at")},
        "title": notice_kind(row["kind"]).title,
        "path": path_of(row) if sees or not row["case_id"] else "/notices",
        "case": {"id": row["case_id"], **names} if sees else None,
    }


def _row_of(connection: Connection, caller: Caller) -> Mapping[str, Any] | None:
    row = register.staff_named(connection, caller.username) if caller.kind == "person" else None
    return dict(row) if row else None


def _known(connection: Connection, caller: Caller) -> Mapping[str, Any]:
    row = _row_of(connection, caller)
    if row is None:
        raise NotFound(NOT_IN_REGISTER, code="not_in_register")
    return row
