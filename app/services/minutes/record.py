"""Gathers what was recorded of a meeting, item by item: what the secretary's screen shows and minutes are made of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.identifiers import UUID
from app.domain.minutes import ItemRecord, Lacking, Part, is_discussed, lacking
from app.domain.refusals import NotFound
from app.repositories import meetings, minutes, published_minutes
from app.repositories.names import names_by_id
from app.repositories.stored_json import plain
from app.services.minutes.shown import decision_shown, line_shown, recommendation_shown, written_shown
from app.services.names import names_of
from app.services.panel_access import sight_of

NO_MEETING = "There is no such meeting."
OF_A_MEETING = (
    "id",
    "kind",
    "held_on",
    "starts_at",
    "area",
    "venue",
    "mode",
    "chair_basis",
    "opened_at",
    "closed_at",
)
OF_A_PERSON = (
    "id", "name", "part", "seat", "kind", "mode", "attended", "has_apologised", "has_authority", "delegate_for",
    "version",
)  # fmt: skip
OF_AN_ACTION = ("id", "text", "aim", "owner_role", "owner_name", "due_on", "state")
Row = Mapping[str, Any]


def read_record(connection: Connection, caller: Caller, meeting_id: str, on: date) -> dict[str, Any]:
    """The meeting as it is recorded so far, as far as the caller sees its items. Raises NotFound."""
    meeting = meeting_known(connection, meeting_id)
    items = meetings.items_of(connection, meeting["id"], sight_of(connection, caller, on))
    record = record_of(connection, meeting, items)
    versions = published_minutes.versions_of(connection, meeting["id"])
    names = names_of(connection, [row["published_by"] for row in versions])
    published = [
        {**row, "published_by": names.get(row["published_by"]) or row["published_by"]} for row in versions
    ]
    latest = versions[0]["digest"] if versions else None
    return {
        **record,
        "published": published,
        "is_changed_since": latest != record["digest"] if latest else None,
    }


def meeting_known(connection: Connection, meeting_id: str, *, lock: bool = False) -> Row:
    """The row of a meeting. Raises NotFound."""
    is_id = UUID.fullmatch(meeting_id.lower())
    meeting = meetings.meeting_of(connection, meeting_id.lower(), lock=lock) if is_id else None
    if meeting is None:
        raise NotFound(NO_MEETING)
    return meeting


def record_of(connection: Connection, meeting: Row, items: Sequence[Row]) -> dict[str, Any]:
    """Everything recorded of a meeting and these of its items; `digest` tells one state of it from another."""
    ids = [item["id"] for item in items]
    parts = _Recorded.of(connection, ids)
    shown = [_item(item, parts) for item in items]
    wanting = lacking(_judged(shown))
    by_item = {each.item_id: each for each in wanting}
    attendance = minutes.attendance_of(connection, meeting["id"])
    record = {
        "meeting": {name: meeting[name] for name in OF_A_MEETING} | {"chair": _chair(connection, meeting)},
        "attendance": [{name: person[name] for name in OF_A_PERSON} for person in attendance],
        "items": [
            {**item, "lacking": _parts(by_item.get(item["item_id"])), "is_discussed": _is_discussed(item)}
            for item in shown
        ],
    }
    return {**record, "meeting_id": meeting["id"], "digest": digest_of(record)}


def digest_of(record: Row) -> str:
    """The same for the same content: how an action goes on after the meeting is no matter of its minutes."""
    items = [
        {**item, "actions": [{**action, "state": None} for action in item["actions"]]}
        for item in record["items"]
    ]
    meeting = {**record["meeting"], "closed_at": None}
    whole = {"meeting": meeting, "attendance": record["attendance"], "items": items}
    return sha256(dumps(whole, default=plain, sort_keys=True).encode()).hexdigest()


class _Recorded:
    """What was recorded of items, by item."""

    def __init__(self) -> None:
        self.discussions: Mapping[str, Row] = {}
        self.lines: dict[str, dict[str, Row]] = defaultdict(dict)
        self.advice: dict[str, list[Row]] = defaultdict(list)
        self.decisions: dict[str, list[Row]] = defaultdict(list)
        self.actions: dict[str, list[Row]] = defaultdict(list)
        self.names: Mapping[str, str] = {}

    @classmethod
    def of(cls, connection: Connection, ids: Sequence[str]) -> "_Recorded":
        """A query for each kind, however many items."""
        found = cls()
        found.discussions = minutes.discussions_of(connection, ids)
        for line in minutes.lines_of(connection, ids):
            found.lines[line["item_id"]][line["part"]] = line
        for rows, place in (
            (minutes.recommendations_of(connection, ids), found.advice),
            (minutes.decisions_of(connection, ids), found.decisions),
            (minutes.actions_of(connection, ids), found.actions),
        ):
            for row in rows:
                place[row["item_id"]].append(row)
        found.names = names_of(connection, found._people())
        return found

    def _people(self) -> Iterable[str | None]:
        yield from (row["changed_by"] for row in self.discussions.values())
        yield from (line["changed_by"] for lines in self.lines.values() for line in lines.values())
        yield from (row["made_by"] for rows in self.advice.values() for row in rows)
        for row in (row for rows in self.decisions.values() for row in rows):
            yield from (row["made_by"], row["confirmed_by"])


def _item(item: Row, parts: _Recorded) -> dict[str, Any]:
    key, names = item["id"], parts.names
    lines = parts.lines.get(key, {})
    return {
        "item_id": key,
        "case_id": item["case_id"],
        "position": item["position"],
        "kind": item["kind"],
        "is_restricted": item["is_restricted"],
        **{name: item[name] for name in ("first_name", "last_name", "prison_number", "crn", "prison_code")},
        "discussion": written_shown(parts.discussions.get(key), names),
        "responsibilities": [line_shown(part, lines.get(part), names) for part in Part],
        "recommendations": [recommendation_shown(row, names) for row in parts.advice.get(key, [])],
        "provisional_decisions": [decision_shown(row, names) for row in parts.decisions.get(key, [])],
        "actions": [{name: row[name] for name in OF_AN_ACTION} for row in parts.actions.get(key, [])],
    }


def _judged(items: Sequence[Row]) -> list[ItemRecord]:
    return [_as_judged(item) for item in items]


def _as_judged(item: Row) -> ItemRecord:
    lines = {line["part"]: line["text"] for line in item["responsibilities"]}
    entries = sum(len(item[name]) for name in ("recommendations", "provisional_decisions", "actions"))
    return ItemRecord(item["item_id"], item["position"], item["discussion"]["text"], lines, entries)


def _is_discussed(item: Row) -> bool:
    return is_discussed(_as_judged(item))


def _parts(found: Lacking | None) -> list[str]:
    return [part.value for part in found.parts] if found else []


def _chair(connection: Connection, meeting: Row) -> str | None:
    staff_id = meeting["chair_staff_id"]
    return names_by_id(connection, [staff_id]).get(staff_id) if staff_id else None
