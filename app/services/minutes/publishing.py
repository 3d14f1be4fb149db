"""Publishes minutes: a version kept for good, its responsibility lines copied to each woman's case record (000 L57)."""

from collections.abc import Mapping, Sequence
from json import loads
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller, Scope
from app.domain.identifiers import new_id
from app.domain.panel_sight import Sight
from app.domain.refusals import Conflict, FieldError, InvalidInput, NotFound, RefusedByRule
from app.repositories import meetings, published_minutes
from app.repositories.stored_json import written
from app.services.minutes.items import refuse_unheld
from app.services.minutes.record import meeting_known, record_of
from app.services.names import names_of
from app.services.panel_access import sight_of
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

EVERY_ITEM = Sight(True, True, Scope(everywhere=True))
NOT_CLOSED = "The meeting is still open. Close it, and publish its minutes then."
NOT_ALL_SEEN = (
    "Some items of this meeting lie outside the cases that you see. Somebody who sees all of them publishes."
)
CHANGED = "Somebody changed the record after you read it. Read it again before you publish."
NOTHING_NEW = "Nothing has changed since the last version was published."
LACKING = "The minutes cannot be published: discussed cases lack lines of responsibility."
LINE_LACKING = "Say what this person's part is."
REASON = "Say what is put right in this version."
NO_VERSION = "There is no such version of the minutes."
Row = Mapping[str, Any]


def publish(work: UnitOfWork, meeting_id: str, given: Row) -> dict[str, Any]:
    """Keep the record as the next version of the minutes and copy the lines of every discussed case.

    Raises NotFound, Conflict, RefusedByRule naming each missing line, InvalidInput for a later version without reason.
    """
    meeting = meeting_known(work.connection, meeting_id, lock=True)
    refuse_unheld(meeting)
    if meeting["closed_at"] is None:
        raise Conflict(NOT_CLOSED, code="meeting_not_closed")
    items = _held(work, meeting["id"])
    record = record_of(work.connection, meeting, items)
    _refuse_incomplete(record)
    number = _next(work, meeting["id"], record, given)
    row = {
        "id": new_id(),
        "meeting_id": meeting["id"],
        "number": number,
        "content": loads(written(record)),
        "digest": record["digest"],
        "reason": given.get("reason"),
        "published_on": work.today,
        "published_at": work.moment,
        "published_by": work.caller.username,
    }
    lines = _lines(record, row)
    published_minutes.publish(work.connection, row, lines)
    _tell(work, row, lines)
    return shown(work.connection, row, {item["id"] for item in items})


def read_version(
    connection: Connection, caller: Caller, meeting_id: str, number: int, on: Any
) -> dict[str, Any]:
    """A published version, as far as the caller sees its items. Raises NotFound."""
    meeting = meeting_known(connection, meeting_id)
    row = published_minutes.version_of(connection, meeting["id"], number)
    if row is None:
        raise NotFound(NO_VERSION)
    items = meetings.items_of(connection, meeting["id"], sight_of(connection, caller, on))
    return shown(connection, row, {item["id"] for item in items})


def lines_of_case(
    connection: Connection, caller: Caller, reference: str, on: Any
) -> tuple[str, dict[str, Any]]:
    """The case's id, and what published minutes say of whose part is what, the latest meeting first."""
    case = visible_case(connection, caller, reference, on)
    return case["id"], {
        "case_id": case["id"],
        "items": published_minutes.lines_of_case(connection, case["id"]),
    }


def shown(connection: Connection, row: Row, seen: set[str]) -> dict[str, Any]:
    """A version with the items that are in sight."""
    content = row["content"]
    names = names_of(connection, [row["published_by"]])
    return {
        **{name: value for name, value in row.items() if name != "content"},
        "published_by": names.get(row["published_by"]) or row["published_by"],
        "meeting": content["meeting"],
        "attendance": content["attendance"],
        "items": [item for item in content["items"] if item["item_id"] in seen],
    }


def _held(work: UnitOfWork, meeting_id: str) -> Sequence[Row]:
    """Every item, locked, so that nothing is written while it is copied."""
    items = meetings.items_of(work.connection, meeting_id, EVERY_ITEM)
    seen = meetings.items_of(work.connection, meeting_id, sight_of(work.connection, work.caller, work.today))
    if len(seen) != len(items):
        raise Conflict(NOT_ALL_SEEN, code="not_all_in_sight")
    for item in sorted(items, key=lambda each: str(each["id"])):
        meetings.item_of(work.connection, item["id"], EVERY_ITEM, lock=True)
    return items


def _refuse_incomplete(record: Row) -> None:
    errors = [
        FieldError(
            f"items.{item['position']}.responsibilities.{part}", "responsibility_missing", LINE_LACKING
        )
        for item in record["items"]
        for part in item["lacking"]
    ]
    if errors:
        raise RefusedByRule(LACKING, code="responsibilities_missing", errors=errors)


def _next(work: UnitOfWork, meeting_id: str, record: Row, given: Row) -> int:
    if given.get("digest") not in {None, record["digest"]}:
        raise Conflict(CHANGED, code="record_changed")
    versions = published_minutes.versions_of(work.connection, meeting_id)
    if not versions:
        return 1
    if versions[0]["digest"] == record["digest"]:
        raise Conflict(NOTHING_NEW, code="nothing_changed")
    if not given.get("reason"):
        raise InvalidInput.of("reason", "reason_missing", REASON)
    return int(versions[0]["number"]) + 1


def _lines(record: Row, row: Row) -> list[dict[str, Any]]:
    return [
        {
            "item_id": item["item_id"],
            "case_id": item["case_id"],
            "part": line["part"],
            "text": line["text"],
            "copied_on": row["published_on"],
        }
        for item in record["items"]
        if item["is_discussed"]
        for line in item["responsibilities"]
        if line["text"].strip()
    ]


def _tell(work: UnitOfWork, row: Row, lines: Sequence[Row]) -> None:
    new = {"number": row["number"], "lines": len(lines)}
    work.record("MINUTES_PUBLISHED", subject=("MEETING", row["meeting_id"]), details={"new": new})
    by_case: dict[str, list[str]] = {}
    for line in lines:
        by_case.setdefault(line["case_id"], []).append(line["part"])
    for case_id, parts in by_case.items():
        copied = {"number": row["number"], "parts": parts}
        work.record(
            "RESPONSIBILITIES_COPIED",
            case_id=case_id,
            subject=("MINUTES", row["id"]),
            details={"new": copied},
        )
