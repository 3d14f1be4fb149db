"""Takes a batch of rows in one transaction: the cases, what was said, the outcomes, and how far the run is."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.caller import Caller
from app.domain.case_file import CaseRow
from app.domain.import_file import Layout
from app.domain.import_file.layout import PAROLE, PLATFORM
from app.domain.imported import RowRefused
from app.domain.parole_file import ParoleRow
from app.domain.prisoner_record import PrisonerRecord
from app.domain.refusals import FieldError, InvalidInput
from app.repositories import imports as repository
from app.repositories import records_taken
from app.services.imports import case_rows, parole_rows, prisoner_rows
from app.services.imports.casebook import Casebook, Entry
from app.services.imports.parsing import Parsed, named_as_written
from app.services.imports.taking import REJECTED, Batch, Outcome, Said
from app.services.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

SOURCES = {PLATFORM: prisoner_rows.SOURCE, PAROLE: parole_rows.SOURCE}
NOT_TAKEN = FieldError("", "could_not_be_taken", "This row could not be taken. Check it, and send it again.")


def take_batch(
    work: UnitOfWork, run: Mapping[str, Any], layout: Layout, rows: Sequence[Parsed]
) -> Counter[str]:
    """Take the rows and keep what became of each. Answers how many had which outcome."""
    source = SOURCES.get(layout.kind, case_rows.SOURCE)
    batch = _gather(work, work.caller, source, run["file_date"], run["id"], rows)
    _hold(batch, rows)
    outcomes = [_take(batch, row, layout) for row in rows]
    batch.book.write()
    parole_rows.keep_described(batch)
    _keep_said(work, batch, run["id"])
    repository.insert_outcomes(
        work.connection,
        [_as_row(run["id"], row, outcome) for row, outcome in zip(rows, outcomes, strict=True)],
    )
    return Counter(outcome.outcome for outcome in outcomes)


def refuse_row(work: UnitOfWork, run: Mapping[str, Any], row: Parsed) -> Counter[str]:
    """Keep that a row could not be taken, after the database itself has refused it."""
    repository.insert_outcomes(
        work.connection, [_as_row(run["id"], row, Outcome(REJECTED, reasons=(NOT_TAKEN,)))]
    )
    return Counter({REJECTED: 1})


def _gather(
    work: UnitOfWork, caller: Caller, source: str, file_date: date, run_id: str, rows: Sequence[Parsed]
) -> Batch:
    numbers = {row.references[0] for row in rows} - {None}
    crns = {row.references[1] for row in rows} - {None}
    book = Casebook(work, f"Import {run_id}")
    book.read([str(number) for number in numbers], [str(crn) for crn in crns])
    references = sorted(str(reference) for reference in numbers | crns)
    said = {
        reference: Said(row["case_id"], row["file_date"], row["fields"], row["prison_code"])
        for reference, row in records_taken.taken(work.connection, source, references).items()
    }
    return Batch(book, caller, source, file_date, said)


def _hold(batch: Batch, rows: Sequence[Parsed]) -> None:
    """Hold together the cases that will change, in one order, so that two runs never wait for each other."""
    often = Counter(number or crn for number, crn in (row.references for row in rows))
    entries: list[Entry] = []
    for parsed in rows:
        number, crn = parsed.references
        entry = batch.book.find(number, crn)
        if entry is None:
            continue
        if isinstance(parsed.row, PrisonerRecord) and often[number or crn] == 1:
            entry = prisoner_rows.entry_to_hold(batch, parsed.row)
        if entry:
            entries.append(entry)
    batch.book.hold(entries)


def _take(batch: Batch, parsed: Parsed, layout: Layout) -> Outcome:
    try:
        if isinstance(parsed.row, PrisonerRecord):
            return prisoner_rows.take_record(batch, parsed.row)
        if isinstance(parsed.row, CaseRow):
            return case_rows.take_row(batch, parsed.row)
        if isinstance(parsed.row, ParoleRow):
            return parole_rows.take_row(batch, parsed.row)
    except (RowRefused, InvalidInput) as refused:
        return Outcome(REJECTED, reasons=named_as_written(refused.errors, layout))
    except Exception:
        log.exception("a row of an import could not be taken")
        return Outcome(REJECTED, reasons=(NOT_TAKEN,))
    return Outcome(REJECTED, reasons=parsed.errors)


def _keep_said(work: UnitOfWork, batch: Batch, run_id: str) -> None:
    new = {reference: said for reference, said in batch.said.items() if said.is_new}
    records_taken.keep(
        work.connection,
        [
            {
                "source": batch.source,
                "reference": reference,
                "case_id": said.case_id,
                "run_id": run_id,
                "file_date": said.file_date,
                "prison_code": said.prison_code,
                "fields": dict(said.fields),
            }
            for reference, said in new.items()
        ],
    )
    again = sorted(batch.repeated - new.keys())
    records_taken.say_again(work.connection, batch.source, again, run_id, batch.file_date)


def _as_row(run_id: str, parsed: Parsed, outcome: Outcome) -> dict[str, Any]:
    number, crn = parsed.references
    reasons = [[e.field, e.code, e.message] for e in outcome.reasons[:50]] or None
    return {
        "run_id": run_id,
        "number": parsed.number,
        "outcome": outcome.outcome,
        "reference": number or crn,
        "case_id": outcome.case_id,
        "reasons": reasons,
    }
