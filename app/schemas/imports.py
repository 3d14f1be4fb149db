"""Imports as they are shown: a run, how far it is, and what became of each row."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.schemas.fields import Given, Shown

Format = Literal["auto", "prisoner_search", "csv", "ndjson"]
Outcome = Literal["created", "changed", "unchanged", "rejected", "missing"]
State = Literal["queued", "running", "done", "failed"]


class ImportCounts(Shown):
    """How many rows had each outcome; `missing` are people whom the file of their prison leaves out."""

    created: int
    changed: int
    unchanged: int
    rejected: int
    missing: int


class ImportOut(Shown):
    """One uploaded file and how far it has been taken; `bytes_done` of `size_bytes` is the progress."""

    id: str
    file_name: str
    format: Literal["prisoner_search", "csv", "case_file", "parole_reviews"]
    file_date: date
    size_bytes: int
    bytes_done: int
    state: State
    rows_done: int
    rows_total: int | None = Field(description="Known when the file has been taken to its end.")
    counts: ImportCounts
    created_at: datetime
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None
    failure: str | None = Field(description="Why the run could not go on, as a stable code.")


class ImportList(Shown):
    """Runs, the latest first; `next` continues."""

    items: list[ImportOut]
    next: str | None


class ImportReason(Shown):
    """Something of a row that was not taken: the field, a stable code, and how to mend it."""

    field: str
    code: str
    message: str


class ImportRowOut(Shown):
    """What became of one row. A row that was taken may still have reasons: odd values that were left out."""

    row: int | None = Field(description="As a spreadsheet counts it, the header being 1; null where missing.")
    outcome: Outcome
    reference: str | None = Field(description="The prison number, or the CRN where the row has none.")
    case_id: str | None
    reasons: list[ImportReason]


class ImportRowList(Shown):
    """Rows in the order of the file; `next` continues."""

    items: list[ImportRowOut]
    next: str | None


class ImportsQuery(Given):
    """Which runs to list."""

    size: Annotated[int, Field(ge=1, le=100)] = 25
    next: Annotated[str, Field(max_length=40)] | None = None


class ImportRowsQuery(Given):
    """Which rows of a run to list."""

    outcome: Outcome | None = None
    size: Annotated[int, Field(ge=1, le=500)] = 100
    next: Annotated[str, Field(max_length=12)] | None = None


class ImportRowsFileQuery(Given):
    """Which rows of a run to download."""

    outcome: Outcome | None = None
