"""Takes rows of a file of parole reviews: what happened becomes facts, what is described stands beside them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.domain.event_fields import as_stored
from app.domain.imported import RowRefused, ToldFact, told
from app.domain.parole import Decision, Review
from app.domain.parole_file import ParoleRow
from app.domain.refusals import FieldError, InvalidInput
from app.repositories import parole as repository
from app.services.imports.casebook import Entry
from app.services.imports.taking import CHANGED, UNCHANGED, Batch, Outcome
from app.services.parole.projection import reviews_now

SOURCE = "parole_file"
NOT_KNOWN = "There is no case under this number that you may see. Open the case first."
Row = Mapping[str, Any]


def take_row(batch: Batch, row: ParoleRow) -> Outcome:
    """Take one row. Raises RowRefused where it is not taken."""
    entry = _find(batch, row)
    batch.book.hold([entry])
    reviews = reviews_now(
        entry.facts, entry.row["opened_on"], batch.book.schedule_of(entry), batch.book.today
    )
    review = next((each for each in reviews if each.key == row.review), None)
    facts = [fact for fact in _facts(row, review, entry, batch.file_date) if not _is_told(entry, fact)]
    batch.book.tell(entry, facts, SOURCE)
    described = _newly_described(batch, entry, row)
    if described:
        batch.described.setdefault((entry.id, row.review), {}).update(described)
    return Outcome(CHANGED if facts or described else UNCHANGED, entry.id)


def keep_described(batch: Batch) -> None:
    """Write what rows described, once the facts have made the reviews."""
    if not batch.described:
        return
    work = batch.book.work
    case_ids = sorted({case_id for case_id, _ in batch.described})
    for row in repository.rows_of(work.connection, case_ids, lock=True):
        given = batch.described.get((row["case_id"], row["review_key"]), {})
        new = {name: value for name, value in given.items() if row[name] != value}
        if not new:
            continue
        repository.update(work.connection, row["id"], new)
        subject = ("PAROLE_REVIEW", row["id"])
        details = {"old": as_stored({n: row[n] for n in new}), "new": as_stored(new)}
        work.record("PAROLE_REVIEW_DESCRIBED", case_id=row["case_id"], subject=subject, details=details)


def _find(batch: Batch, row: ParoleRow) -> Entry:
    """The case that the row is about; one that the uploader may not see is as if it were not there."""
    by_number = batch.book.find(row.prison_number, None) if row.prison_number else None
    by_crn = batch.book.find(None, row.crn) if row.crn else None
    if by_number and by_crn and by_number is not by_crn:
        message = "The prison number and the CRN belong to two cases. Mend one of them."
        raise RowRefused(FieldError("crn", "numbers_of_two_cases", message))
    entry = by_number or by_crn
    scope = batch.caller.scope
    if entry is None or not scope.covers(prison=entry.row["prison_code"], region=entry.row["home_region"]):
        name = "prison_number" if row.prison_number else "crn"
        raise RowRefused(FieldError(name, "case_not_found", NOT_KNOWN))
    return entry


def _facts(row: ParoleRow, review: Review | None, entry: Entry, file_day: date) -> Iterator[ToldFact]:
    said, named = row.said, {"review": row.review}
    hearing = said.get("target_hearing_date")
    starts = _starts(row, review)
    if starts:
        more = {name: said[name] for name in ("review_type", "target_hearing_date") if name in said}
        yield _told("parole_process_started", said["started_on"], {**named, **more}, "started_on")
    if hearing and not starts and _is_new_hearing(row, entry):
        day = said.get("hearing_set_on", file_day)
        yield _told("hearing_date_set", day, {**named, "target_hearing_date": hearing}, "hearing_set_on")
    reason = {"reason": said["put_off_reason"]} if "put_off_reason" in said else {}
    for column, kind in (("adjourned_on", "parole_adjourned"), ("deferred_on", "parole_deferred")):
        if column in said:
            yield _told(kind, said[column], {**named, **reason}, column)
    if "withdrawn_on" in said:
        yield _told("parole_withdrawn", said["withdrawn_on"], named, "withdrawn_on")
    if "outcome" in said and not _is_decided_so(row, review):
        more = {name: said[name] for name in ("outcome", "final_on", "on_papers") if name in said}
        yield _told("parole_decision", said["decided_on"], {**named, **more}, "decided_on")
    if "set_aside_on" in said:
        yield _told("parole_decision_set_aside", said["set_aside_on"], named, "set_aside_on")


def _starts(row: ParoleRow, review: Review | None) -> bool:
    """Whether the row tells a start that is not known."""
    started_on = row.said.get("started_on")
    if started_on is None or (review and review.started_on == started_on):
        return False
    if review and review.started_on is not None:
        message = "The record has another day for the start of this review. Mend one of the two."
        raise RowRefused(FieldError("started_on", "review_known_otherwise", message))
    return True


def _is_new_hearing(row: ParoleRow, entry: Entry) -> bool:
    """Whether this hearing was never told of the review; a day of its setting tells it in any case."""
    if "hearing_set_on" in row.said:
        return True
    hearing = row.said["target_hearing_date"].isoformat()
    return not any(
        fact["fields"].get("review") == row.review and fact["fields"].get("target_hearing_date") == hearing
        for fact in entry.facts
    )


def _is_decided_so(row: ParoleRow, review: Review | None) -> bool:
    """Whether the record has this outcome of this day. Raises RowRefused where it has another that stands."""
    told_before = review.decisions if review else ()
    if any(_says_the_same(row, decision) for decision in told_before):
        return True
    if review and review.decision:
        message = "The record has another outcome of this review. Retract it or record that it was set aside."
        raise RowRefused(FieldError("outcome", "review_known_otherwise", message))
    return False


def _says_the_same(row: ParoleRow, decision: Decision) -> bool:
    said = row.said
    known = {"final_on": decision.final_on, "on_papers": decision.on_papers}
    same = (decision.outcome, decision.issued_on) == (said["outcome"], said["decided_on"])
    return same and all(said[name] == value for name, value in known.items() if name in said)


def _is_told(entry: Entry, fact: ToldFact) -> bool:
    """Whether somebody told this before, were it only to take it back; a reason told otherwise makes no new fact."""
    fields = as_stored(fact.fields)
    compared = [name for name in fields if name != "reason"]
    return any(
        (row["type"], row["happened_on"]) == (fact.type, fact.date)
        and all(row["fields"].get(name) == fields[name] for name in compared)
        for row in entry.facts
    )


def _told(kind: str, day: date, fields: Mapping[str, Any], column: str) -> ToldFact:
    try:
        return told(kind, day, fields)
    except InvalidInput as refused:
        raise RowRefused(*(FieldError(column, e.code, e.message) for e in refused.errors)) from None


def _newly_described(batch: Batch, entry: Entry, row: ParoleRow) -> dict[str, Any]:
    if not row.described:
        return {}
    if batch.reviews is None:
        batch.reviews = {}
        for kept in repository.rows_of(batch.book.work.connection, batch.book.case_ids):
            batch.reviews.setdefault(kept["case_id"], []).append(kept)
    kept_rows = batch.reviews.get(entry.id, ())
    known: Row = next((kept for kept in kept_rows if kept["review_key"] == row.review), {})
    now = {**known, **batch.described.get((entry.id, row.review), {})}
    return {name: value for name, value in row.described.items() if now.get(name) != value}
