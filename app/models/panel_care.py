"""What the panel knows of her care: the formulation in versions, Restricted Status, her regime, and who governs."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, of_rows


class Formulation(SQLModel, table=True):
    """One version of the shared understanding of her. The latest is the current one; none is overwritten."""

    __tablename__ = "formulation"
    __table_args__ = (sa.UniqueConstraint("case_id", "number"),)

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    number: int
    summary: str = Field(max_length=8000)
    author: str = Field(max_length=120)
    written_on: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class RestrictedStatus(SQLModel, table=True):
    """Restricted Status from a day on: who decided it, when it is reviewed next, and who ended it."""

    __tablename__ = "restricted_status"
    __table_args__ = (
        sa.CheckConstraint("to_on IS NULL OR to_on > from_on", name="ends_after_start"),
        sa.CheckConstraint("(to_on IS NULL) = (end_decided_by IS NULL)", name="end_is_decided"),
        sa.Index("uq_restricted_status_live", "case_id", unique=True, **of_rows("to_on IS NULL")),
        sa.Index("ix_restricted_status_case", "case_id", "from_on"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    version: int = 1
    from_on: date
    decided_by: str = Field(max_length=120)
    reason: str = Field(max_length=2000)
    next_review_on: date
    to_on: date | None = None
    end_decided_by: str | None = Field(default=None, max_length=120)
    end_reason: str | None = Field(default=None, max_length=2000)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class RegimeItem(SQLModel, table=True):
    """A part of the regime or an intervention that she has, or that is withheld from her and why."""

    __tablename__ = "regime_item"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('regime', 'intervention')", name="kind_known"),
        sa.CheckConstraint("state IN ('available', 'withheld')", name="state_known"),
        sa.CheckConstraint("state = 'withheld' OR reason IS NULL", name="reason_of_withheld"),
        sa.Index("ix_regime_item_case", "case_id", "id", **of_rows("ended_on IS NULL")),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    version: int = 1
    kind: str = Field(max_length=20)
    name: str = Field(max_length=200)
    state: str = Field(max_length=10)
    reason: str | None = Field(default=None, max_length=2000)
    from_on: date
    ended_on: date | None = None
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class PrisonGovernor(SQLModel, table=True):
    """The Governor of a prison, or the Director of a contracted one, from a day on."""

    __tablename__ = "prison_governor"
    __table_args__ = (
        sa.CheckConstraint("title IN ('governor', 'director')", name="title_known"),
        sa.Index("uq_prison_governor_live", "prison_code", unique=True, **of_rows("to_on IS NULL")),
        sa.Index("ix_prison_governor_prison", "prison_code", "from_on"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    prison_code: str = Field(max_length=3, foreign_key="prison.code")
    version: int = 1
    title: str = Field(max_length=10)
    name: str = Field(max_length=120)
    from_on: date
    to_on: date | None = None
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
