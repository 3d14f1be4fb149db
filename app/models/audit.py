"""The audit trail and the domain events: rows that are written once and never changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json


class AuditEntry(SQLModel, table=True):
    """Who did or read what, when and why. `details` holds old and new values of a change."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index(None, "case_id", "id"), sa.Index(None, "who", "id"))

    id: str = Field(sa_type=Id, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    who: str = Field(max_length=120)
    who_kind: str = Field(max_length=10)
    what: str = Field(max_length=60)
    case_id: str | None = Field(default=None, sa_type=Id)
    subject_type: str | None = Field(default=None, max_length=40)
    subject_id: str | None = Field(default=None, max_length=80)
    request_id: str | None = Field(default=None, max_length=80)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class DomainEvent(SQLModel, table=True):
    """Something that happened, for other systems. `transaction_id` lets a reader wait for late commits."""

    __tablename__ = "domain_event"

    position: int | None = Field(
        default=None, sa_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True
    )
    id: str = Field(sa_type=Id, unique=True)
    transaction_id: int = Field(sa_type=sa.BigInteger, default=0)
    type: str = Field(max_length=80)
    occurred_at: datetime = Field(sa_type=Instant)
    case_id: str | None = Field(default=None, sa_type=Id, index=True)
    prison_number: str | None = Field(default=None, max_length=7)
    crn: str | None = Field(default=None, max_length=7)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class IdempotencyKey(SQLModel, table=True):
    """The first answer to a POST that carried a key, kept 24 hours for whoever repeats it."""

    __tablename__ = "idempotency_key"

    caller: str = Field(max_length=120, primary_key=True)
    path: str = Field(max_length=300, primary_key=True)
    key: str = Field(max_length=255, primary_key=True)
    body_digest: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Instant, index=True)
    status: int | None = None
    headers: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    body: str | None = Field(default=None, sa_type=sa.Text)
