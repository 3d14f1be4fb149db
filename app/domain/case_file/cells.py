"""Reads the cells of a CSV row into the values that NDJSON would carry; a blank cell says nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.case_file.columns import CASE_COLUMNS, EVENT_PREFIX
from app.domain.event_fields import DATE, SHAPES, Kind
from app.domain.imported import RowRefused
from app.domain.refusals import FieldError

LONGEST_CELL = 4000
_FORMULA = re.compile(r"[=@+\t\r]|-(?![0-9.])")
_SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")
_FLAGS = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}
_NULL = "null"


def read_cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """The row's values by column, its event in `events`. Raises RowRefused naming each bad cell."""
    given = counted_cells(columns, cells)
    errors = [error for name, cell in given.items() if (error := cell_fault(name, cell, _kind(name)))]
    if errors:
        raise RowRefused(*errors)
    return _values(given)


def counted_cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells that are not blank, by column. Raises RowRefused where there are too few or too many."""
    if len(cells) != len(columns):
        message = f"The row has {len(cells)} cells where the file has {len(columns)} columns."
        raise RowRefused(FieldError("", "cells_miscounted", message))
    given = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    return {name: cell for name, cell in given.items() if cell}


def cell_fault(name: str, cell: str, kind: Kind) -> FieldError | None:
    """What no cell may hold, whatever its column, or None."""
    if len(cell) > LONGEST_CELL:
        return FieldError(name, "too_long", f"Give at most {LONGEST_CELL} characters.")
    if _FORMULA.match(cell):
        message = "This cell begins like a spreadsheet formula. Write plain text."
        return FieldError(name, "formula_cell", message)
    if kind.reads == "date" and _SERIAL.fullmatch(cell):
        message = "This is a spreadsheet's day number, not a date. Write it as YYYY-MM-DD."
        return FieldError(name, "date_is_serial", message)
    return None


def _values(given: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    event: dict[str, Any] = {}
    kinds = SHAPES[given["event_type"]].fields if given.get("event_type") in SHAPES else {}
    for name, cell in given.items():
        if name in CASE_COLUMNS:
            values[name] = cell_value(cell, CASE_COLUMNS[name])
        else:
            field = name.removeprefix(EVENT_PREFIX)
            event[field] = cell_value(cell, kinds[field]) if field in kinds else cell
    if event:
        values["events"] = [event]
    return values


def cell_value(cell: str, kind: Kind) -> Any:
    """The cell as its kind is written; what does not fit stays text, for the reader to refuse."""
    if kind.may_be_null and cell.lower() == _NULL:
        return None
    if kind.reads == "number":
        return int(cell) if re.fullmatch(r"[0-9]{1,6}", cell) else cell
    if kind.reads == "flag":
        return _FLAGS.get(cell.lower(), cell)
    if kind.reads == "code":
        return cell.upper()
    if kind.reads == "choice":
        return next((choice for choice in kind.choices if choice.lower() == cell.lower()), cell)
    return cell


def _kind(name: str) -> Kind:
    if name in CASE_COLUMNS:
        return CASE_COLUMNS[name]
    field = name.removeprefix(EVENT_PREFIX)
    kinds = (shape.fields[field] for shape in SHAPES.values() if field in shape.fields)
    return DATE if name == "event_date" else next(kinds, Kind("text", high=LONGEST_CELL))
