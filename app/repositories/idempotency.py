"""Keeps the first answer to a POST that carried a key, in the transaction that did the work."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection

from app.models.audit import IdempotencyKey

KEYS: sa.Table = IdempotencyKey.__table__  # type: ignore[attr-defined]
KEPT = timedelta(hours=24)


def claim(
    connection: Connection, *, caller: str, path: str, key: str, digest: str, moment: datetime
) -> dict[str, Any] | None:
    """Take the key for this transaction; None where it was free, else what is kept under it.

    A twin that is still running holds the row: the wait for it ends in `StillRunning` (PostgreSQL) or in our turn.
    """
    own = (KEYS.c.caller == caller) & (KEYS.c.path == path) & (KEYS.c.key == key)
    connection.execute(sa.delete(KEYS).where(own, KEYS.c.created_at < moment - KEPT))
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    values = {"caller": caller, "path": path, "key": key, "body_digest": digest, "created_at": moment}
    # A count of rows would not tell: PostgreSQL's driver knows none once its cursor is closed.
    statement = insert(KEYS).values(**values, headers={}).on_conflict_do_nothing().returning(KEYS.c.key)
    if connection.execute(statement).first() is not None:
        return None
    row = connection.execute(sa.select(KEYS).where(own)).mappings().first()
    return dict(row) if row else None


def keep(
    connection: Connection,
    *,
    caller: str,
    path: str,
    key: str,
    status: int,
    headers: dict[str, str],
    body: str,
) -> None:
    """Store the answer beside what it answers."""
    own = (KEYS.c.caller == caller) & (KEYS.c.path == path) & (KEYS.c.key == key)
    connection.execute(sa.update(KEYS).where(own).values(status=status, headers=headers, body=body))


def forget_old(connection: Connection, moment: datetime) -> int:
    """Drop the keys that are past their day; answers how many."""
    gone: int = connection.execute(sa.delete(KEYS).where(KEYS.c.created_at < moment - KEPT)).rowcount
    return gone
