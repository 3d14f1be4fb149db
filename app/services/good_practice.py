"""Notes of good practice: drafted by the panel, published once nobody can be known from them, found by their words."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller, Role
from app.domain.cursor import after_cursor, cursor_of, total_of
from app.domain.good_practice import NoteState, asked_words, refuse_identifiers, state_of, words_of
from app.domain.identifiers import new_id
from app.domain.identifiers_in_text import KnownPeople
from app.domain.refusals import Conflict, InvalidInput, NotFound, StaleVersion
from app.repositories import good_practice as repository
from app.repositories.good_practice import Reader, Wanted
from app.services.names import names_of
from app.services.panel_access import Asking, Sight, item_in_sight, require_sight, sight_of
from app.services.unit_of_work import UnitOfWork

LIST = "good_practice"
NO_SUCH_NOTE = "There is no such note, or none that you may see."
STALE = "Somebody changed this note after you read it. Read it again and send yours once more."
NO_DRAFT = "This note has been published. Withdraw it, and write another."
NOT_PUBLISHED = "This note is not published, so there is nothing to withdraw."
READ_IT = (
    "Say that you have read the note through: a check by machine does not know nicknames, places or events."
)
KEEPERS = frozenset({Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR})
"""Who sees the drafts of others, publishes and withdraws."""
WRITERS = KEEPERS | {Role.PANEL_MEMBER}
PEOPLE = ("written_by", "published_by", "withdrawn_by")
NOTHING_YET = dict.fromkeys(
    ("published_by", "published_at", "withdrawn_by", "withdrawn_at", "withdrawn_reason")
)
Row = Mapping[str, Any]


def reader_of(asking: Asking, *, unpublished: bool = False) -> Reader:
    """How this caller reads notes; for routes. `unpublished` ones are asked for by the panel alone, once it signed.

    Raises NotPermitted, and then leaves a REFUSED entry.
    """
    if unpublished:
        return _reader(asking.caller, require_sight(asking))
    with asking.reading() as connection:
        return _reader(asking.caller, sight_of(connection, asking.caller, asking.today))


def list_notes(
    connection: Connection,
    reader: Reader,
    *,
    state: str,
    q: str | None,
    aim: str | None,
    size: int,
    cursor: str | None,
) -> dict[str, Any]:
    """One page of the notes, the latest first."""
    after = after_cursor(cursor, LIST, ("id",))
    words = asked_words(q)
    if q and q.strip() and not words:
        return {"items": [], "page": 1, "size": size, "total": 0, "next": None}
    wanted = Wanted(NoteState(state), tuple(words), aim)
    rows = repository.list_notes(connection, reader, wanted, after=after[0] if after else None, size=size + 1)
    items = _shown(connection, reader, rows[:size])
    following = cursor_of(LIST, [items[-1]["id"]]) if len(rows) > size else None
    total = total_of(rows, size, cursor, lambda: repository.count_notes(connection, reader, wanted))
    return {"items": items, "page": 1, "size": size, "total": total, "next": following}


def read_note(connection: Connection, reader: Reader, reference: str) -> dict[str, Any]:
    """One note. Raises NotFound."""
    row = repository.note_of(connection, reference, reader)
    if row is None:
        raise NotFound(NO_SUCH_NOTE)
    return _shown(connection, reader, [row])[0]


def draft(work: UnitOfWork, sight: Sight, given: Row) -> dict[str, Any]:
    """Keep a draft, perhaps about an item of a meeting that its writer may see. Raises NotFound."""
    case_id = None
    if given["item_id"]:
        item = item_in_sight(work.connection, work.caller, given["item_id"], work.today)
        case_id = item["case_id"]
    row = {
        **NOTHING_YET,
        **given,
        "id": new_id(),
        "version": 1,
        "item_id": given["item_id"].lower() if given["item_id"] else None,
        "aims": sorted(given["aims"]),
        "written_by": work.caller.username,
        "written_at": work.moment,
    }
    repository.add(work.connection, row)
    _say(work, "GOOD_PRACTICE_DRAFTED", row, {"title": row["title"]}, case_id=case_id)
    return _shown(work.connection, _reader(work.caller, sight), [row])[0]


def change(work: UnitOfWork, sight: Sight, reference: str, given: Row, version: int | None) -> dict[str, Any]:
    """Change a draft. Raises NotFound, StaleVersion, Conflict where it is published."""
    reader, row = _held(work, sight, reference, version)
    if state_of(row) is not NoteState.DRAFT:
        raise Conflict(NO_DRAFT, code="not_a_draft")
    values = {name: sorted(value) if name == "aims" else value for name, value in given.items()}
    if not values:
        raise InvalidInput.of("title", "nothing_changed", "Send what is to change.")
    old = {name: row[name] for name in values}
    return _changed(work, reader, row, values, "GOOD_PRACTICE_CHANGED", {"old": old, "new": values})


def publish(
    work: UnitOfWork, sight: Sight, reference: str, *, read_through: bool, version: int | None
) -> dict[str, Any]:
    """Let others read a note, and find it. Raises InvalidInput where it says who somebody is."""
    reader, row = _held(work, sight, reference, version)
    if state_of(row) is not NoteState.DRAFT:
        raise Conflict(NO_DRAFT, code="not_a_draft")
    if not read_through:
        raise InvalidInput.of("read_through", "not_read_through", READ_IT)
    people = KnownPeople.of(repository.everybody_on_the_caseload(work.connection))
    refuse_identifiers(row, people)
    repository.add_words(work.connection, row["id"], words_of(f"{row['title']} {row['text']}"))
    values = {"published_by": work.caller.username, "published_at": work.moment}
    shown = _changed(work, reader, row, values, "GOOD_PRACTICE_PUBLISHED", {"new": {"title": row["title"]}})
    work.tell("throughcare.good-practice.published", details={"noteId": row["id"], "aims": row["aims"]})
    return shown


def withdraw(
    work: UnitOfWork, sight: Sight, reference: str, reason: str, version: int | None
) -> dict[str, Any]:
    """Take a published note back: nobody finds it from now on. Raises NotFound, StaleVersion, Conflict."""
    reader, row = _held(work, sight, reference, version)
    if state_of(row) is not NoteState.PUBLISHED:
        raise Conflict(NOT_PUBLISHED, code="not_published")
    values = {
        "withdrawn_by": work.caller.username,
        "withdrawn_at": work.moment,
        "withdrawn_reason": reason,
    }
    return _changed(work, reader, row, values, "GOOD_PRACTICE_WITHDRAWN", {"why": reason})


def _reader(caller: Caller, sight: Sight) -> Reader:
    if sight.nothing or not caller.has_any(WRITERS):
        return Reader("")
    return Reader(caller.username, sight if caller.has_any(KEEPERS) else None)


def _held(work: UnitOfWork, sight: Sight, reference: str, version: int | None) -> tuple[Reader, Row]:
    reader = _reader(work.caller, sight)
    row = repository.note_of(work.connection, reference, reader, lock=True)
    if row is None:
        raise NotFound(NO_SUCH_NOTE)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    return reader, row


def _changed(
    work: UnitOfWork, reader: Reader, row: Row, values: Row, what: str, details: Row
) -> dict[str, Any]:
    repository.update(work.connection, row["id"], values)
    work.record(what, subject=("GOOD_PRACTICE", row["id"]), details=details)
    now = {**row, **values, "version": row["version"] + 1}
    return _shown(work.connection, reader, [now])[0]


def _say(work: UnitOfWork, what: str, row: Row, new: Row, *, case_id: str | None) -> None:
    work.record(what, case_id=case_id, subject=("GOOD_PRACTICE", row["id"]), details={"new": dict(new)})


def _shown(connection: Connection, reader: Reader, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The notes with people by their names; who wrote one, and the item it came from, are for the panel alone."""
    found = [dict(row) for row in rows]
    names = names_of(connection, {row[by] for row in found for by in PEOPLE if row[by]})
    return [_one(reader, row, names) for row in found]


def _one(reader: Reader, row: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    is_of_panel = reader.keeps is not None or row["written_by"] == reader.username
    people = {by: names.get(row[by]) or row[by] for by in PEOPLE} if is_of_panel else dict.fromkeys(PEOPLE)
    item = row["item_id"] if is_of_panel else None
    return {**row, **people, "item_id": item, "state": state_of(row), "may_change": is_of_panel}
