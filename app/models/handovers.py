"""Handovers between prison and community with their checklists, and managers' overrides of who owns a case."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows

_OPEN = "closed_at IS NULL"
_UNNAMED = "closed_at IS NULL AND NOT named"
_WAITING = "closed_at IS NULL AND waits_since IS NOT NULL"


class HandoverRecord(SQLModel, table=True):
    """Where one case stands on its way from one side to the other. One open row a case.

    The days are worked out from the effective line; `record_opened_on` is the first day on which a handover was in
    sight, and until then the row keeps the case's place in the lists alone. `handover_on` is the first day of the
    community, `returns_on` the day on which it goes back by itself (an override runs out), `waits_since` the day
    since which the case waits for its next review. `named` and the places are copies from the case.
    """

    __tablename__ = "handover"
    __table_args__ = (
        sa.Index("uq_handover_open", "case_id", unique=True, **of_rows(_OPEN)),
        sa.Index("ix_handover_case", "case_id", "opened_at"),
        *(
            sa.Index(f"ix_handover_{list_}{name}", *place, day, "id", **of_rows(condition))
            for list_, day, condition in (
                ("", "handover_on", _OPEN),
                ("unnamed_", "handover_on", _UNNAMED),
                ("waiting_", "waits_since", _WAITING),
            )
            for name, place in (("day", ()), ("prison", ("prison_code",)), ("region", ("home_region",)))
        ),
        sa.CheckConstraint("kind IN ('standard', 'enhanced', 'parole', 'recall')", name="kind_known"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    opened_at: datetime = Field(sa_type=Instant)
    record_opened_on: date | None = None
    kind: str = Field(max_length=10)
    reason_code: str | None = Field(default=None, max_length=60)
    starts_on: date | None = None
    handover_on: date | None = None
    returns_on: date | None = None
    waits_since: date | None = None
    prison_code: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    home_region: str | None = Field(default=None, max_length=40, foreign_key="probation_region.code")
    named: bool = False
    complete: bool = False
    steps_settled: int = 0
    report: str | None = Field(default=None, max_length=8000)
    report_at: datetime | None = Field(default=None, sa_type=Instant)
    report_by: str | None = Field(default=None, max_length=120)
    accepted_on: date | None = None
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    accepted_by: str | None = Field(default=None, max_length=120)
    accepted_name: str | None = Field(default=None, max_length=120)
    declined_on: date | None = None
    declined_at: datetime | None = Field(default=None, sa_type=Instant)
    declined_by: str | None = Field(default=None, max_length=120)
    decline_reason: str | None = Field(default=None, max_length=2000)
    upcoming_told_for: date | None = None
    moved_told_for: date | None = None
    unnamed_told_for: date | None = None
    closed_on: date | None = None
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_because: str | None = Field(default=None, max_length=20)


class HandoverStep(SQLModel, table=True):
    """One item of a checklist that somebody settled: done, or not needed for the reason in `note`."""

    __tablename__ = "handover_step"
    __table_args__ = (sa.CheckConstraint("state IN ('done', 'not_needed')", name="state_known"),)

    handover_id: str = Field(sa_type=Id, primary_key=True, foreign_key="handover.id")
    code: str = Field(max_length=50, primary_key=True)
    state: str = Field(max_length=10)
    note: str | None = Field(default=None, max_length=2000)
    settled_on: date
    settled_at: datetime = Field(sa_type=Instant)
    settled_by: str = Field(max_length=120)


class OwnershipOverride(SQLModel, table=True):
    """A manager's decision that the other side owns a case. `automatic` is the answer that it stands in place of."""

    __tablename__ = "ownership_override"
    __table_args__ = (
        sa.Index("uq_ownership_override_live", "case_id", unique=True, **of_rows("ended_at IS NULL")),
        sa.Index("ix_ownership_override_case", "case_id", "starts_on"),
        sa.Index("ix_ownership_override_expiry", "expires_on", "id", **of_rows("ended_at IS NULL")),
        sa.Index("ix_ownership_override_review", "review_on", "id", **of_rows("ended_at IS NULL")),
        sa.CheckConstraint("responsible IN ('custody', 'community')", name="responsible_known"),
        sa.CheckConstraint("review_on IS NOT NULL OR expires_on IS NOT NULL", name="review_or_expiry"),
        sa.CheckConstraint("expires_on IS NULL OR expires_on > starts_on", name="expires_after_start"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    responsible: str = Field(max_length=10)
    reason_code: str = Field(max_length=50)
    text: str = Field(max_length=2000)
    starts_on: date
    review_on: date | None = None
    expires_on: date | None = None
    automatic: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=120)
    made_by_name: str = Field(default="", max_length=120)
    review_told_for: date | None = None
    ended_on: date | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str | None = Field(default=None, max_length=120)
    ended_because: str | None = Field(default=None, max_length=20)
    end_reason: str | None = Field(default=None, max_length=2000)
