"""What a meeting said and advised: discussion, lines of responsibility, advice, provisional decisions, minutes."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json

KINDS = "kind IN ('wellbeing', 'progression', 'staff_support', 'movement')"


class ItemDiscussion(SQLModel, table=True):
    """What was said about an agenda item, as it stands; the first writing makes version 2, none yet is version 1."""

    __tablename__ = "item_discussion"

    item_id: str = Field(sa_type=Id, primary_key=True, foreign_key="agenda_item.id")
    text: str = Field(sa_type=sa.Text)
    version: int
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: str = Field(max_length=120)


class ResponsibilityLine(SQLModel, table=True):
    """What one person's part is from here on; an emptied line stays, and counts as none."""

    __tablename__ = "responsibility_line"

    item_id: str = Field(sa_type=Id, primary_key=True, foreign_key="agenda_item.id")
    part: str = Field(primary_key=True, max_length=40)
    text: str = Field(sa_type=sa.Text)
    version: int
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: str = Field(max_length=120)


class Recommendation(SQLModel, table=True):
    """Advice of the board on one case, of exactly one kind."""

    __tablename__ = "recommendation"
    __table_args__ = (
        sa.Index("ix_recommendation_item", "item_id", "id"),
        sa.Index("ix_recommendation_case", "case_id", "id"),
        sa.CheckConstraint(KINDS, name="kind_known"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    item_id: str = Field(sa_type=Id, foreign_key="agenda_item.id")
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    kind: str = Field(max_length=20)
    text: str = Field(max_length=2000)
    evidence: str | None = Field(default=None, max_length=2000)
    version: int = 1
    made_on: date
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=120)
    superseded_by: str | None = Field(default=None, sa_type=Id, foreign_key="recommendation.id")
    superseded_at: datetime | None = Field(default=None, sa_type=Instant)


class RecommendationOwner(SQLModel, table=True):
    """Who is to carry a recommendation; each has at least one."""

    __tablename__ = "recommendation_owner"

    recommendation_id: str = Field(sa_type=Id, primary_key=True, foreign_key="recommendation.id")
    position: int = Field(primary_key=True)
    part: str = Field(max_length=40)
    name: str | None = Field(default=None, max_length=120)


class ProvisionalDecision(SQLModel, table=True):
    """A decision that an attendee with delegated authority made in the meeting; its state is worked out."""

    __tablename__ = "provisional_decision"
    __table_args__ = (
        sa.Index("ix_provisional_decision_item", "item_id", "id"),
        sa.Index("ix_provisional_decision_case", "case_id", "id"),
        sa.Index("ix_provisional_decision_placement", "placement_decision_id"),
        sa.CheckConstraint(KINDS, name="kind_known"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    item_id: str = Field(sa_type=Id, foreign_key="agenda_item.id")
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    recommendation_id: str | None = Field(default=None, sa_type=Id, foreign_key="recommendation.id")
    kind: str = Field(max_length=20)
    text: str = Field(max_length=2000)
    person_id: str = Field(sa_type=Id, foreign_key="meeting_person.id")
    version: int = 1
    made_on: date
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=120)
    confirmed_on: date | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    confirmed_by: str | None = Field(default=None, max_length=120)
    placement_decision_id: str | None = Field(default=None, sa_type=Id, foreign_key="placement_decision.id")
    superseded_by: str | None = Field(default=None, sa_type=Id, foreign_key="provisional_decision.id")
    superseded_at: datetime | None = Field(default=None, sa_type=Instant)
    superseded_because: str | None = Field(default=None, max_length=2000)


class Minutes(SQLModel, table=True):
    """One published version of a meeting's minutes, kept as it was published."""

    __tablename__ = "minutes"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "number"),)

    id: str = Field(sa_type=Id, primary_key=True)
    meeting_id: str = Field(sa_type=Id, foreign_key="meeting.id")
    number: int
    content: dict[str, Any] = Field(sa_type=Json)
    digest: str = Field(max_length=64)
    reason: str | None = Field(default=None, max_length=2000)
    published_on: date
    published_at: datetime = Field(sa_type=Instant)
    published_by: str = Field(max_length=120)


class MinutesLine(SQLModel, table=True):
    """A responsibility line as published minutes copied it to the individual case record."""

    __tablename__ = "minutes_line"
    __table_args__ = (sa.Index("ix_minutes_line_case", "case_id", "copied_on"),)

    minutes_id: str = Field(sa_type=Id, primary_key=True, foreign_key="minutes.id")
    item_id: str = Field(sa_type=Id, primary_key=True, foreign_key="agenda_item.id")
    part: str = Field(primary_key=True, max_length=40)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    text: str = Field(sa_type=sa.Text)
    copied_on: date
