"""Who works with a case: teams, and each role of a case held by a person from a day to a day."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows


class ProbationTeam(SQLModel, table=True):
    """A team of community offender managers in a probation region."""

    __tablename__ = "probation_team"

    code: str = Field(max_length=20, primary_key=True)
    name: str = Field(max_length=120)
    region: str = Field(max_length=40, foreign_key="probation_region.code", index=True)
    email: str | None = Field(default=None, max_length=254)
    active: bool = True
    version: int = 1


class Allocation(SQLModel, table=True):
    """A role of a case and the person who holds it. One at a time: the database allows no second live row.

    `named` is who it is; `staff_id` is empty for a person outside the register (named by an import).
    """

    __tablename__ = "allocation"
    __table_args__ = (
        sa.Index("uq_allocation_live", "case_id", "role", unique=True, **of_rows("ended_at IS NULL")),
        sa.Index("ix_allocation_caseload", "staff_id", "role", "case_id", **of_rows("ended_at IS NULL")),
        sa.Index("ix_allocation_history", "case_id", "started_at"),
        sa.Index("ix_allocation_started", "staff_id", "started_on"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    role: str = Field(max_length=40)
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    named: str = Field(max_length=120)
    email: str | None = Field(default=None, max_length=254)
    prison_code: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    started_on: date
    started_at: datetime = Field(sa_type=Instant)
    allocated_by: str = Field(max_length=120)
    recommended_staff_id: str | None = Field(default=None, sa_type=Id)
    override_reasons: list[str] = Field(default_factory=list, sa_type=Json)
    override_text: str | None = Field(default=None, max_length=500)
    note: str | None = Field(default=None, max_length=2000)
    ended_on: date | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str | None = Field(default=None, max_length=120)
    ended_because: str | None = Field(default=None, max_length=40)
