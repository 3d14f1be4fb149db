"""Tasks: opened once for a cause, closed, moved and found."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.models.work import Task

TASKS: sa.Table = Task.__table__  # type: ignore[attr-defined]
OPEN = TASKS.c.closed_at.is_(None)


def open_new(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Write the tasks whose causes are not known yet; answers the ids of those that were new."""
    if not rows:
        return []
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(TASKS).on_conflict_do_nothing(index_elements=["cause"])
    connection.execute(statement, [{"version": 1, **row} for row in rows])
    ids = [row["id"] for row in rows]
    return list(connection.scalars(sa.select(TASKS.c.id).where(TASKS.c.id.in_(ids))))


def close(
    connection: Connection, condition: sa.ColumnElement[bool], closed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Close the open tasks that a condition finds; answers them as they were."""
    found = [dict(row) for row in connection.execute(sa.select(TASKS).where(OPEN, condition)).mappings()]
    if found:
        ids = [row["id"] for row in found]
        statement = sa.update(TASKS).where(TASKS.c.id.in_(ids))
        connection.execute(statement.values(**closed, version=TASKS.c.version + 1))
    return found


def of_kind(case_id: str, *kinds: str) -> sa.ColumnElement[bool]:
    """The tasks of these kinds on a case; of every kind where none is named."""
    on_case = TASKS.c.case_id == case_id
    return on_case & TASKS.c.kind.in_(kinds) if kinds else on_case


def of_causes(causes: Sequence[str]) -> sa.ColumnElement[bool]:
    """The tasks of these causes."""
    return TASKS.c.cause.in_(list(causes))


def move_to_prison(connection: Connection, case_id: str, prison_code: str | None) -> None:
    """The prison's open tasks of a case go with it to the next prison."""
    statement = sa.update(TASKS).where(OPEN, TASKS.c.case_id == case_id, TASKS.c.side == "prison")
    connection.execute(statement.values(prison_code=prison_code, version=TASKS.c.version + 1))
