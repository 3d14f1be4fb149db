"""The decisions that put a policy in force."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json


class PolicyDecision(SQLModel, table=True):
    """A decision that a policy, with these settings, governs from a date; recorded at `recorded_at`."""

    __tablename__ = "policy_decision"

    id: str = Field(sa_type=Id, primary_key=True)
    title: str = Field(max_length=200)
    policy_id: str = Field(max_length=40)
    policy_version: str = Field(max_length=20)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    in_force_from: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
