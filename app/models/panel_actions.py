"""Actions that the panel asked for, and everything that was said or changed of each."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows

OPEN = "state = 'open'"


class PanelAction(SQLModel, table=True):
    """An action. Its owner is a named person, or whoever holds a role of the case (`owner_role`) on the day.

    `lead` as a role is the manager who is responsible for the case, before and after a handover.
    """

    __tablename__ = "panel_action"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name="state_known"),
        sa.CheckConstraint("(owner_role IS NULL) <> (owner_name IS NULL)", name="owner_is_one"),
        sa.CheckConstraint(
            "aim IN ('stabilise', 'wellbeing', 'staff_support', 'reduce_risk', 'progress')", name="aim_known"
        ),
        sa.Index("ix_panel_action_case", "case_id", "id"),
        sa.Index("ix_panel_action_item", "item_id", "id"),
        sa.Index("ix_panel_action_open_due", "due_on", "id", **of_rows(OPEN)),
        sa.Index("ix_panel_action_open_case", "case_id", "due_on", **of_rows(OPEN)),
        sa.Index("ix_panel_action_open_owner", "owner_staff_id", "due_on", **of_rows(OPEN)),
        sa.Index("ix_panel_action_silent", "heard_on", "id", **of_rows(OPEN)),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    entry_id: str | None = Field(default=None, sa_type=Id, foreign_key="panel_entry.id")
    item_id: str | None = Field(default=None, sa_type=Id, foreign_key="agenda_item.id")
    recommendation_id: str | None = Field(default=None, sa_type=Id, foreign_key="recommendation.id")
    text: str = Field(max_length=2000)
    aim: str = Field(max_length=20)
    owner_role: str | None = Field(default=None, max_length=40)
    owner_staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    owner_name: str | None = Field(default=None, max_length=120)
    due_on: date
    state: str = Field(default="open", max_length=10)
    given_on: date
    given_at: datetime = Field(sa_type=Instant)
    given_by: str = Field(max_length=120)
    heard_on: date | None = None
    closed_on: date | None = None


class ActionUpdate(SQLModel, table=True):
    """What was said of an action, and what changed with it; kept for good."""

    __tablename__ = "action_update"
    __table_args__ = (sa.Index("ix_action_update_action", "action_id", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    action_id: str = Field(sa_type=Id, foreign_key="panel_action.id")
    text: str = Field(max_length=2000)
    changed: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    recorded_on: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
