"""The pass of each day: claimed by one worker, kept alive, and finished."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.models.work import DailyPass

PASSES: sa.Table = DailyPass.__table__  # type: ignore[attr-defined]

Row = Mapping[str, Any]


def of_day(connection: Connection, day: date) -> Row | None:
    """The pass of a day."""
    row = connection.execute(sa.select(PASSES).where(PASSES.c.day == day)).mappings().first()
    return dict(row) if row else None


def latest_finished(connection: Connection) -> Row | None:
    """The pass that was last through."""
    finished = PASSES.c.finished_at.is_not(None)
    statement = sa.select(PASSES).where(finished).order_by(PASSES.c.day.desc()).limit(1)
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def claim(connection: Connection, day: date, seen: Row | None, worker: str, moment: datetime) -> bool:
    """Take the pass of a day as it was seen; False where somebody was faster."""
    taken = {"claimed_by": worker, "heartbeat_at": moment, "started_at": moment}
    if seen is None:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        fresh = dialect.insert(PASSES).values(day=day, **taken, carried_out=0, troubles=0)
        fresh = fresh.on_conflict_do_nothing(index_elements=["day"]).returning(PASSES.c.day)
        return connection.execute(fresh).first() is not None
    statement = (
        sa.update(PASSES)
        .where(PASSES.c.day == day, PASSES.c.heartbeat_at == seen["heartbeat_at"])
        .where(PASSES.c.claimed_by.is_not_distinct_from(seen["claimed_by"]))
        .values(**taken, troubles=0)
    )
    return connection.execute(statement).rowcount == 1


def keep_alive(connection: Connection, day: date, worker: str, moment: datetime, **counted: int) -> bool:
    """Say that this worker is still at it, and count; False where another has taken it over."""
    counts = {name: PASSES.c[name] + number for name, number in counted.items()}
    statement = sa.update(PASSES).where(PASSES.c.day == day, PASSES.c.claimed_by == worker)
    return connection.execute(statement.values(heartbeat_at=moment, **counts)).rowcount == 1


def finish(connection: Connection, day: date, worker: str, moment: datetime) -> None:
    """The pass is through."""
    statement = sa.update(PASSES).where(PASSES.c.day == day, PASSES.c.claimed_by == worker)
    connection.execute(statement.values(finished_at=moment, heartbeat_at=moment, claimed_by=None))


def release(connection: Connection, day: date, worker: str) -> None:
    """Give the pass to whoever comes next."""
    statement = sa.update(PASSES).where(PASSES.c.day == day, PASSES.c.claimed_by == worker)
    connection.execute(statement.values(claimed_by=None))
