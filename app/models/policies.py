"""Which policy is in force where and from when, the papers and settings behind it, and the runs that follow."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows

PLACES = "place_kind IN ('everywhere', 'estate', 'region')"


class PolicyPaper(SQLModel, table=True):
    """A decision paper. Where it stands is worked out from its steps."""

    __tablename__ = "policy_paper"
    __table_args__ = (
        sa.UniqueConstraint("reference"),
        sa.CheckConstraint(PLACES, name="place_known"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    reference: str = Field(max_length=40)
    title: str = Field(max_length=200)
    place_kind: str = Field(max_length=10)
    place_code: str | None = Field(default=None, max_length=40)
    board: str = Field(max_length=120)
    board_on: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class PolicyPaperPart(SQLModel, table=True):
    """A numbered part of a paper: what it would put in force, and the settings that hold where it is not agreed."""

    __tablename__ = "policy_paper_part"

    paper_id: str = Field(sa_type=Id, primary_key=True, foreign_key="policy_paper.id")
    number: int = Field(primary_key=True)
    text: str = Field(max_length=500)
    policy_id: str | None = Field(default=None, max_length=40)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    otherwise: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class PolicyPaperStep(SQLModel, table=True):
    """What was recorded of a paper, once and for good. One step at most ends it."""

    __tablename__ = "policy_paper_step"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('part_decided', 'final_approval', 'refused', 'withdrawn')", name="kind_known"
        ),
        sa.Index(None, "paper_id", "id"),
        sa.Index("uq_policy_paper_step_end", "paper_id", unique=True, **of_rows("kind <> 'part_decided'")),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    paper_id: str = Field(sa_type=Id, foreign_key="policy_paper.id")
    kind: str = Field(max_length=20)
    part: int | None = None
    outcome: str | None = Field(default=None, max_length=20)
    text: str | None = Field(default=None, max_length=2000)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    board: str | None = Field(default=None, max_length=120)
    board_on: date | None = None
    reference: str | None = Field(default=None, max_length=40)
    in_force_from: date | None = None
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_on: date
    recorded_by: str = Field(max_length=120)


class PolicyDecision(SQLModel, table=True):
    """A decision that a policy, with these settings, governs a place from a date; recorded at `recorded_at`."""

    __tablename__ = "policy_decision"
    __table_args__ = (sa.CheckConstraint(PLACES, name="place_known"),)

    id: str = Field(sa_type=Id, primary_key=True)
    title: str = Field(max_length=200)
    policy_id: str = Field(max_length=40)
    policy_version: str = Field(max_length=20)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    in_force_from: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
    place_kind: str = Field(default="everywhere", max_length=10)
    place_code: str | None = Field(default=None, max_length=40)
    revision: int = 0
    recorded_on: date
    paper_id: str | None = Field(default=None, sa_type=Id, foreign_key="policy_paper.id")


class SettingProposal(SQLModel, table=True):
    """Settings that somebody proposes for a policy, and what a second person made of them."""

    __tablename__ = "setting_proposal"
    __table_args__ = (
        sa.CheckConstraint("outcome IN ('approved', 'refused', 'withdrawn')", name="outcome_known"),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'approved' OR decided_by <> proposed_by", name="second_person"
        ),
        sa.Index(None, "policy_id", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    policy_id: str = Field(max_length=40)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    reason: str = Field(max_length=2000)
    starts_on: date
    proposed_at: datetime = Field(sa_type=Instant)
    proposed_by: str = Field(max_length=120)
    outcome: str | None = Field(default=None, max_length=10)
    outcome_reason: str | None = Field(default=None, max_length=2000)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_on: date | None = None
    decided_by: str | None = Field(default=None, max_length=120)
    revision: int | None = None


class PolicyVersion(SQLModel, table=True):
    """A published version of a policy: its settings, where they differ from the defaults. Never changed."""

    __tablename__ = "policy_version"

    policy_id: str = Field(primary_key=True, max_length=40)
    version: str = Field(primary_key=True, max_length=20)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    published_at: datetime = Field(sa_type=Instant)


class PolicyRun(SQLModel, table=True):
    """A run that brings stored periods after a decision or a setting. Cases up to `position` are through."""

    __tablename__ = "policy_run"
    __table_args__ = (
        sa.CheckConstraint("because IN ('decision', 'setting')", name="because_known"),
        sa.Index("ix_policy_run_waiting", "revision", **of_rows("finished_at IS NULL")),
    )  # fmt: skip

    revision: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    because: str = Field(max_length=10)
    because_id: str = Field(sa_type=Id)
    place_kind: str = Field(max_length=10)
    place_code: str | None = Field(default=None, max_length=40)
    starts_on: date
    total: int = 0
    position: str = Field(sa_type=Id)
    barrier: int | None = Field(default=None, sa_type=sa.BigInteger)
    """On PostgreSQL: writers with a transaction id below it may have read what was in force before."""
    done: int = 0
    changed: int = 0
    created_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str | None = Field(default=None, max_length=120)
    heartbeat_at: datetime | None = Field(default=None, sa_type=Instant)


class HomeRegionChange(SQLModel, table=True):
    """A day on which a case's home region became another: on earlier days it was `was`."""

    __tablename__ = "home_region_change"

    case_id: str = Field(sa_type=Id, primary_key=True, foreign_key="case_record.id")
    changed_on: date = Field(primary_key=True)
    was: str | None = Field(default=None, max_length=40)
    region: str | None = Field(default=None, max_length=40)
