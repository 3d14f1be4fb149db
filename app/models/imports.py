"""Imports: runs, what was uploaded, what became of each row, and what each source last said of a person."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json


class ImportRun(SQLModel, table=True):
    """One uploaded file and how far it has been taken. `position` is the first byte that has not."""

    __tablename__ = "import_run"
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('receiving', 'queued', 'running', 'done', 'failed')", name="state_known"
        ),
        sa.Index(None, "created_by", "id"),
        sa.Index(None, "state", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    file_name: str = Field(max_length=120)
    kind: str = Field(max_length=20)
    layout: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    file_date: date
    sha256: str = Field(max_length=64)
    size_bytes: int = Field(sa_type=sa.BigInteger)
    state: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=120)
    caller: dict[str, Any] = Field(default_factory=dict, sa_type=Json)

    position: int = Field(default=0, sa_type=sa.BigInteger)
    rows_done: int = 0
    last_row: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    missing: int = 0
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str | None = Field(default=None, max_length=120)
    heartbeat_at: datetime | None = Field(default=None, sa_type=Instant)
    failure: str | None = Field(default=None, max_length=400)


class ImportChunk(SQLModel, table=True):
    """A stretch of an uploaded file, compressed; gone when the run is over."""

    __tablename__ = "import_chunk"

    run_id: str = Field(sa_type=Id, primary_key=True, foreign_key="import_run.id")
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_type=sa.LargeBinary)


class ImportRow(SQLModel, table=True):
    """What became of one row. `reasons` holds [field, code, message] for each thing that was not taken."""

    __tablename__ = "import_row"
    __table_args__ = (sa.Index(None, "run_id", "outcome", "number"),)

    run_id: str = Field(sa_type=Id, primary_key=True, foreign_key="import_run.id")
    number: int = Field(primary_key=True)
    outcome: str = Field(max_length=10)
    reference: str | None = Field(default=None, max_length=7)
    case_id: str | None = Field(default=None, sa_type=Id)
    reasons: list[list[str]] | None = Field(default=None, sa_type=Json)


class RecordTaken(SQLModel, table=True):
    """What a source last said about a person, by prison number or CRN: the next file is compared with it."""

    __tablename__ = "record_taken"
    __table_args__ = (sa.Index(None, "source", "prison_code"), sa.Index(None, "run_id"))

    source: str = Field(max_length=20, primary_key=True)
    reference: str = Field(max_length=7, primary_key=True)
    case_id: str = Field(sa_type=Id)
    run_id: str = Field(sa_type=Id)
    file_date: date
    prison_code: str | None = Field(default=None, max_length=3)
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
