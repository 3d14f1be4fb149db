"""The built-in issuer's keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, RowMapping

from app.models.identity import SigningKey

KEYS = SigningKey.__table__  # type: ignore[attr-defined]


def keys_in_use(connection: Connection, retired_after: datetime) -> Sequence[RowMapping]:
    """Keys that sign, or whose last tokens may still be alive; newest first."""
    in_use = sa.or_(KEYS.c.retired_at.is_(None), KEYS.c.retired_at > retired_after)
    return (
        connection.execute(sa.select(KEYS).where(in_use).order_by(KEYS.c.generation.desc())).mappings().all()
    )


def newest_generation(connection: Connection) -> int:
    """The number of the newest key ever made; 0 when there is none."""
    return connection.scalar(sa.select(sa.func.coalesce(sa.func.max(KEYS.c.generation), 0))) or 0


def add_key(connection: Connection, values: dict[str, Any]) -> None:
    """Keep a new key, unless another worker has kept one of this generation already."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(KEYS).values(**values).on_conflict_do_nothing())


def has_key(connection: Connection, kid: str) -> bool:
    """Whether the key with this id is kept."""
    return connection.scalar(sa.select(KEYS.c.kid).where(KEYS.c.kid == kid)) is not None


def retire_keys(connection: Connection, before_generation: int, moment: datetime) -> None:
    """Older keys sign no more from this moment on."""
    older = KEYS.c.generation < before_generation, KEYS.c.retired_at.is_(None)
    connection.execute(sa.update(KEYS).where(*older).values(retired_at=moment))
