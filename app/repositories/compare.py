"""Kept comparisons of policies: their runs, the places they concern, and who moves in each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.compare.filters import Footprint
from app.models.compare import ComparisonMove, ComparisonPlace, PolicyComparison
from app.repositories.cases import CASES
from app.repositories.held_runs import claim_as_seen
from app.repositories.listing import in_scope
from app.repositories.places import PRISONS

RUNS: sa.Table = PolicyComparison.__table__  # type: ignore[attr-defined]
PLACES: sa.Table = ComparisonPlace.__table__  # type: ignore[attr-defined]
MOVES: sa.Table = ComparisonMove.__table__  # type: ignore[attr-defined]
WAITING = ("queued", "running")

Row = Mapping[str, Any]


def insert_run(connection: Connection, row: Row, places: Footprint) -> None:
    """Write a new run and the places that it concerns."""
    connection.execute(sa.insert(RUNS), [dict(row)])
    named = [{"run_id": row["id"], "kind": kind, "code": code} for kind, code in sorted(places)]
    connection.execute(sa.insert(PLACES), named)


def run(connection: Connection, run_id: str) -> Row | None:
    """One run, whoever asks: for whoever works on it."""
    row = connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).mappings().first()
    return dict(row) if row else None


def seen_run(
    connection: Connection, scope: Scope, *, run_id: str | None, reference: str | None
) -> Row | None:
    """The run of an id or a reference, where the scope takes in every place that it concerns."""
    key = RUNS.c.id == run_id if run_id else RUNS.c.reference == reference
    row = connection.execute(sa.select(RUNS).where(key, _covered_by(scope))).mappings().first()
    return dict(row) if row else None


def seen_runs(connection: Connection, scope: Scope, before: str | None, size: int) -> list[Row]:
    """The runs that the scope covers, the latest first, after the one with id `before`."""
    statement = sa.select(*(column for column in RUNS.c if column.name != "totals"))
    statement = statement.where(_covered_by(scope)).order_by(RUNS.c.id.desc()).limit(size)
    if before is not None:
        statement = statement.where(RUNS.c.id < before)
    return [dict(row) for row in connection.execute(statement).mappings()]


def waiting(connection: Connection) -> list[Row]:
    """Runs that are not over, the oldest first: who holds each, and the last sign of life."""
    columns = (RUNS.c.id, RUNS.c.state, RUNS.c.claimed_by, RUNS.c.heartbeat_at)
    statement = sa.select(*columns).where(RUNS.c.state.in_(WAITING)).order_by(RUNS.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def claim(connection: Connection, seen: Row, worker: str, moment: datetime) -> bool:
    """Take a run as it was seen. False where somebody was faster."""
    still = sa.and_(RUNS.c.id == seen["id"], RUNS.c.state == seen["state"])
    return claim_as_seen(connection, RUNS, still, seen, worker, moment, state="running")


def go_on(
    connection: Connection, run_id: str, worker: str, position: str | None, values: Mapping[str, Any]
) -> bool:
    """Write how far a run is that this worker holds and that stands at `position`; False if it does not.

    A run that is over is never written again: its state keeps it out.
    """
    statement = sa.update(RUNS).where(
        RUNS.c.id == run_id,
        RUNS.c.state == "running",
        RUNS.c.claimed_by == worker,
        RUNS.c.position.is_not_distinct_from(sa.literal(position, RUNS.c.position.type)),
    )
    return connection.execute(statement.values(**values)).rowcount == 1


def release(connection: Connection, run_id: str, worker: str) -> None:
    """Give a run back to whoever comes next."""
    held = sa.update(RUNS).where(RUNS.c.id == run_id, RUNS.c.claimed_by == worker, RUNS.c.state == "running")
    connection.execute(held.values(claimed_by=None, heartbeat_at=None))


def fail(connection: Connection, run_id: str, worker: str, failure: str, moment: datetime) -> None:
    """End a run that cannot go on."""
    held = sa.update(RUNS).where(RUNS.c.id == run_id, RUNS.c.claimed_by == worker, RUNS.c.state == "running")
    ended = {"state": "failed", "failure": failure, "finished_at": moment, "claimed_by": None}
    connection.execute(held.values(**ended))


def insert_moves(connection: Connection, rows: Sequence[Row]) -> None:
    """Write cases that move."""
    if rows:
        connection.execute(sa.insert(MOVES), list(rows))


def moves(
    connection: Connection, scope: Scope, run_id: str, after: Sequence[Any] | None, size: int
) -> list[Row]:
    """Cases that move, by the first day that differs; who it is only where the scope takes the case in today."""
    seen = (CASES.c.id == MOVES.c.case_id) & in_scope(scope)
    statement = (
        sa.select(
            MOVES,
            PRISONS.c.name.label("prison_name"),
            CASES.c.id.label("seen_id"),
            *(CASES.c[name] for name in ("prison_number", "crn", "first_name", "last_name")),
        )
        .outerjoin_from(MOVES, CASES, seen)
        .outerjoin(PRISONS, PRISONS.c.code == MOVES.c.prison_code)
        .where(MOVES.c.run_id == run_id)
        .order_by(MOVES.c.differs_on, MOVES.c.case_id)
        .limit(size)
    )
    if after is not None:
        day, case_id = after
        here = sa.tuple_(MOVES.c.differs_on, MOVES.c.case_id)
        past = sa.tuple_(sa.literal(day, sa.Date()), sa.literal(case_id, MOVES.c.case_id.type))
        statement = statement.where(here > past)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _covered_by(scope: Scope) -> sa.ColumnElement[bool]:
    """Whether every place that a run concerns is in the scope; one that concerns none is nobody's."""
    if scope.everywhere:
        return sa.true()
    of_run = sa.select(sa.literal(1)).where(PLACES.c.run_id == RUNS.c.id)
    mine = sa.or_(_is_one_of("prison", scope.prisons), _is_one_of("region", scope.regions))
    return of_run.exists() & ~of_run.where(~mine).exists()


def _is_one_of(kind: str, codes: Iterable[str]) -> sa.ColumnElement[bool]:
    wanted = sorted(codes)
    return (PLACES.c.kind == kind) & PLACES.c.code.in_(wanted) if wanted else sa.false()
