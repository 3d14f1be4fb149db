"""Takes rows of our own file: a row may open a case, change its details, and tell facts of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.case_file import CaseRow, opening_facts, standing_change
from app.domain.event_fields import as_stored
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.identifiers import is_pnc
from app.domain.imported import RowRefused, ToldFact
from app.domain.refusals import FieldError, InvalidInput
from app.domain.telling import refuse_what_cannot_be
from app.services.imports.casebook import Entry
from app.services.imports.taking import CHANGED, CREATED, UNCHANGED, Batch, Outcome
from app.services.projection import facts_from

SOURCE = "case_file"
_ALREADY_OPEN = "There is an open case under this number already."


def take_row(batch: Batch, row: CaseRow) -> Outcome:
    """Take one row. Raises RowRefused where it is not taken."""
    batch.check_prison("prison", row.prison)
    _check_details(batch, row.details)
    entry = _find(batch, row)
    if entry is None or not _may_see(batch, entry):
        return _open(batch, row, is_hidden=entry is not None)
    said = batch.last_said(_reference(row))
    batch.book.hold([entry])
    known = {**_known(entry), **_read_back(said.fields if said else {})}
    change = standing_change(row, known, batch.file_date)
    facts = [*_checked(batch, entry, change.facts, ""), *_not_yet_told(batch, entry, row.facts)]
    details = _details(row, known)
    if change.confirmed & set(entry.row["unconfirmed"]):
        details["unconfirmed"] = [n for n in entry.row["unconfirmed"] if n not in change.confirmed]
    batch.book.tell(entry, facts, SOURCE)
    batch.book.change(entry, details)
    batch.keep_said(_reference(row), entry, _as_said(row, said.fields if said else {}), None)
    return Outcome(CHANGED if facts or details else UNCHANGED, entry.id)


def _open(batch: Batch, row: CaseRow, *, is_hidden: bool) -> Outcome:
    """A new case. Where one is open that the uploader may not see, the answer is that of none as far as can be."""
    facts = opening_facts(row, batch.file_date)
    batch.check_scope("prison", row.prison, None)
    if is_hidden:
        raise RowRefused(FieldError("prison_number", "open_case_exists", _ALREADY_OPEN))
    together = CaseFacts.of([CaseEvent(f.type, f.date, f.fields) for f in (*facts, *row.facts)])
    for fact in facts:
        _refuse(batch, fact, together, "")
    for place, fact in enumerate(row.facts):
        _refuse(batch, fact, together, f"events[{place}].")
    details = {**row.details, "prison_number": row.prison_number, "crn": row.crn}
    prison = batch.book.reference.prisons[str(row.prison)]
    entry = batch.book.open(details, [*facts, *row.facts], SOURCE, str(prison["estate"]))
    batch.keep_said(_reference(row), entry, _as_said(row, {}), None)
    return Outcome(CREATED, entry.id)


def _find(batch: Batch, row: CaseRow) -> Entry | None:
    """The case that the row is about."""
    by_number = batch.book.find(row.prison_number, None) if row.prison_number else None
    by_crn = batch.book.find(None, row.crn) if row.crn else None
    if by_number and by_crn and by_number is not by_crn:
        message = "The prison number and the CRN belong to two cases. Mend one of them."
        raise RowRefused(FieldError("crn", "numbers_of_two_cases", message))
    entry = by_number or by_crn
    if entry and row.prison_number and entry.row["prison_number"] not in {None, row.prison_number}:
        message = "The case of this CRN has another prison number. Mend one of them."
        raise RowRefused(FieldError("prison_number", "numbers_of_two_cases", message))
    return entry if entry is None or not _is_new_stay(batch, entry, row) else None


def _may_see(batch: Batch, entry: Entry) -> bool:
    return batch.caller.scope.covers(prison=entry.row["prison_code"], region=entry.row["home_region"])


def _is_new_stay(batch: Batch, entry: Entry, row: CaseRow) -> bool:
    """The case found is closed, and the row begins a sentence or an arrival after it closed."""
    closed: date | None = entry.row["closes_on"]
    begins = row.sentence.get("sentence_start_date") or row.arrived_on
    is_open = entry.is_open(batch.book.today)
    return not is_open and closed is not None and begins is not None and begins >= closed


def _known(entry: Entry) -> dict[str, Any]:
    return {**entry.row, "prison": entry.row["prison_code"]}


def _details(row: CaseRow, known: Mapping[str, Any]) -> dict[str, Any]:
    given = {**row.details, "prison_number": row.prison_number, "crn": row.crn}
    return {name: value for name, value in given.items() if value and known.get(name) != value}


def _not_yet_told(batch: Batch, entry: Entry, facts: Sequence[ToldFact]) -> list[ToldFact]:
    """The facts that nobody has told of this case; one that was told and retracted stays retracted."""
    told = [(row["type"], row["happened_on"], row["fields"]) for row in entry.facts]
    new: list[ToldFact] = []
    for place, fact in enumerate(facts):
        if (fact.type, fact.date, as_stored(fact.fields)) not in told:
            new += _checked(batch, entry, [fact], f"events[{place}].")
    return new


def _checked(batch: Batch, entry: Entry, facts: Sequence[ToldFact], at: str) -> list[ToldFact]:
    if facts:
        others = facts_from(entry.facts, entry.row["opened_on"], entry.row).events
        new = [CaseEvent(fact.type, fact.date, fact.fields) for fact in facts]
        together = CaseFacts.of([*others, *new])
        for fact in facts:
            _refuse(batch, fact, together, at)
    return list(facts)


def _refuse(batch: Batch, fact: ToldFact, together: CaseFacts, at: str) -> None:
    event = CaseEvent(fact.type, fact.date, fact.fields)
    book = batch.book
    try:
        refuse_what_cannot_be(event, together, today=book.today, prisons=book.reference.prisons, at=at)
    except InvalidInput as refused:
        raise RowRefused(*refused.errors) from None


def _check_details(batch: Batch, details: Mapping[str, Any]) -> None:
    region, pnc = details.get("home_region"), details.get("pnc")
    if region is not None and region not in batch.book.reference.regions:
        message = "There is no such region. GET /probation-regions lists them."
        raise RowRefused(FieldError("home_region", "unknown_region", message))
    if pnc is not None and not is_pnc(pnc):
        message = "Give the number as YYYY/NNNNNNNL with its check letter, for example 2004/0012345D."
        raise RowRefused(FieldError("pnc", "pnc_invalid", message))


def _reference(row: CaseRow) -> str:
    return row.prison_number or row.crn or ""


def _as_said(row: CaseRow, before: Mapping[str, Any]) -> dict[str, Any]:
    said = {**row.details, **row.standing, **row.sentence, **row.dates, "prison": row.prison, "crn": row.crn}
    new = {name: v.isoformat() if isinstance(v, date) else v for name, v in said.items() if v is not None}
    return {**before, **new}


def _read_back(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, with dates as dates."""
    return {
        name: date.fromisoformat(v) if isinstance(v, str) and name.endswith(("_date", "date_of_birth")) else v
        for name, v in said.items()
    }
