"""The panel's caseload: who is on it, by which route, how her aims stand, her reviews, and what people were told."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, of_rows

LIVE, LEFT = "left_on IS NULL", "left_on IS NOT NULL"
CURRENT = "is_current"


class PanelEntry(SQLModel, table=True):
    """One time on the caseload, from the day of entry to the day of leaving. Where it stands is worked out."""

    __tablename__ = "panel_entry"
    __table_args__ = (
        sa.CheckConstraint("complex_needs OR restricted_status", name="has_route"),
        sa.CheckConstraint("left_on IS NOT NULL OR next_review_on IS NOT NULL", name="review_planned"),
        sa.CheckConstraint("(left_on IS NULL) = (left_because IS NULL)", name="left_with_reason"),
        sa.CheckConstraint(
            "left_because IN ('aims_met', 'released', 'left_the_estate', 'no_longer_needed', 'died', 'other')",
            name="reason_known",
        ),
        sa.Index("uq_panel_entry_live", "case_id", unique=True, **of_rows(LIVE)),
        sa.Index("ix_panel_entry_case", "case_id", "entered_on"),
        sa.Index("ix_panel_entry_review", "next_review_on", "id", **of_rows(LIVE)),
        sa.Index("ix_panel_entry_left", "left_on", "id", **of_rows(LEFT)),
        sa.Index("ix_panel_entry_referral", "referral_id"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    referral_id: str | None = Field(default=None, sa_type=Id, foreign_key="referral.id")
    version: int = 1
    complex_needs: bool
    restricted_status: bool
    legacy_reference: str | None = Field(default=None, max_length=40)
    entered_on: date
    entered_at: datetime = Field(sa_type=Instant)
    entered_by: str = Field(max_length=120)
    entry_reason: str | None = Field(default=None, max_length=2000)
    next_review_on: date | None = None
    stepped_down_on: date | None = None
    stepped_down_by: str | None = Field(default=None, max_length=120)
    step_down_reason: str | None = Field(default=None, max_length=2000)
    left_on: date | None = None
    left_at: datetime | None = Field(default=None, sa_type=Instant)
    left_by: str | None = Field(default=None, max_length=120)
    left_because: str | None = Field(default=None, max_length=20)
    left_note: str | None = Field(default=None, max_length=2000)


class PanelReview(SQLModel, table=True):
    """One review of her case. It holds her own view, or says why it does not."""

    __tablename__ = "panel_review"
    __table_args__ = (
        sa.UniqueConstraint("entry_id", "number"),
        sa.CheckConstraint("(her_view IS NULL) <> (no_view_reason IS NULL)", name="view_or_reason"),
        sa.Index("ix_panel_review_held", "entry_id", "held_on"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    entry_id: str = Field(sa_type=Id, foreign_key="panel_entry.id")
    number: int
    held_on: date
    her_view: str | None = Field(default=None, max_length=4000)
    no_view_reason: str | None = Field(default=None, max_length=2000)
    summary: str = Field(max_length=4000)
    next_review_on: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class PanelAimState(SQLModel, table=True):
    """How one of the five aims stood from a day on. A later row says the next state; none is changed."""

    __tablename__ = "panel_aim_state"
    __table_args__ = (
        sa.CheckConstraint(
            "aim IN ('stabilise', 'wellbeing', 'staff_support', 'reduce_risk', 'progress')", name="aim_known"
        ),
        sa.CheckConstraint("state IN ('improving', 'static', 'worsening', 'met')", name="state_known"),
        sa.Index("uq_panel_aim_state_current", "entry_id", "aim", unique=True, **of_rows(CURRENT)),
        sa.Index("ix_panel_aim_state_standing", "entry_id", "aim", "state", "stood_on", **of_rows(CURRENT)),
        sa.Index("ix_panel_aim_state_entry", "entry_id", "id"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    entry_id: str = Field(sa_type=Id, foreign_key="panel_entry.id")
    review_id: str | None = Field(default=None, sa_type=Id, foreign_key="panel_review.id")
    aim: str = Field(max_length=20)
    state: str = Field(max_length=10)
    stood_on: date
    note: str | None = Field(default=None, max_length=1000)
    is_current: bool
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class PanelAlert(SQLModel, table=True):
    """That a handover or a release came inside the window, once for each day it is due on."""

    __tablename__ = "panel_alert"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('handover', 'release')", name="kind_known"),
        sa.UniqueConstraint("entry_id", "kind", "due_on"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    entry_id: str = Field(sa_type=Id, foreign_key="panel_entry.id")
    kind: str = Field(max_length=10)
    due_on: date
    raised_on: date
    raised_at: datetime = Field(sa_type=Instant)


class StaffSupportOffer(SQLModel, table=True):
    """Support for a group of staff, asked for under an entry or by a referral alone: offered, taken up or not."""

    __tablename__ = "staff_support_offer"
    __table_args__ = (
        sa.CheckConstraint("(entry_id IS NULL) <> (referral_id IS NULL)", name="of_one"),
        sa.Index("ix_staff_support_offer_entry", "entry_id", "id"),
        sa.Index("uq_staff_support_offer_referral", "referral_id", unique=True),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    entry_id: str | None = Field(default=None, sa_type=Id, foreign_key="panel_entry.id")
    referral_id: str | None = Field(default=None, sa_type=Id, foreign_key="referral.id")
    version: int = 1
    staff_group: str = Field(max_length=120)
    requested_by: str = Field(max_length=120)
    requested_on: date
    asked_for: str = Field(max_length=2000)
    offered: str | None = Field(default=None, max_length=2000)
    offered_on: date | None = None
    taken_up: bool | None = None
    answered_on: date | None = None
    outcome: str | None = Field(default=None, max_length=2000)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class StakeholderContact(SQLModel, table=True):
    """A contact with the Parole Board, the health service or another body about her; perhaps of one parole review."""

    __tablename__ = "stakeholder_contact"
    __table_args__ = (
        sa.CheckConstraint(
            "organisation_kind IN ('parole_board', 'health', 'local_authority', 'police', 'voluntary', 'other')",
            name="kind_known",
        ),
        sa.Index("ix_stakeholder_contact_entry", "entry_id", "happened_on", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    entry_id: str = Field(sa_type=Id, foreign_key="panel_entry.id")
    organisation_kind: str = Field(max_length=20)
    organisation: str = Field(max_length=120)
    person: str | None = Field(default=None, max_length=120)
    happened_on: date
    text: str = Field(max_length=2000)
    parole_review_id: str | None = Field(default=None, sa_type=Id, foreign_key="parole_review.id")
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
