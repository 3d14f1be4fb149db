"""The counts of tries to sign in, each in a bucket of its own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.domain.sign_in_limits import Tries
from app.models.identity import SignInAttempt

TRIES = SignInAttempt.__table__  # type: ignore[attr-defined]


def counted(connection: Connection, bucket: str) -> Tries:
    """What the bucket holds, without holding it."""
    return _read(connection, bucket, lock=False)


def held(connection: Connection, bucket: str) -> Tries:
    """What the bucket holds, held against every other try until the transaction ends."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(TRIES).values(bucket=bucket, failures=0, level=0.0).on_conflict_do_nothing())
    return _read(connection, bucket, lock=True)


def keep(connection: Connection, bucket: str, tries: Tries, forget_at: datetime | None) -> None:
    """Write a bucket that is held; after `forget_at` it counts nothing any more, None keeps it for good."""
    statement = sa.update(TRIES).where(TRIES.c.bucket == bucket)
    values = {
        "failures": tries.failures,
        "level": tries.level,
        "last_at": tries.last_at,
        "forget_at": forget_at,
    }
    connection.execute(statement.values(**values))


def empty(connection: Connection, bucket: str, moment: datetime) -> None:
    """Start a bucket anew. The row stays for `forget`, so that a try that waits for it still finds it."""
    keep(connection, bucket, Tries(), moment)


def forget(connection: Connection, moment: datetime) -> None:
    """Delete the buckets that count nothing any more."""
    connection.execute(sa.delete(TRIES).where(TRIES.c.forget_at < moment))


def _read(connection: Connection, bucket: str, *, lock: bool) -> Tries:
    statement = sa.select(TRIES.c.failures, TRIES.c.level, TRIES.c.last_at).where(TRIES.c.bucket == bucket)
    row = connection.execute(statement.with_for_update() if lock else statement).first()
    return Tries(row.failures, row.level, row.last_at) if row else Tries()
