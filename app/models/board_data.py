"""Board data as it is shared: the feed of what the board did, the Chair's agreements, and what left under them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, of_rows

LIVE = "decision = 'approved' AND ended_at IS NULL"
"""Agreed by the Chair and not ended; whether its days have come is asked with the day."""

WAITING = "decision IS NULL AND ended_at IS NULL"
"""Waits for the Chair."""


class BoardOrder(SQLModel, table=True):
    """One row: what is added to the database's own transaction numbers, so that they grow across a restore too."""

    __tablename__ = "board_order"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    shift: int = Field(default=0, sa_type=sa.BigInteger)


class BoardRecord(SQLModel, table=True):
    """One recommendation, decision or action as it was made or changed. Written once; read by (`turn`, `position`).

    `turn` is no lower than the number of the transaction that wrote the row, nor than the turn of the row before it
    on the same case. `prison_number`, `prison_code` and `home_region` are the case's on that day.
    """

    __tablename__ = "board_record"
    __table_args__ = (
        sa.UniqueConstraint("id"),
        sa.Index("ix_board_record_order", "turn", "position"),
        sa.Index("ix_board_record_case", "case_id", "turn", "position"),
        sa.Index("ix_board_record_subject", "subject_id", "turn", "position"),
        sa.CheckConstraint("kind IN ('recommendation', 'decision', 'action')", name="kind_known"),
    )

    position: int | None = Field(
        default=None, sa_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True
    )
    turn: int = Field(default=0, sa_type=sa.BigInteger)
    id: str = Field(sa_type=Id)
    kind: str = Field(max_length=20)
    change: str = Field(max_length=40)
    subject_id: str = Field(sa_type=Id)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    prison_number: str | None = Field(default=None, max_length=7)
    prison_code: str | None = Field(default=None, max_length=3)
    home_region: str | None = Field(default=None, max_length=40)
    recorded_at: datetime = Field(sa_type=Instant)
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class ShareRequest(SQLModel, table=True):
    """What may leave, to whom, why and until when, and what the Chair said. `recipient_key` is the folded recipient.

    A standing agreement covers every agenda, all minutes, or the board data in these `fields`; else it is one thing.
    """

    __tablename__ = "share_request"
    __table_args__ = (
        sa.Index("ix_share_request_live", "recipient_key", "what", "until_on", **of_rows(LIVE)),
        sa.Index("ix_share_request_waiting", "id", **of_rows(WAITING)),
        sa.CheckConstraint("what IN ('agenda', 'minutes', 'board_data')", name="what_known"),
        sa.CheckConstraint("recipient_kind IN ('client', 'role', 'outside')", name="recipient_kind_known"),
        sa.CheckConstraint("decision IN ('approved', 'refused')", name="decision_known"),
        sa.CheckConstraint("is_standing = (subject_id IS NULL)", name="standing_or_one_thing"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    what: str = Field(max_length=20)
    subject_id: str | None = Field(default=None, sa_type=Id)
    about: str = Field(max_length=200)
    recipient_kind: str = Field(max_length=10)
    recipient: str = Field(max_length=120)
    recipient_key: str = Field(max_length=120)
    organisation: str | None = Field(default=None, max_length=120)
    agreement_id: str | None = Field(default=None, sa_type=Id, foreign_key="sharing_agreement.id")
    """The information sharing agreement that it rests on."""
    purpose: str = Field(max_length=30)
    reason: str = Field(max_length=2000)
    is_standing: bool
    fields: list[str] | None = Field(default=None, sa_type=Json)
    from_on: date
    until_on: date
    requested_by: str = Field(max_length=120)
    requested_at: datetime = Field(sa_type=Instant)
    decision: str | None = Field(default=None, max_length=10)
    decision_reason: str | None = Field(default=None, max_length=2000)
    decided_by: str | None = Field(default=None, max_length=120)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str | None = Field(default=None, max_length=120)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    end_reason: str | None = Field(default=None, max_length=2000)


class Disclosure(SQLModel, table=True):
    """What left the service: to whom, for which purpose, and under which agreement. Written once."""

    __tablename__ = "disclosure"
    __table_args__ = (sa.Index("ix_disclosure_share", "share_request_id", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    share_request_id: str = Field(sa_type=Id, foreign_key="share_request.id")
    what: str = Field(max_length=20)
    subject_id: str | None = Field(default=None, sa_type=Id)
    recipient: str = Field(max_length=120)
    purpose: str = Field(max_length=30)
    way: str = Field(max_length=20)
    rows: int | None = None
    fields: list[str] | None = Field(default=None, sa_type=Json)
    up_to: str | None = Field(default=None, max_length=60)
    note: str | None = Field(default=None, max_length=2000)
    disclosed_by: str = Field(max_length=120)
    disclosed_at: datetime = Field(sa_type=Instant)
