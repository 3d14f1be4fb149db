"""The record of a case: its parts in versions that are never overwritten, its items, and its victims' officers."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows


class RecordPart(SQLModel, table=True):
    """One version of one part. `value`, `day` and `lacking` are what lists read of its fields."""

    __tablename__ = "record_part"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "part", "version"),
        sa.Index("uq_record_part_current", "case_id", "part", unique=True, **of_rows("is_current")),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    part: str = Field(max_length=30)
    version: int
    is_current: bool = True
    value: str | None = Field(default=None, max_length=20)
    day: date | None = None
    lacking: str = Field(default=" ", max_length=100)
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    reason: str | None = Field(default=None, max_length=2000)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_on: date
    recorded_by: str = Field(max_length=120)


class RecordItem(SQLModel, table=True):
    """One of several of a kind: an objective of the plan, a view of hers, a choice offered, a departure."""

    __tablename__ = "record_item"
    __table_args__ = (sa.Index("ix_record_item_case", "case_id", "kind", "value"),)

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    kind: str = Field(max_length=20)
    version: int = 1
    value: str | None = Field(default=None, max_length=30)
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_on: date
    recorded_by: str = Field(max_length=120)
    changed_at: datetime | None = Field(default=None, sa_type=Instant)
    changed_by: str | None = Field(default=None, max_length=120)


class VictimLiaisonOfficer(SQLModel, table=True):
    """Who speaks for a victim. Never for the person in custody to see; a row taken away is gone."""

    __tablename__ = "victim_liaison_officer"
    __table_args__ = (sa.Index("ix_victim_liaison_officer_case", "case_id", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    version: int = 1
    name: str = Field(max_length=120)
    email: str = Field(max_length=254)
    added_at: datetime = Field(sa_type=Instant)
    added_by: str = Field(max_length=120)
