"""What is in force from when, published versions, and the days on which a case's home region became another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.models.policies import HomeRegionChange, PolicyDecision, PolicyRun, PolicyVersion, SettingProposal

DECISIONS: sa.Table = PolicyDecision.__table__  # type: ignore[attr-defined]
PROPOSALS: sa.Table = SettingProposal.__table__  # type: ignore[attr-defined]
VERSIONS: sa.Table = PolicyVersion.__table__  # type: ignore[attr-defined]
RUNS: sa.Table = PolicyRun.__table__  # type: ignore[attr-defined]
MOVES: sa.Table = HomeRegionChange.__table__  # type: ignore[attr-defined]

Row = Mapping[str, Any]


def revision(connection: Connection) -> int:
    """How many decisions and settings have come to be in force: another number, other content."""
    statement = sa.select(sa.func.coalesce(sa.func.max(RUNS.c.revision), 0))
    return int(connection.execute(statement).scalar_one())


def decisions(connection: Connection) -> list[Row]:
    """Every decision, the earliest in force first."""
    statement = sa.select(DECISIONS).order_by(DECISIONS.c.in_force_from, DECISIONS.c.recorded_at)
    return _rows(connection, statement)


def approved_settings(connection: Connection) -> list[Row]:
    """Every proposal of settings that was approved, in the order of approval."""
    statement = sa.select(PROPOSALS).where(PROPOSALS.c.outcome == "approved").order_by(PROPOSALS.c.revision)
    return _rows(connection, statement)


def versions(connection: Connection) -> list[Row]:
    """Every published version beside those that the code carries."""
    return _rows(connection, sa.select(VERSIONS).order_by(VERSIONS.c.policy_id, VERSIONS.c.published_at))


def insert_decision(connection: Connection, row: Row) -> None:
    """Put a policy in force for a place."""
    connection.execute(sa.insert(DECISIONS), [dict(row)])


def insert_versions(connection: Connection, rows: Sequence[Row]) -> None:
    """Publish versions; they never change afterwards."""
    if rows:
        connection.execute(sa.insert(VERSIONS), [dict(row) for row in rows])


def moves_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, list[tuple[date, str | None]]]:
    """The days on which the home region of these cases became another, earliest first, with the one before."""
    found: dict[str, list[tuple[date, str | None]]] = defaultdict(list)
    if case_ids:
        statement = sa.select(MOVES).where(MOVES.c.case_id.in_(case_ids)).order_by(MOVES.c.changed_on)
        for row in connection.execute(statement):
            found[row.case_id].append((row.changed_on, row.was))
    return dict(found)


def keep_moves(connection: Connection, rows: Sequence[Row]) -> None:
    """Keep that home regions became others today; a second change of one day leaves the region before it as it was."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(MOVES)
    statement = statement.on_conflict_do_update(
        index_elements=["case_id", "changed_on"], set_={"region": statement.excluded.region}
    )
    connection.execute(statement, [dict(row) for row in rows])


def _rows(connection: Connection, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
