"""The seals over the audit: each covers a batch of entries and the seal before it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Instant


class AuditSeal(SQLModel, table=True):
    """One seal. `body` holds 48 bytes an entry, in the order of their ids: the id, and the digest of the entry."""

    __tablename__ = "audit_seal"

    number: int = Field(
        sa_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
    )
    previous: str = Field(max_length=64)
    digest: str = Field(max_length=64)
    total: int = Field(sa_type=sa.BigInteger)
    sealed_at: datetime = Field(sa_type=Instant, index=True)
    reaches: datetime = Field(sa_type=Instant)
    body: bytes = Field(sa_type=sa.LargeBinary)
