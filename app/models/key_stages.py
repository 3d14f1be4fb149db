"""Key stages to which the community is invited, progress told to it, and contacts between those who work a case."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, of_rows

UNANSWERED = "response IS NULL AND response_due IS NOT NULL AND held_on IS NULL AND cancelled_on IS NULL"
STANDS = "retracted_at IS NULL"
UNINVITED = "invited_at IS NULL AND held_on IS NULL AND cancelled_on IS NULL"


class KeyStage(SQLModel, table=True):
    """One key stage, with the invitation of the community manager and the answer to it."""

    __tablename__ = "key_stage"
    __table_args__ = (
        sa.CheckConstraint(
            "response IN ('will_attend', 'will_contribute', 'cannot')", name="response_known"
        ),
        sa.Index("ix_key_stage_case", "case_id", "planned_on", "id"),
        sa.Index("ix_key_stage_planned", "planned_on", "id"),
        sa.Index("ix_key_stage_unanswered", "response_due", "id", **of_rows(UNANSWERED)),
        sa.Index("ix_key_stage_awaiting", "planned_on", "id", **of_rows(UNANSWERED)),
        sa.Index("ix_key_stage_uninvited", "id", **of_rows(UNINVITED)),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    version: int = 1
    kind: str = Field(max_length=40)
    planned_on: date
    held_on: date | None = None
    cancelled_on: date | None = None
    note: str | None = Field(default=None, max_length=1000)
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=120)

    invited_named: str | None = Field(default=None, max_length=120)
    invited_staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    invited_at: datetime | None = Field(default=None, sa_type=Instant)
    invitations: int = 0
    response_due: date | None = None
    chased_on: date | None = None

    response: str | None = Field(default=None, max_length=20)
    responded_at: datetime | None = Field(default=None, sa_type=Instant)
    responded_by: str | None = Field(default=None, max_length=120)
    contribution: str | None = Field(default=None, max_length=4000)
    contributed_at: datetime | None = Field(default=None, sa_type=Instant)
    contributed_by: str | None = Field(default=None, max_length=120)


class ProgressNotice(SQLModel, table=True):
    """What the community manager was told of progress, and by whom."""

    __tablename__ = "progress_notice"
    __table_args__ = (sa.Index("ix_progress_notice_case", "case_id", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    text: str = Field(max_length=2000)
    told_at: datetime = Field(sa_type=Instant)
    told_by: str = Field(max_length=120)
    told_to: str = Field(max_length=120)
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")


class Contact(SQLModel, table=True):
    """A contact between two people of a case. `between_sides`: the community manager with the prison's lead.

    One that was recorded in error stays, marked, and counts nowhere.
    """

    __tablename__ = "contact"
    __table_args__ = (
        sa.CheckConstraint("channel IN ('visit', 'video', 'phone', 'letter')", name="channel_known"),
        sa.CheckConstraint("first_party < second_party", name="parties_in_order"),
        sa.Index("ix_contact_case", "case_id", "happened_on", "id"),
        sa.Index("ix_contact_counted", "happened_on", "channel", "with_her", **of_rows(STANDS)),
        sa.Index("ix_contact_between_sides", "case_id", "happened_on",
                 **of_rows(f"between_sides AND {STANDS}")),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    happened_on: date
    channel: str = Field(max_length=10)
    first_party: str = Field(max_length=40)
    second_party: str = Field(max_length=40)
    with_her: bool = False
    between_sides: bool = False
    text: str | None = Field(default=None, max_length=1000)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    retracted_at: datetime | None = Field(default=None, sa_type=Instant)
    retracted_by: str | None = Field(default=None, max_length=120)
    retraction_reason: str | None = Field(default=None, max_length=2000)
