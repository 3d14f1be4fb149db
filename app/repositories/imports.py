"""Import runs: their content, how far they are, and what became of each row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.imports import ImportChunk, ImportRow, ImportRun
from app.repositories.held_runs import claim_as_seen

RUNS: sa.Table = ImportRun.__table__  # type: ignore[attr-defined]
CHUNKS: sa.Table = ImportChunk.__table__  # type: ignore[attr-defined]
ROWS: sa.Table = ImportRow.__table__  # type: ignore[attr-defined]

Row = Mapping[str, Any]


def insert_run(connection: Connection, row: Row) -> None:
    """Write a new run."""
    connection.execute(sa.insert(RUNS), [dict(row)])


def insert_chunk(connection: Connection, run_id: str, number: int, content: bytes) -> None:
    """Keep a stretch of the content."""
    connection.execute(sa.insert(CHUNKS), [{"run_id": run_id, "number": number, "content": content}])


def chunk(connection: Connection, run_id: str, number: int) -> bytes | None:
    """A stretch of the content."""
    statement = sa.select(CHUNKS.c.content).where(CHUNKS.c.run_id == run_id, CHUNKS.c.number == number)
    content: bytes | None = connection.execute(statement).scalar_one_or_none()
    return content


def delete_content(connection: Connection, run_id: str) -> None:
    """Let the content go: the run is over."""
    connection.execute(sa.delete(CHUNKS).where(CHUNKS.c.run_id == run_id))


def delete_run(connection: Connection, run_id: str) -> None:
    """Let a run go that never began."""
    connection.execute(sa.delete(RUNS).where(RUNS.c.id == run_id, RUNS.c.state == "receiving"))


def run(connection: Connection, run_id: str) -> Row | None:
    """One run."""
    row = connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).mappings().first()
    return dict(row) if row else None


def runs(connection: Connection, created_by: str | None, before: str | None, size: int) -> list[Row]:
    """Runs, the latest first; those of one person unless None. `before` is the id of the last one shown."""
    statement = sa.select(RUNS).where(RUNS.c.state != "receiving").order_by(RUNS.c.id.desc()).limit(size)
    if created_by is not None:
        statement = statement.where(RUNS.c.created_by == created_by)
    if before is not None:
        statement = statement.where(RUNS.c.id < before)
    return [dict(row) for row in connection.execute(statement).mappings()]


def same_file(connection: Connection, sha256: str, created_by: str, since: datetime) -> list[Row]:
    """Runs of the same content by the same person since a moment, the latest first."""
    statement = (
        sa.select(RUNS)
        .where(RUNS.c.created_by == created_by, RUNS.c.sha256 == sha256, RUNS.c.created_at >= since)
        .where(RUNS.c.state.in_(("queued", "running", "done")))
        .order_by(RUNS.c.id.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def waiting(connection: Connection) -> list[Row]:
    """Runs that are not over, the oldest first: who holds each, and the last sign of life."""
    statement = (
        sa.select(RUNS.c.id, RUNS.c.state, RUNS.c.claimed_by, RUNS.c.heartbeat_at, RUNS.c.created_at)
        .where(RUNS.c.state.in_(("receiving", "queued", "running")))
        .order_by(RUNS.c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def claim(connection: Connection, seen: Row, worker: str, moment: datetime) -> bool:
    """Take a run as it was seen. False where somebody was faster."""
    still = sa.and_(RUNS.c.id == seen["id"], RUNS.c.state == seen["state"])
    return claim_as_seen(connection, RUNS, still, seen, worker, moment, state="running")


def update_run(
    connection: Connection, run_id: str, worker: str, position: int, values: Mapping[str, Any]
) -> bool:
    """Write columns of a run that this worker holds and that stands at `position`; False if it does not."""
    statement = (
        sa.update(RUNS)
        .where(RUNS.c.id == run_id, RUNS.c.claimed_by == worker, RUNS.c.position == position)
        .where(RUNS.c.state == "running")
        .values(**values)
    )
    return connection.execute(statement).rowcount == 1


def queue(connection: Connection, run_id: str) -> None:
    """The content is whole: any worker may take the run."""
    connection.execute(sa.update(RUNS).where(RUNS.c.id == run_id).values(state="queued"))


def release(connection: Connection, run_id: str, worker: str) -> None:
    """Give a run back to whoever comes next."""
    statement = sa.update(RUNS).where(RUNS.c.id == run_id, RUNS.c.claimed_by == worker)
    connection.execute(statement.values(claimed_by=None, heartbeat_at=None))


def fail(connection: Connection, run_id: str, failure: str, moment: datetime) -> None:
    """End a run that cannot go on."""
    statement = sa.update(RUNS).where(RUNS.c.id == run_id)
    connection.execute(statement.values(state="failed", failure=failure, finished_at=moment, claimed_by=None))


def insert_outcomes(connection: Connection, rows: Sequence[Row]) -> None:
    """Write what became of rows."""
    if rows:
        connection.execute(sa.insert(ROWS), list(rows))


def outcomes(connection: Connection, run_id: str, outcome: str | None, after: int, size: int) -> list[Row]:
    """What became of rows after row number `after`, in the order of the file."""
    statement = sa.select(ROWS).where(ROWS.c.run_id == run_id, ROWS.c.number > after)
    if outcome:
        statement = statement.where(ROWS.c.outcome == outcome)
    return [dict(row) for row in connection.execute(statement.order_by(ROWS.c.number).limit(size)).mappings()]
