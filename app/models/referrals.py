"""Referrals to the panel and to services for women: what was asked, each step and each amendment kept for good."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json

KINDS = "kind IN ('panel', 'welsh_resettlement', 'pre_sentence_support')"
SOURCES = "source IN ('prison', 'remand', 'police_custody', 'community')"
STAGES = "stage IN ('pre_release', 'post_release')"
STATUSES = "status IN ('draft', 'submitted', 'in_triage', 'accepted', 'declined', 'withdrawn', 'closed')"
STEPS = "kind IN ('submitted', 'triaged', 'accepted', 'declined', 'withdrawn', 'closed')"
WOPD = "wopd_status IN ('not_screened', 'screened_in', 'screened_out', 'declined')"


class GuidingPrinciple(SQLModel, table=True):
    """One principle that a referral is held to: data that the secretariat keeps (000 L35)."""

    __tablename__ = "guiding_principle"

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    position: int
    text: str = Field(max_length=500)
    source: str | None = Field(default=None, max_length=200)
    from_on: date
    to_on: date | None = None


class Referral(SQLModel, table=True):
    """A referral. `status` and the days beside it are worked out from its steps, in the transaction that adds one.

    `content` holds the answers in words; `principles` those in force when it was submitted, with their wording.
    """

    __tablename__ = "referral"
    __table_args__ = (
        sa.CheckConstraint(KINDS, name="kind_known"),
        sa.CheckConstraint(SOURCES, name="source_known"),
        sa.CheckConstraint(STAGES, name="stage_known"),
        sa.CheckConstraint(STATUSES, name="status_known"),
        sa.CheckConstraint(WOPD, name="wopd_known"),
        sa.Index(None, "case_id", "id"),
        sa.Index(None, "status", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    version: int = 1
    kind: str = Field(max_length=20)
    source: str = Field(max_length=20)
    stage: str | None = Field(default=None, max_length=20)
    status: str = Field(max_length=20)
    complex_needs: bool = False
    restricted_status: bool = False
    staff_support_only: bool = False
    ycs_transition: bool = False
    welsh_case: bool = False
    wopd_status: str | None = Field(default=None, max_length=20)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    principles: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    terms: str | None = Field(default=None, max_length=200)
    submitted_on: date | None = None
    triage_due_on: date | None = None
    accepted_on: date | None = None
    ended_on: date | None = None
    created_at: datetime = Field(sa_type=Instant)
    created_on: date
    created_by: str = Field(max_length=120)


class ReferralApproach(SQLModel, table=True):
    """An approach that was tried, when, and what came of it (000 L31); a draft may say only part of it yet."""

    __tablename__ = "referral_approach"

    referral_id: str = Field(sa_type=Id, primary_key=True, foreign_key="referral.id")
    position: int = Field(primary_key=True)
    what: str | None = Field(default=None, max_length=500)
    started_on: date | None = None
    ended_on: date | None = None
    result: str | None = Field(default=None, max_length=2000)


class ReferralStep(SQLModel, table=True):
    """A step of a referral, once and for good: no referral takes a step twice."""

    __tablename__ = "referral_step"
    __table_args__ = (
        sa.CheckConstraint(STEPS, name="kind_known"),
        sa.UniqueConstraint("referral_id", "kind"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    referral_id: str = Field(sa_type=Id, foreign_key="referral.id")
    kind: str = Field(max_length=20)
    text: str | None = Field(default=None, max_length=2000)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_on: date
    recorded_by: str = Field(max_length=120)


class ReferralAmendment(SQLModel, table=True):
    """An answer that was changed after submission: what stood there, what stands there now, and why."""

    __tablename__ = "referral_amendment"
    __table_args__ = (sa.Index(None, "referral_id", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    referral_id: str = Field(sa_type=Id, foreign_key="referral.id")
    field: str = Field(max_length=40)
    old: Any = Field(default=None, sa_type=Json, nullable=True)
    new: Any = Field(default=None, sa_type=Json, nullable=True)
    reason: str = Field(max_length=2000)
    amended_at: datetime = Field(sa_type=Instant)
    amended_by: str = Field(max_length=120)


class HolisticAssessment(SQLModel, table=True):
    """The assessment at first contact with the justice system, whether or not she may be diverted (001 L10)."""

    __tablename__ = "holistic_assessment"
    __table_args__ = (
        sa.CheckConstraint("place IN ('police_custody', 'court', 'community', 'prison')", name="place_known"),
        sa.Index(None, "case_id", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    version: int = 1
    assessed_on: date
    place: str = Field(max_length=20)
    place_name: str | None = Field(default=None, max_length=200)
    assessor: str = Field(max_length=120)
    diversion_eligible: bool
    needs: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    summary: str | None = Field(default=None, max_length=2000)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class AbuseDisclosure(SQLModel, table=True):
    """What she said of domestic abuse, apart from the assessment: few may read it."""

    __tablename__ = "abuse_disclosure"
    __table_args__ = (
        sa.CheckConstraint(
            "referral_offer IN ('not_yet', 'accepted', 'declined', 'not_safe_yet')", name="offer_known"
        ),
        sa.UniqueConstraint("assessment_id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    assessment_id: str = Field(sa_type=Id, foreign_key="holistic_assessment.id")
    version: int = 1
    disclosed: bool
    details: str | None = Field(default=None, max_length=2000)
    referral_offer: str = Field(max_length=20)
    service: str | None = Field(default=None, max_length=200)
    offered_on: date | None = None
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class CustodySpoc(SQLModel, table=True):
    """The single point of contact for Welsh women at a prison, from a day to a day (001 L22)."""

    __tablename__ = "custody_spoc"
    __table_args__ = (sa.Index(None, "prison_code", "starts_on"),)

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    prison_code: str = Field(max_length=3, foreign_key="prison.code")
    name: str = Field(max_length=120)
    email: str | None = Field(default=None, max_length=254)
    telephone: str | None = Field(default=None, max_length=40)
    starts_on: date
    ends_on: date | None = None
