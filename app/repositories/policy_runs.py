"""Runs that bring stored periods after what was decided: which wait, who is at them, and how far they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.in_force import ESTATE, REGION
from app.repositories.cases import CASES
from app.repositories.held_runs import claim_as_seen
from app.repositories.places import PRISONS
from app.repositories.policies import RUNS

Row = Mapping[str, Any]
BEGINNING = "00000000-0000-0000-0000-000000000000"
"""Before every case."""

_BEHIND = sa.select(RUNS.c.position).where(RUNS.c.finished_at.is_(None)).order_by(RUNS.c.position).limit(1)


def insert(connection: Connection, row: Row) -> None:
    """Let a run wait for a worker."""
    connection.execute(sa.insert(RUNS), [dict(row)])


def waiting(connection: Connection) -> list[Row]:
    """The runs that are not through, the earliest first."""
    statement = sa.select(RUNS).where(RUNS.c.finished_at.is_(None)).order_by(RUNS.c.revision)
    return [dict(row) for row in connection.execute(statement).mappings()]


def of(connection: Connection, because_ids: list[str]) -> dict[str, Row]:
    """The runs of these decisions or settings, by id."""
    statement = sa.select(RUNS).where(RUNS.c.because_id.in_(because_ids))
    return {row["because_id"]: dict(row) for row in connection.execute(statement).mappings()}


def furthest_behind(connection: Connection) -> str | None:
    """Up to which case every run is through; None where no run is under way."""
    position: str | None = connection.execute(_BEHIND).scalar_one_or_none()
    return position


def claim(connection: Connection, seen: Row, worker: str, moment: datetime, total: int) -> bool:
    """Take a run as it was seen; False where somebody was faster."""
    still = sa.and_(RUNS.c.revision == seen["revision"], RUNS.c.finished_at.is_(None))
    return claim_as_seen(connection, RUNS, still, seen, worker, moment, total=total)


def move(connection: Connection, revision: int, worker: str, position: str, values: Row) -> bool:
    """Write how far a run is; False where it is no longer this worker's, or stands elsewhere."""
    statement = (
        sa.update(RUNS)
        .where(RUNS.c.revision == revision, RUNS.c.claimed_by == worker, RUNS.c.position == position)
        .where(RUNS.c.finished_at.is_(None))
        .values(**values)
    )
    return connection.execute(statement).rowcount == 1


def release(connection: Connection, revision: int, worker: str) -> None:
    """Give a run to whoever comes next."""
    statement = sa.update(RUNS).where(RUNS.c.revision == revision, RUNS.c.claimed_by == worker)
    connection.execute(statement.values(claimed_by=None))


def keep_barrier(connection: Connection, revision: int, barrier: int | None) -> None:
    """Keep below which transaction id writers may still have read what was in force before."""
    connection.execute(sa.update(RUNS).where(RUNS.c.revision == revision).values(barrier=barrier))


def transactions(connection: Connection) -> tuple[int, int]:
    """On PostgreSQL: the id of the oldest transaction that writes, and the next one to be given."""
    statement = sa.text(
        "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint"
        " FROM pg_current_snapshot() AS s"
    )
    row = connection.execute(statement).one()
    return int(row[0]), int(row[1])


def begin_to_write(connection: Connection) -> None:
    """Take a transaction id now, so that a run that starts later waits for this transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_current_xact_id()")


def count(connection: Connection, place_kind: str, place_code: str | None) -> int:
    """How many cases a run goes through."""
    statement = sa.select(sa.func.count()).select_from(CASES).where(*_concerned(place_kind, place_code))
    return int(connection.execute(statement).scalar_one())


def hold_next(
    connection: Connection, after: str, size: int, place_kind: str, place_code: str | None
) -> list[Row]:
    """The next cases of a run, their rows held until the transaction ends."""
    statement = (
        sa.select(CASES)
        .where(CASES.c.id > after, *_concerned(place_kind, place_code))
        .order_by(CASES.c.id)
        .limit(size)
        .with_for_update(key_share=True, of=CASES)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _concerned(place_kind: str, place_code: str | None) -> list[sa.ColumnElement[bool]]:
    """Cases at a place now; what comes there later is projected as it comes."""
    if place_kind == REGION:
        return [CASES.c.home_region == place_code]
    if place_kind == ESTATE:
        prisons = sa.select(PRISONS.c.code).where(PRISONS.c.estate == place_code)
        return [CASES.c.prison_code.in_(prisons)]
    return []
