"""Assessments for early allocation: the answers, the window as it stood, and the community's decision."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows

WAITING = "is_latest AND NOT in_window AND told_on IS NULL AND opens_on IS NOT NULL"
"""Saved before its window opened, and nobody has been told yet that it did."""


class EarlyAllocationAssessment(SQLModel, table=True):
    """One assessment. `in_window` stands as it was on the day; `opens_on` moves with the dates of the sentence."""

    __tablename__ = "early_allocation_assessment"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.Index("uq_early_allocation_assessment_latest", "case_id", unique=True, **of_rows("is_latest")),
        sa.Index("ix_early_allocation_assessment_opening", "opens_on", "id", **of_rows(WAITING)),
        sa.CheckConstraint("outcome IN ('eligible', 'ineligible', 'discretionary')", name="outcome_known"),
        sa.CheckConstraint("decision IN ('accepted', 'declined')", name="decision_known"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    number: int
    version: int = 1
    assessed_on: date
    assessed_at: datetime = Field(sa_type=Instant)
    assessed_by: str = Field(max_length=120)
    sentence_start: date | None = None
    oasys_on: date
    answers: dict[str, Any] = Field(sa_type=Json)
    outcome: str = Field(max_length=20)
    reason: str | None = Field(default=None, max_length=2000)
    approved_by: str | None = Field(default=None, max_length=120)
    earliest_release: date | None = None
    in_window: bool
    opens_on: date | None = None
    told_on: date | None = None
    is_latest: bool
    decision: str | None = Field(default=None, max_length=10)
    decision_reason: str | None = Field(default=None, max_length=2000)
    decided_on: date | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = Field(default=None, max_length=120)
