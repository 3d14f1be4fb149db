"""A file of parole reviews: its columns, and what each row says happened to one review of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.case_file.cells import cell_fault, cell_value, counted_cells
from app.domain.event_fields import DATE, FLAG, OUTCOMES, Kind, as_value, fault
from app.domain.identifiers import is_crn, is_prison_number
from app.domain.imported import RowRefused
from app.domain.refusals import FieldError, InvalidInput

REVIEW = "review"
STAGES = ("referred", "dossier", "paper_review", "directed_to_oral_hearing", "oral_hearing_listed", "decided")
HEARING_MODES = ("in_person", "video", "telephone", "on_papers")

IDENTIFIERS: Mapping[str, Kind] = {"prison_number": Kind("text", high=7), "crn": Kind("text", high=7)}
HAPPENED: Mapping[str, Kind] = dict.fromkeys(
    (
        "started_on",
        "hearing_set_on",
        "adjourned_on",
        "deferred_on",
        "withdrawn_on",
        "decided_on",
        "set_aside_on",
    ),
    DATE,
)
"""Days on which something happened: each becomes a fact, and none is after today."""

TOLD: Mapping[str, Kind] = {
    REVIEW: Kind("text", high=80),
    "review_type": Kind("text", high=80),
    "target_hearing_date": DATE,
    "put_off_reason": Kind("text", high=2000),
    "outcome": Kind("choice", OUTCOMES),
    "final_on": DATE,
    "on_papers": FLAG,
}
DESCRIBED: Mapping[str, Kind] = {
    "stage": Kind("choice", STAGES),
    "custody_report_due": DATE,
    "hearing_mode": Kind("choice", HEARING_MODES),
    "hearing_venue": Kind("text", high=120),
}
COLUMNS: Mapping[str, Kind] = {**IDENTIFIERS, **TOLD, **HAPPENED, **DESCRIBED}
_FUTURE = "Give a day that is not after today: what has not happened yet is no fact."


@dataclass(frozen=True, slots=True)
class ParoleRow:
    """What a row says of one review. A column that is left out or blank says nothing."""

    prison_number: str | None
    crn: str | None
    review: str
    said: Mapping[str, Any] = field(default_factory=dict)
    described: Mapping[str, Any] = field(default_factory=dict)


def is_parole_file(names: Sequence[str]) -> bool:
    """Whether a header, or the fields of an object, are of a file of reviews."""
    return REVIEW in names


def check_parole_columns(names: Sequence[str]) -> None:
    """Raises InvalidInput naming each column that is unknown, repeated or missing."""
    errors = [
        FieldError(name[:60] or "column", "unknown_column", "There is no such column in a file of reviews.")
        for name in names
        if name not in COLUMNS
    ]
    errors += [
        FieldError(name, "column_repeated", "This column stands twice. Keep one.")
        for name in sorted({name for name in names if names.count(name) > 1} & set(COLUMNS))
    ]
    if not errors and not set(names) & set(IDENTIFIERS):
        message = "The file needs a prison_number or a crn column, to say whose review it is."
        errors.append(FieldError("prison_number", "column_missing", message))
    if errors:
        known = "The columns of a file of reviews are listed in docs/import-format.md; nothing was taken."
        raise InvalidInput(known, code="columns_invalid", errors=errors[:20])


def read_parole_cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """The row's values by column. Raises RowRefused naming each bad cell."""
    given = counted_cells(columns, cells)
    errors = [error for name, cell in given.items() if (error := cell_fault(name, cell, COLUMNS[name]))]
    if errors:
        raise RowRefused(*errors)
    return {name: cell_value(cell, COLUMNS[name]) for name, cell in given.items()}


def read_parole_row(given: Any, today: date) -> ParoleRow:
    """What the row says. Raises RowRefused naming every field that cannot be taken."""
    if not isinstance(given, Mapping):
        raise RowRefused(FieldError("", "not_an_object", "Give one JSON object for each review."))
    errors: list[FieldError] = []
    values = _values(given, errors)
    number, crn = (str(values[n]).upper() if n in values else None for n in IDENTIFIERS)
    errors += _about_identifiers(number, crn, errors)
    errors += _about_together(values, today, errors)
    if errors:
        raise RowRefused(*errors)
    return ParoleRow(
        number,
        crn,
        values[REVIEW],
        {name: values[name] for name in (*TOLD, *HAPPENED) if name in values},
        {name: values[name] for name in DESCRIBED if name in values},
    )


def _values(given: Mapping[str, Any], errors: list[FieldError]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value == "":
            continue
        kind = COLUMNS.get(name)
        if kind is None:
            errors.append(FieldError(str(name)[:60], "unknown_field", "There is no such field. Take it out."))
            continue
        error = fault(name, value, kind)
        if error:
            errors.append(error)
        else:
            values[name] = as_value(value.strip() if isinstance(value, str) else value, kind)
    return values


def _about_identifiers(number: str | None, crn: str | None, known: Sequence[FieldError]) -> list[FieldError]:
    errors = []
    if number and not is_prison_number(number):
        message = "Give a letter, four digits and two letters, for example A1234BC."
        errors.append(FieldError("prison_number", "prison_number_invalid", message))
    if crn and not is_crn(crn):
        errors.append(FieldError("crn", "crn_invalid", "Give a letter and six digits, for example X123456."))
    if not number and not crn and not any(e.field in IDENTIFIERS for e in known):
        message = "Give a prison number or a CRN, to say whose review it is."
        errors.append(FieldError("prison_number", "missing", message))
    return errors


def _about_together(values: Mapping[str, Any], today: date, known: Sequence[FieldError]) -> list[FieldError]:
    errors = [
        FieldError(name, "date_in_future", _FUTURE)
        for name in HAPPENED
        if name in values and values[name] > today
    ]
    named = {error.field for error in known}
    needs = (
        (REVIEW, REVIEW not in values, "Give the name of the review."),
        ("decided_on", "outcome" in values and "decided_on" not in values, "Give the day of the outcome."),
        ("outcome", "decided_on" in values and "outcome" not in values, "Give the outcome of that day."),
        (
            "decided_on",
            "outcome" not in values and "decided_on" not in values and "final_on" in values,
            "Give the outcome that became final.",
        ),
    )
    errors += [
        FieldError(name, "missing", text) for name, lacks, text in needs if lacks and name not in named
    ]
    return errors
