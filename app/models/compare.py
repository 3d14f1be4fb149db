"""Comparisons of two policies over a caseload: runs that are kept, whom they concern, and who moves in each."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json


class PolicyComparison(SQLModel, table=True):
    """One run with its inputs. Once it is over nothing of it changes. `position` is the last case weighed."""

    __tablename__ = "policy_comparison"
    __table_args__ = (
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state_known"),
        sa.UniqueConstraint("reference"),
        sa.Index(None, "state", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    reference: str = Field(max_length=20)
    title: str = Field(max_length=200)
    state: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=120)
    caller: dict[str, Any] = Field(default_factory=dict, sa_type=Json)

    on_day: date
    caseload: int
    filters: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    left_side: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    right_side: dict[str, Any] = Field(default_factory=dict, sa_type=Json)

    cases_total: int = 0
    cases_done: int = 0
    moved: int = 0
    moved_side: int = 0
    position: str | None = Field(default=None, sa_type=Id)
    totals: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str | None = Field(default=None, max_length=120)
    heartbeat_at: datetime | None = Field(default=None, sa_type=Instant)
    failure: str | None = Field(default=None, max_length=400)


class ComparisonPlace(SQLModel, table=True):
    """A place that whoever reads the run must be allowed to see; `everywhere` stands for all of them."""

    __tablename__ = "policy_comparison_place"
    __table_args__ = (sa.CheckConstraint("kind IN ('everywhere', 'prison', 'region')", name="kind_known"),)

    run_id: str = Field(sa_type=Id, primary_key=True, foreign_key="policy_comparison.id")
    kind: str = Field(max_length=10, primary_key=True)
    code: str = Field(max_length=40, primary_key=True)


class ComparisonMove(SQLModel, table=True):
    """A case whose owner differs between the two policies, from `differs_on` on; `side_differs_on` for the side alone.

    It names the case by id and nothing else of the person: what the record says of her is read when it is shown.
    """

    __tablename__ = "policy_comparison_move"
    __table_args__ = (sa.Index(None, "run_id", "differs_on", "case_id"),)

    run_id: str = Field(sa_type=Id, primary_key=True, foreign_key="policy_comparison.id")
    case_id: str = Field(sa_type=Id, primary_key=True)
    differs_on: date
    side_differs_on: date | None = None
    prison_code: str | None = Field(default=None, max_length=3)
    home_region: str | None = Field(default=None, max_length=40)
    left_responsible: str = Field(max_length=10)
    left_lead_role: str | None = Field(default=None, max_length=40)
    left_reason_code: str = Field(max_length=60)
    right_responsible: str = Field(max_length=10)
    right_lead_role: str | None = Field(default=None, max_length=40)
    right_reason_code: str = Field(max_length=60)
