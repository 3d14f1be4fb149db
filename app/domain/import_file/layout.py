"""Tells by a file's beginning what it is, or says plainly why it cannot be taken, before any row is."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.case_file import check_columns
from app.domain.import_file.pieces import pieces_of
from app.domain.parole_file import check_parole_columns, is_parole_file
from app.domain.refusals import InvalidInput

HEAD_BYTES = 1 << 20
NO_HEADER = "The first line is no header of columns. The columns are listed in docs/import-format.md."
LONGEST_HEADER = 64 * 1024
PLATFORM, OURS, PAROLE = "prisoner_search", "case_file", "parole_reviews"
FORMATS = ("auto", "prisoner_search", "csv", "ndjson")
_BOM = b"\xef\xbb\xbf"
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]', re.DOTALL)
_LIST_FOLLOWS = re.compile(rb"\s*:\s*\[")
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Layout:
    """Whose rows they are, how they are written, the byte where they start, and a CSV's columns."""

    kind: str
    shape: str
    start: int
    columns: tuple[str, ...] = ()

    def as_stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"kind": self.kind, "shape": self.shape, "start": self.start, "columns": list(self.columns)}

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> "Layout":
        """The same, read back."""
        return cls(kept["kind"], kept["shape"], kept["start"], tuple(kept["columns"]))


def read_layout(head: bytes, wanted: str = "auto") -> Layout:
    """The layout of a file whose first HEAD_BYTES are `head`; `wanted` is one of FORMATS.

    Raises InvalidInput, naming the column where one is at fault.
    """
    wanted = wanted.replace("-", "_")
    if wanted not in FORMATS:
        raise InvalidInput.of("format", "unknown_value", "Give one of: " + ", ".join(FORMATS) + ".")
    _refuse_what_is_no_text(head)
    start = len(_BOM) if head.startswith(_BOM) else 0
    first = head[start:].lstrip()[:1]
    if not first:
        raise _refused("file_empty", "The file is empty.")
    start = len(head) - len(head[start:].lstrip()) if first in b"[{" else start
    if first in b"[{" and wanted != "csv":
        return _json_layout(head, start, first, wanted)
    if wanted in {"ndjson", "prisoner_search"}:
        raise _refused("not_json", "The file does not begin as JSON. Give JSON, or choose another format.")
    return _csv_layout(head, start)


def _refuse_what_is_no_text(head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:400].count(0) > len(head[:400]) // 4 > 0:
        raise _refused(
            "utf_16", "The file is UTF-16. Save it as UTF-8 (in Excel: CSV UTF-8) and send it again."
        )
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _refused("spreadsheet_file", "This is a spreadsheet. Save it as CSV UTF-8 and send that.")
    first_line = head[:LONGEST_HEADER].split(b"\n", 1)[0]
    if 0 in first_line or head.count(0) > len(head) // 100:
        raise _refused("not_text", "The file holds bytes that are no text. Send a CSV or JSON file in UTF-8.")


def _csv_layout(head: bytes, start: int) -> Layout:
    header = next(pieces_of("csv", [head[start : start + LONGEST_HEADER]], start))
    if header.fault or (header.ends_at - start >= LONGEST_HEADER):
        raise _refused("header_invalid", NO_HEADER)
    try:
        text = header.raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise _refused("not_text", "The first line is not UTF-8. Save the file as CSV UTF-8.") from None
    try:
        columns = next(csv.reader([text]), [])
    except csv.Error:  # a line ends within quotes that are none
        raise _refused("header_invalid", NO_HEADER) from None
    if len(columns) == 1 and re.search(r"[;\t|]", columns[0]):
        raise _refused("columns_not_separated", "Separate the columns with commas.")
    names = tuple(name.strip().lower() for name in columns)
    if is_parole_file(names):
        check_parole_columns(names)
        return Layout(PAROLE, "csv", header.ends_at, names)
    check_columns(names)
    return Layout(OURS, "csv", header.ends_at, names)


def _json_layout(head: bytes, start: int, first: bytes, wanted: str) -> Layout:
    if first == b"[":
        shape, start = "array", start + 1
    elif (content := _start_of_content(head, start)) is not None:
        shape, start = "array", content
    else:
        shape = _shape_of_objects(head, start)
    if wanted == "prisoner_search":
        return Layout(PLATFORM, shape, start)
    if wanted == "ndjson":
        first_row: dict[str, Any] = next(_first_objects(shape, head[start:], start), {})
        return Layout(PAROLE if is_parole_file([*first_row]) else OURS, shape, start)
    return Layout(_kind(shape, head[start:], start), shape, start)


def _shape_of_objects(head: bytes, start: int) -> str:
    """One object a line; or objects that span lines, one after another."""
    line = head[start:].split(b"\n", 1)[0]
    if isinstance(_object(line), dict) or line.rstrip().endswith(b"}"):
        return "lines"
    return "sequence"


def _kind(shape: str, rows: bytes, start: int) -> str:
    for given in _first_objects(shape, rows, start):
        if "prisonerNumber" in given:
            return PLATFORM
        if {"prison_number", "crn"} & given.keys():
            return PAROLE if is_parole_file([*given]) else OURS
    if shape == "array" and rows.lstrip().startswith(b"]"):
        return PLATFORM
    message = "No row has a prisonerNumber (the platform's records), a prison_number or a crn (our own)."
    raise _refused("format_unknown", message)


def _first_objects(shape: str, rows: bytes, start: int) -> Iterator[dict[str, Any]]:
    for place, piece in enumerate(pieces_of(shape, [rows], start)):
        if place >= _LOOKED_AT:
            return
        given = None if piece.fault else _object(piece.raw)
        if given:
            yield given


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) else None


def _start_of_content(head: bytes, start: int) -> int | None:
    """The byte after the bracket of a list named `content` in the first object, if it has one."""
    depth = 0
    for token in _TOKEN.finditer(head, start):
        mark = token.group()
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth -= 1
            if depth == 0:
                return None
        elif depth == 1 and mark == b'"content"':
            follows = _LIST_FOLLOWS.match(head, token.end())
            if follows:
                return follows.end()
    return None


def _refused(code: str, message: str) -> InvalidInput:
    refused = InvalidInput.of("file", code, message)
    refused.code = code
    return refused
