"""Cuts a file into its rows as it is read, with the byte at which each ends, for a run to go on from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.import_file.json_pieces import json_pieces
from app.domain.import_file.lines import Line, physical_lines

LONGEST_ROW = 1_000_000
MOST_LINES = 100
TOO_LONG = "row_too_long"
UNBALANCED = "quote_unbalanced"


@dataclass(frozen=True, slots=True)
class Piece:
    """One row as bytes, or the code of why it cannot be read. `ends_at` is the first byte after it."""

    raw: bytes
    ends_at: int
    fault: str | None = None


def pieces_of(shape: str, content: Iterable[bytes], position: int) -> Iterator[Piece]:
    """The rows of a file whose `content` begins at byte `position`, the start of a row."""
    if shape == "csv":
        return _records(physical_lines(content, position, LONGEST_ROW))
    if shape == "lines":
        return _lines(physical_lines(content, position, LONGEST_ROW))
    return (Piece(raw, ends_at, fault) for raw, ends_at, fault in json_pieces(content, position, LONGEST_ROW))


def _lines(lines: Iterable[Line]) -> Iterator[Piece]:
    for line in lines:
        yield Piece(line.raw, line.ends_at, TOO_LONG if line.too_long else None)


def _records(lines: Iterable[Line]) -> Iterator[Piece]:
    """CSV records: a quoted cell may hold line ends. A quote that never closes spoils its own line alone."""
    waiting: list[Line] = []
    source = iter(lines)
    while True:
        line = waiting.pop(0) if waiting else next(source, None)
        if line is None:
            return
        if line.too_long or line.raw.count(b'"') % 2 == 0:
            yield Piece(line.raw, line.ends_at, TOO_LONG if line.too_long else None)
            continue
        gathered, closed = _until_closed(line, waiting, source)
        if closed:
            yield Piece(b"".join(part.raw for part in gathered), gathered[-1].ends_at)
        else:
            yield Piece(line.raw, line.ends_at, UNBALANCED)
            waiting = gathered[1:] + waiting


def _until_closed(first: Line, waiting: list[Line], source: Iterator[Line]) -> tuple[list[Line], bool]:
    gathered, size = [first], len(first.raw)
    while len(gathered) < MOST_LINES and size <= LONGEST_ROW:
        line = waiting.pop(0) if waiting else next(source, None)
        if line is None:
            break
        gathered.append(line)
        size += len(line.raw)
        if line.too_long:
            break
        if line.raw.count(b'"') % 2:
            return gathered, True
    return gathered, False
