"""Records contacts, takes wrong ones back, counts them by channel, finds cases whose sides have had none for long."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of, total_of
from app.domain.identifiers import UUID, new_id
from app.domain.key_stages import CHANNELS, HER, in_order, is_between_sides
from app.domain.list_filters import CasesWanted
from app.domain.refusals import Conflict, InvalidInput, NotFound, StaleVersion
from app.repositories import contacts as repository
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

SAME = "Name two different parties."
NO_CONTACT = "There is no such contact on this case."
STALE = "Somebody changed this contact after you read it. Read it again and send your change once more."
RETRACTED = "This contact was taken back already."
COUNTED_DAYS = timedelta(84)


def contacts_of(
    connection: Connection, caller: Caller, reference: str, today: date, *, size: int, cursor: str | None
) -> dict[str, Any]:
    """One page of a case's contacts, the latest first, with their counts by channel."""
    case = visible_case(connection, caller, reference, today)
    after = after_cursor(cursor, "contacts", ("date", "id"))
    rows = repository.of_case(connection, case["id"], after, size + 1)
    shown, more = rows[:size], len(rows) > size
    counts = by_channel(repository.counts_of_case(connection, case["id"]))
    return {
        "case_id": case["id"],
        "items": [as_shown(row) for row in shown],
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(rows, size, cursor, lambda: repository.count_of_case(connection, case["id"])),
        "next": cursor_of("contacts", (shown[-1]["happened_on"], shown[-1]["id"])) if more else None,
        "counts": counts,
        "last_between_sides": repository.last_between_sides(connection, case["id"]),
    }


def read_contact(
    connection: Connection, caller: Caller, reference: str, contact_id: str, today: date
) -> dict[str, Any]:
    """One contact of a case. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    return as_shown(_found(connection, case["id"], contact_id))


def record_contact(
    work: UnitOfWork,
    reference: str,
    happened_on: date,
    channel: str,
    between: tuple[str, str],
    text: str | None,
) -> dict[str, Any]:
    """Record a contact that has happened. Raises InvalidInput for a day to come or one party alone."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    if happened_on > work.today:
        raise InvalidInput.of(
            "happened_on", "date_in_future", "Give the day of the contact, not after today."
        )
    if between[0] == between[1]:
        raise InvalidInput.of("between", "same_party", SAME)
    first, second = in_order(*between)
    row = {
        "id": new_id(),
        "case_id": case["id"],
        "happened_on": happened_on,
        "channel": channel,
        "first_party": first,
        "second_party": second,
        "with_her": HER in between,
        "between_sides": is_between_sides(first, second),
        "text": text,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
        "version": 1,
    }
    repository.insert(work.connection, row)
    details = {"new": _told(row)}
    work.record("CONTACT_RECORDED", case_id=case["id"], subject=("CONTACT", row["id"]), details=details)
    return as_shown(row)


def retract_contact(
    work: UnitOfWork, reference: str, contact_id: str, reason: str, version: int | None
) -> dict[str, Any]:
    """Take back a contact that was recorded in error; the row stays, marked. Raises Conflict where it was already."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    row = _found(work.connection, case["id"], contact_id)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    if row["retracted_at"] is not None:
        raise Conflict(RETRACTED, code="already_retracted")
    marks = {
        "retracted_at": work.moment,
        "retracted_by": work.caller.username,
        "retraction_reason": reason,
    }
    repository.retract(work.connection, row["id"], marks)
    details = {"old": _told(row), "why": reason}
    work.record("CONTACT_RETRACTED", case_id=case["id"], subject=("CONTACT", row["id"]), details=details)
    return as_shown({**row, **marks, "version": row["version"] + 1})


def list_gaps(
    connection: Connection,
    caller: Caller,
    wanted: CasesWanted,
    days: int,
    today: date,
    *,
    size: int,
    cursor: str | None,
) -> dict[str, Any]:
    """Cases whose community manager and prison lead had no contact for `days` days, by name."""
    cutoff = today - timedelta(days)
    after = after_cursor(cursor, "contact_gaps", ("text", "text", "id"))
    rows = repository.list_gaps(connection, caller.scope, wanted, cutoff, after, size + 1)
    shown, more = rows[:size], len(rows) > size
    order = ("last_name_key", "first_name_key", "id")
    return {
        "items": [_gap(row, today) for row in shown],
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(
            rows, size, cursor, lambda: repository.count_gaps(connection, caller.scope, wanted, cutoff)
        ),
        "next": cursor_of("contact_gaps", [shown[-1][name] for name in order]) if more else None,
        "days": days,
    }


def counts(
    connection: Connection,
    caller: Caller,
    wanted: CasesWanted,
    first: date | None,
    last: date | None,
    today: date,
) -> dict[str, Any]:
    """How many contacts by channel between two days (inclusive); the last twelve weeks where none are given."""
    until = last or today
    since = first or until - COUNTED_DAYS
    rows = repository.counts(connection, caller.scope, wanted, since, until)
    return {"from": since, "to": until, "counts": by_channel(rows)}


def by_channel(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Counts as they are shown, every channel named."""
    found = {(row["channel"], bool(row["with_her"])): row["total"] for row in rows}
    counted = []
    for channel in CHANNELS:
        with_her, others = found.get((channel, True), 0), found.get((channel, False), 0)
        total = with_her + others
        counted.append({"channel": channel, "with_her": with_her, "between_staff": others, "total": total})
    return counted


def as_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A contact with its two parties together."""
    return {**row, "between": [row["first_party"], row["second_party"]]}


def _found(connection: Connection, case_id: str, contact_id: str) -> Mapping[str, Any]:
    wanted = contact_id.lower()
    row = repository.one_of_case(connection, case_id, wanted) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NO_CONTACT)
    return row


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    between = [row["first_party"], row["second_party"]]
    return {"happened_on": row["happened_on"].isoformat(), "channel": row["channel"], "between": between}


def _gap(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    last: date | None = row["last_contact_on"]
    since = last or row["sentence_start_date"]
    prison = {"code": row["prison_code"], "name": row["prison_name"]} if row["prison_code"] else None
    return {**row, "prison": prison, "days": (today - since).days if since else None}
