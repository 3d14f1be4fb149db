"""What needs doing and who was told: tasks, notices, and the mail that carries notices."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows

_OPEN, _DONE = "closed_at IS NULL", "closed_at IS NOT NULL"


class Task(SQLModel, table=True):
    """One thing to do. `cause` is what makes it needed: no cause ever opens two.

    It falls to the person `staff_id`, or else to whoever holds `role` on the case, on this `side` of the wall
    (`service`: to whoever runs it).
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("cause"),
        sa.Index("ix_task_case", "case_id", "opened_at"),
        sa.Index("ix_task_prison", "prison_code", "due_on", "id", **of_rows(_OPEN)),
        sa.Index("ix_task_region", "region", "due_on", "id", **of_rows(_OPEN)),
        sa.Index("ix_task_staff", "staff_id", "due_on", "id", **of_rows(_OPEN)),
        sa.Index("ix_task_kind", "kind", "due_on", "id", **of_rows(_OPEN)),
        sa.Index("ix_task_due", "due_on", "id", **of_rows(_OPEN)),
        *(sa.Index(f"ix_task_done_{name}", *columns, "closed_on", "id", **of_rows(_DONE))
          for name, columns in (("prison", ["prison_code"]), ("region", ["region"]), ("day", []))),
        sa.CheckConstraint("side IN ('prison', 'community', 'service')", name="side_known"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    cause: str = Field(max_length=200)
    kind: str = Field(max_length=50)
    case_id: str | None = Field(default=None, sa_type=Id, foreign_key="case_record.id")
    side: str = Field(max_length=10)
    prison_code: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    region: str | None = Field(default=None, max_length=40, foreign_key="probation_region.code")
    role: str | None = Field(default=None, max_length=40)
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    opened_at: datetime = Field(sa_type=Instant)
    opened_on: date
    due_on: date
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_on: date | None = None
    closed_by: str | None = Field(default=None, max_length=120)
    closed_because: str | None = Field(default=None, max_length=20)
    note: str | None = Field(default=None, max_length=2000)
    version: int = 1


class Notice(SQLModel, table=True):
    """Something a person or a team was told. No cause tells the same recipient twice."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("cause", "recipient"),
        sa.Index("ix_notice_staff", "staff_id", "id"),
        sa.Index("ix_notice_unread", "staff_id", "id", **of_rows("read_at IS NULL")),
        sa.Index("ix_notice_case", "case_id", "id"),
        sa.Index("ix_notice_to_mail", "recipient", "id", **of_rows("by_mail AND mail_id IS NULL")),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    cause: str = Field(max_length=200)
    recipient: str = Field(max_length=254)
    kind: str = Field(max_length=50)
    case_id: str | None = Field(default=None, sa_type=Id, foreign_key="case_record.id")
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    address: str | None = Field(default=None, max_length=254)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    made_at: datetime = Field(sa_type=Instant)
    in_service: bool = True
    by_mail: bool = False
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    mail_id: str | None = Field(default=None, sa_type=Id, foreign_key="mail.id")


class NoticePreference(SQLModel, table=True):
    """How a person wants one kind of notice, where it differs from the usual way."""

    __tablename__ = "notice_preference"

    staff_id: str = Field(sa_type=Id, primary_key=True, foreign_key="staff.id")
    kind: str = Field(max_length=50, primary_key=True)
    in_service: bool = True
    by_mail: bool = True


class Mail(SQLModel, table=True):
    """One message to one address, kept until it was handed over and for the record after."""

    __tablename__ = "mail"
    __table_args__ = (
        sa.Index("ix_mail_waiting", "next_try_at", "id",
                 **of_rows("sent_at IS NULL AND given_up_at IS NULL")),
        sa.Index("ix_mail_made", "made_at"),
        sa.Index("ix_mail_address", "address", "made_at"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    address: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    text: str = Field(sa_type=sa.Text)
    made_at: datetime = Field(sa_type=Instant)
    next_try_at: datetime = Field(sa_type=Instant)
    tries: int = 0
    trouble: str | None = Field(default=None, max_length=200)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    given_up_at: datetime | None = Field(default=None, sa_type=Instant)


class DailyPass(SQLModel, table=True):
    """The pass of one London day: which worker is at it, how far it is, and when it was last through."""

    __tablename__ = "daily_pass"

    day: date = Field(primary_key=True)
    claimed_by: str | None = Field(default=None, max_length=120)
    heartbeat_at: datetime = Field(sa_type=Instant)
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    carried_out: int = 0
    troubles: int = 0
