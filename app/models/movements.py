"""Moves that are proposed, what each prison offers, and the Prison Group Director's decisions with who may stand in."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows

FACTORS = "('her_interests', 'operational_need', 'closeness_to_home', 'interventions')"
LIVE = "superseded_at IS NULL"
"""The decision that counts of a recommendation or a proposal: at most one."""


class Intervention(SQLModel, table=True):
    """A programme or service that a woman may need where she is held; administrators add to the list."""

    __tablename__ = "intervention"

    code: str = Field(max_length=60, primary_key=True)
    name: str = Field(max_length=120)
    added_at: datetime = Field(sa_type=Instant)
    added_by: str = Field(max_length=120)


class PrisonOffer(SQLModel, table=True):
    """What a women's prison offers. An unknown is empty, never a no."""

    __tablename__ = "prison_offer"

    prison_code: str = Field(max_length=3, primary_key=True, foreign_key="prison.code")
    version: int = 1
    holds_restricted_status: bool | None = None
    mother_and_baby_unit: bool | None = None
    interventions: list[str] | None = Field(default=None, sa_type=Json)
    source: str = Field(max_length=200)
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: str = Field(max_length=120)


class MovementProposal(SQLModel, table=True):
    """A proposed move. Where it stands is worked out from what was recorded, and from the decisions."""

    __tablename__ = "movement_proposal"
    __table_args__ = (
        sa.Index("ix_movement_proposal_case", "case_id", "id"),
        sa.Index("uq_movement_proposal_recommendation_id", "recommendation_id", unique=True),
        sa.Index("ix_movement_proposal_waiting", "submitted_on", "id",
                 **of_rows("submitted_on IS NOT NULL AND decided_on IS NULL AND withdrawn_on IS NULL")),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    entry_id: str = Field(sa_type=Id, foreign_key="panel_entry.id")
    from_prison: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    prison_code: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    her_interests: str | None = Field(default=None, max_length=2000)
    operational_need: str | None = Field(default=None, max_length=2000)
    closeness_to_home: str | None = Field(default=None, max_length=2000)
    interventions: str | None = Field(default=None, max_length=2000)
    caring_duties: str | None = Field(default=None, max_length=2000)
    her_views: str | None = Field(default=None, max_length=2000)
    interventions_needed: list[str] = Field(default_factory=list, sa_type=Json)
    needs_mother_and_baby_unit: bool = False
    home_area: str | None = Field(default=None, max_length=100)
    home_region: str | None = Field(default=None, max_length=40, foreign_key="probation_region.code")
    home_unknown_reason: str | None = Field(default=None, max_length=2000)
    drafted_at: datetime = Field(sa_type=Instant)
    drafted_by: str = Field(max_length=120)
    submitted_on: date | None = None
    submitted_at: datetime | None = Field(default=None, sa_type=Instant)
    submitted_by: str | None = Field(default=None, max_length=120)
    withdrawn_on: date | None = None
    withdrawn_by: str | None = Field(default=None, max_length=120)
    withdrawn_because: str | None = Field(default=None, max_length=2000)
    recommendation_id: str | None = Field(default=None, sa_type=Id, foreign_key="recommendation.id")
    advised_prison: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    advised_by: str | None = Field(default=None, max_length=120)
    decided_on: date | None = None


class PlacementDecision(SQLModel, table=True):
    """What is decided on advice or a proposal; final only by the Prison Group Director or a named delegate."""

    __tablename__ = "placement_decision"
    __table_args__ = (
        sa.CheckConstraint("(recommendation_id IS NOT NULL) OR (proposal_id IS NOT NULL)", name="decides_something"),
        sa.CheckConstraint(f"weighed_most IS NULL OR weighed_most IN {FACTORS}", name="factor_known"),
        sa.CheckConstraint("follows_advice OR departure_reason IS NOT NULL", name="departure_has_reason"),
        sa.CheckConstraint("(final_at IS NULL) = (final_by IS NULL)", name="final_has_decider"),
        sa.Index("uq_placement_decision_recommendation", "recommendation_id", unique=True, **of_rows(LIVE)),
        sa.Index("uq_placement_decision_proposal", "proposal_id", unique=True, **of_rows(LIVE)),
        sa.Index("ix_placement_decision_case", "case_id", "id"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    recommendation_id: str | None = Field(default=None, sa_type=Id, foreign_key="recommendation.id")
    proposal_id: str | None = Field(default=None, sa_type=Id, foreign_key="movement_proposal.id")
    follows_advice: bool
    advised_prison: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    prison_code: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    from_prison: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    weighed_most: str | None = Field(default=None, max_length=20)
    departure_reason: str | None = Field(default=None, max_length=2000)
    text: str | None = Field(default=None, max_length=2000)
    prepared_at: datetime = Field(sa_type=Instant)
    prepared_by: str = Field(max_length=120)
    final_on: date | None = None
    final_at: datetime | None = Field(default=None, sa_type=Instant)
    final_by: str | None = Field(default=None, max_length=120)
    delegation_id: str | None = Field(default=None, sa_type=Id, foreign_key="decision_delegation.id")
    superseded_at: datetime | None = Field(default=None, sa_type=Instant)


class DecisionDelegation(SQLModel, table=True):
    """Somebody named by the Prison Group Director to decide in their place; the last day is included."""

    __tablename__ = "decision_delegation"
    __table_args__ = (sa.Index("ix_decision_delegation_delegate", "delegate", "first_day"),)

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    staff_id: str = Field(sa_type=Id, foreign_key="staff.id")
    delegate: str = Field(max_length=120)
    first_day: date
    last_day: date
    reason: str = Field(max_length=2000)
    named_at: datetime = Field(sa_type=Instant)
    named_by: str = Field(max_length=120)
    ended_on: date | None = None
    ended_by: str | None = Field(default=None, max_length=120)
