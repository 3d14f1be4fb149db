"""Takes records of the platform: the first of a person opens a case, a later one tells what has changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.domain.facts import INDETERMINATE
from app.domain.prisoner_record import (
    PrisonerRecord,
    Taken,
    difference,
    first_taken,
    opening_facts,
)
from app.services.imports.casebook import Entry
from app.services.imports.taking import CHANGED, CREATED, UNCHANGED, Batch, Outcome

SOURCE = "prisoner_search"
_DATES = ("parole_eligibility_date", "tariff_expiry_date", "licence_expiry_date")


def entry_to_hold(batch: Batch, record: PrisonerRecord) -> Entry | None:
    """The case that taking this record would change; None where the same was said before, or it will be refused."""
    entry = batch.book.find(record.number, None)
    said = batch.said.get(record.number)
    if entry is None or record.prison not in {None, *batch.book.reference.prisons}:
        return None
    if said and said.file_date > batch.file_date:
        return None
    if said is None:
        return entry
    change = difference(Taken.from_stored(said.fields), record, batch.file_date)
    return entry if change.facts or change.details or change.unconfirmed else None


def take_record(batch: Batch, record: PrisonerRecord) -> Outcome:
    """Take one record. Raises RowRefused where it is not taken."""
    batch.check_prison("prisonId", record.prison)
    entry = batch.book.find(record.number, None)
    batch.check_scope("prisonId", record.prison, entry)
    said = batch.last_said(record.number)
    if entry is None:
        return _open(batch, record)
    before = Taken.from_stored(said.fields) if said else _as_known(entry, record)
    if not entry.is_open(batch.book.today) and _is_another_stay(before, record, entry):
        return _open(batch, record)
    return _compare(batch, record, entry, before)


def _open(batch: Batch, record: PrisonerRecord) -> Outcome:
    facts = opening_facts(record, batch.file_date)
    unconfirmed = [name for fact in facts for name in fact.derived if name != "date"]
    unconfirmed += ["sentence_start_date" for fact in facts if "date" in fact.derived]
    estate = _estate(batch, record)
    if record.prison is None:
        unconfirmed.append("estate")
    details = {
        "first_name": "Unknown",
        "last_name": "Unknown",
        **record.details,
        "prison_number": record.number,
        "unconfirmed": unconfirmed,
    }
    entry = batch.book.open(details, facts, SOURCE, estate)
    recalled = any(fact.type == "recalled" for fact in facts)
    taken = first_taken(record, "flag" if recalled else None)
    batch.keep_said(record.number, entry, taken.as_stored(), taken.prison)
    return Outcome(CREATED, entry.id, record.notes)


def _compare(batch: Batch, record: PrisonerRecord, entry: Entry, before: Taken) -> Outcome:
    change = difference(before, record, batch.file_date)
    details = {name: value for name, value in change.details.items() if entry.row.get(name) != value}
    unsure = [*_derived(change.facts), *change.unconfirmed]
    new = [name for name in dict.fromkeys(unsure) if name not in entry.row["unconfirmed"]]
    if new:
        details["unconfirmed"] = [*entry.row["unconfirmed"], *new]
    batch.book.tell(entry, change.facts, SOURCE)
    batch.book.change(entry, details)
    batch.keep_said(record.number, entry, change.taken.as_stored(), change.taken.prison)
    return Outcome(CHANGED if change.facts or details else UNCHANGED, entry.id, record.notes)


def _derived(facts: Sequence[Any]) -> list[str]:
    return [name for fact in facts for name in fact.derived if name != "date"]


def _is_another_stay(before: Taken, record: PrisonerRecord, entry: Entry) -> bool:
    """The earlier case is closed, and this is another booking, or a sentence that began after it closed."""
    if record.left == "died":
        return False
    if before.booking and record.booking:
        return before.booking != record.booking
    closed: date | None = entry.row["closes_on"]
    start = record.start_date
    return bool(record.inside and record.sentenced and closed and start and start >= closed)


def _as_known(entry: Entry, record: PrisonerRecord) -> Taken:
    """The case as others have told it, for the first record that this source gives of it.

    What others said of the person stands; only what they left out is filled in.
    """
    row = entry.row
    known = {name: value for name, value in record.details.items() if row.get(name) not in (None, False)}
    dates = {name: row[name] for name in _DATES if row.get(name)}
    return Taken(
        details=known,
        prison=row["prison_code"],
        left="released" if row["phase"] == "licence" else None,
        sentenced=row.get("sentence_type") is not None,
        start_date=row.get("sentence_start_date"),
        indeterminate=row.get("sentence_type") in INDETERMINATE,
        recalled="flag" if row["phase"] == "recalled" else None,
        release_date=row.get("release_date"),
        dates=dates,
        category=row.get("category"),
    )


def _estate(batch: Batch, record: PrisonerRecord) -> str:
    if record.prison:
        return str(batch.book.reference.prisons[record.prison]["estate"])
    return "women" if str(record.details.get("gender", "")).upper().startswith("F") else "men"
