"""Answers any list as a CSV file: every row, read page by page and sent as it is read, marked, safe in a spreadsheet.

How a list gets its file, by the same reading as its pages:

    LEDGER = (("prison_number", "prison_number"), ("prison", "prison.code"), ("due_on", "due_on"))

    @router.get("/things", response_model=ThingList, responses=CSV_TOO, openapi_extra=roles(*READ_CASES))
    def list_things(call: ..., asked: Annotated[ThingQuery, Query()]) -> Response:
        def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
            return things.list_things(connection, call.caller, ..., size=size, cursor=after)

        if wants_csv(call, asked.format):
            call.note_read("THINGS_EXPORTED", details={...the filters...})
            return csv_response(every_row(call.database, read), LEDGER, "things")
        with call.reading() as connection:
            found = read(connection, asked.next, asked.size)
        return answer(ThingList, Answered(found))

`ThingQuery` carries `format: FileFormat = None` (from here). `read` answers what the JSON list does: `items` and
`next`. A column is its heading and the path of its value (`prison.name`), or a function of the row. The first page
is read before anything is sent, so a refusal is still a refusal.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Any, Protocol

from fastapi.responses import StreamingResponse
from sqlalchemy.engine import Connection

from app.deps import MARKING, Call

Row = Mapping[str, Any]
Column = tuple[str, str | Callable[[Row], Any]]
ReadPage = Callable[[Connection, str | None, int], Mapping[str, Any]]
"""The page of a list after a cursor, of so many rows."""


class Reads(Protocol):
    """What lends connections for reading: `call.database`."""

    def read(self) -> AbstractContextManager[Connection]:
        """A connection, given back when the block ends."""
        ...


ROWS_AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV_TOO: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
"""For a route's `responses`: the list can be had as a file too."""


def wants_csv(call: Call, asked: str | None) -> bool:
    """Whether the file is asked for: `?format=csv`, or `Accept: text/csv` where no format is named."""
    if asked:
        return asked == "csv"
    return call.request.headers.get("accept", "").lower().strip().startswith("text/csv")


def every_row(database: Reads, read: ReadPage) -> Iterator[Row]:
    """All rows of a list by its own keyset pages, each over a connection that is given back before it is sent."""
    after: str | None = None
    while True:
        with database.read() as connection:
            page = read(connection, after, ROWS_AT_ONCE)
        yield from page["items"]
        after = page["next"]
        if not after:
            return


def csv_response(rows: Iterable[Row], columns: Sequence[Column], name: str) -> StreamingResponse:
    """The rows as a file called `<name>-OFFICIAL-SENSITIVE.csv`; the last column of each line is the marking."""
    begun = iter(rows)
    first = list(_take(begun, 1))
    headers = {
        **MARKING,
        "Content-Disposition": f'attachment; filename="{name}-OFFICIAL-SENSITIVE.csv"',
        "Vary": "Accept",
    }
    lines = csv_lines(chain(first, begun), columns)
    return StreamingResponse(lines, headers=headers, media_type="text/csv; charset=utf-8")


def plain_cell(value: Any) -> str:
    """A value as the text of a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        text = "; ".join(str(each) for each in value)
    else:
        text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def csv_lines(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[bytes]:
    """The rows as the lines of a CSV file, some at a time; the last column of each is the marking."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*(heading for heading, _ in columns), "protective_marking"])
    marking = MARKING["Protective-Marking"]
    for place, row in enumerate(rows, start=1):
        writer.writerow([*(plain_cell(_value(row, source)) for _, source in columns), marking])
        if place % ROWS_AT_ONCE == 0:
            yield _taken_from(buffer)
    yield _taken_from(buffer)


def _value(row: Row, source: str | Callable[[Row], Any]) -> Any:
    if callable(source):
        return source(row)
    value: Any = row
    for part in source.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _take(rows: Iterator[Row], count: int) -> Iterator[Row]:
    for _ in range(count):
        found = next(rows, None)
        if found is None:
            return
        yield found


def _taken_from(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
