"""Parole reviews of a case: what the facts say of each, and beside it what is only described."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import OPEN_END, Id, Instant, of_rows

AWAITING = "is_open AND outcome IS NULL AND hearing_on IS NOT NULL"
"""A review whose hearing is to be held or was held, and whose outcome nobody has recorded."""


class ParoleReview(SQLModel, table=True):
    """One review. Its projection follows from the facts; `state` is `retracted` where no fact names it any more.

    `next_on` is the day it is listed by: of its hearing, else of its decision, else none (the open end).
    `chased_for` is the hearing whose missing outcome has been asked for.
    """

    __tablename__ = "parole_review"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "review_key"),
        sa.Index("ix_parole_review_next", "next_on", "id"),
        sa.Index("ix_parole_review_state_next", "state", "next_on", "id"),
        sa.Index("ix_parole_review_open", "next_on", "id", **of_rows("is_open")),
        sa.Index("ix_parole_review_awaiting", "hearing_on", "id", **of_rows(AWAITING)),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    review_key: str = Field(max_length=80)
    version: int = 1
    created_at: datetime = Field(sa_type=Instant)

    # projection of the facts
    state: str = Field(max_length=20)
    is_open: bool
    started_on: date | None = None
    review_type: str | None = Field(default=None, max_length=80)
    hearing_on: date | None = None
    put_off: str | None = Field(default=None, max_length=10)
    put_off_on: date | None = None
    withdrawn_on: date | None = None
    outcome: str | None = Field(default=None, max_length=40)
    decided_on: date | None = None
    final_on: date | None = None
    on_papers: bool = False
    set_aside_on: date | None = None
    next_on: date = OPEN_END

    # described by staff
    stage: str | None = Field(default=None, max_length=30)
    custody_report_due: date | None = None
    hearing_mode: str | None = Field(default=None, max_length=20)
    hearing_venue: str | None = Field(default=None, max_length=120)
    reconsideration_applied_on: date | None = None
    reconsideration_by: str | None = Field(default=None, max_length=20)
    reconsideration_outcome: str | None = Field(default=None, max_length=20)
    reconsideration_decided_on: date | None = None
    notes: str | None = Field(default=None, max_length=2000)

    chased_for: date | None = None
