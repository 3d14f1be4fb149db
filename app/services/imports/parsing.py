"""Reads the bytes of one row into a record of the platform or a row of our own file."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.case_file import CaseRow, read_case_row, read_cells
from app.domain.import_file import Layout, Piece
from app.domain.import_file.layout import PAROLE, PLATFORM
from app.domain.import_file.pieces import LONGEST_ROW, MOST_LINES
from app.domain.imported import RowRefused
from app.domain.parole_file import ParoleRow, read_parole_cells, read_parole_row
from app.domain.prisoner_record import PrisonerRecord, read_record
from app.domain.refusals import FieldError, InvalidInput

csv.field_size_limit(LONGEST_ROW)  # a cell that is too long is then named by its column

_FAULTS = {
    "row_too_long": f"The row is longer than {LONGEST_ROW:,} bytes.",
    "quote_unbalanced": f"A quotation mark is opened and not closed within {MOST_LINES} lines.",
    "json_cut_off": "The file ends in the middle of this row.",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row by its number, as a spreadsheet shows it: with a header, the first row of data is number 2."""

    number: int
    ends_at: int
    row: PrisonerRecord | CaseRow | ParoleRow | None = None
    errors: tuple[FieldError, ...] = ()

    @property
    def references(self) -> tuple[str | None, str | None]:
        """The prison number and the CRN that the row names."""
        if isinstance(self.row, PrisonerRecord):
            return self.row.number, None
        return (self.row.prison_number, self.row.crn) if self.row else (None, None)


def is_blank(piece: Piece) -> bool:
    """Whether there is nothing on the line; such lines are passed over."""
    return piece.fault is None and not piece.raw.strip(b" \t\r\n,")


def parse(piece: Piece, number: int, layout: Layout, today: date) -> Parsed:
    """The row, or why it cannot be read."""
    if piece.fault:
        return Parsed(number, piece.ends_at, errors=(FieldError("", piece.fault, _FAULTS[piece.fault]),))
    try:
        return Parsed(number, piece.ends_at, _row(piece.raw, layout, today))
    except (RowRefused, InvalidInput) as refused:
        return Parsed(number, piece.ends_at, errors=named_as_written(refused.errors, layout))


def named_as_written(errors: Sequence[FieldError], layout: Layout) -> tuple[FieldError, ...]:
    """Errors of a row's one event by the names of its columns, where the file has columns."""
    if layout.shape != "csv":
        return tuple(errors)
    return tuple(FieldError(e.field.replace("events[0].", "event_"), e.code, e.message) for e in errors)


def _row(raw: bytes, layout: Layout, today: date) -> PrisonerRecord | CaseRow | ParoleRow:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        message = "The row is not UTF-8. Save the file as CSV UTF-8."
        raise RowRefused(FieldError("", "not_utf8", message)) from None
    if layout.kind == PAROLE:
        return read_parole_row(_parole_values(text, layout), today)
    if layout.shape == "csv":
        return read_case_row(read_cells(layout.columns, _cells(text)), today)
    if layout.kind == PLATFORM:
        return read_record(_json(text, None), today)
    return read_case_row(_json(text, _once_each), today)


def _parole_values(text: str, layout: Layout) -> Any:
    if layout.shape == "csv":
        return read_parole_cells(layout.columns, _cells(text))
    return _json(text, _once_each)


def _cells(text: str) -> list[str]:
    try:
        return next(csv.reader([text.rstrip("\r\n")], strict=True), [])
    except csv.Error:
        message = "The quotation marks of this row do not fit together."
        raise RowRefused(FieldError("", "csv_invalid", message)) from None


def _json(text: str, hook: Any) -> Any:
    try:
        return json.loads(text, object_pairs_hook=hook, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RowRefused(FieldError("", "json_invalid", "This is not well-formed JSON.")) from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    given = dict(pairs)
    if len(given) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RowRefused(FieldError(twice[:60], "field_repeated", "This field stands twice. Give it once."))
    return given


def _no_constant(_name: str) -> None:
    raise ValueError("no number")
