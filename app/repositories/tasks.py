"""Tasks: opened once for a cause, closed, moved and found."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.models.work import Task

TASKS: sa.Table = Task.__table__  # type: ignore[attr-defined]
OPEN = TASKS.c.closed_at.is_(None)
_NOT_CLOSED = dict.fromkeys(("closed_at", "closed_on", "closed_by", "closed_because", "note"))


def open_new(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Write the tasks whose causes are not known yet; answers the ids of those that were new."""
    if not rows:
        return []
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(TASKS).on_conflict_do_nothing(index_elements=["cause"])
    connection.execute(statement, [{"version": 1, **row} for row in rows])
    ids = [row["id"] for row in rows]
    return list(connection.scalars(sa.select(TASKS.c.id).where(TASKS.c.id.in_(ids))))


def reopen(connection: Connection, rows: Sequence[Mapping[str, Any]], because: str) -> list[dict[str, Any]]:
    """Open the tasks of these rows' causes again that were closed because of `because`; answers them."""
    due = {row["cause"]: row["due_on"] for row in rows}
    if not due:
        return []
    closed = TASKS.c.cause.in_(list(due)) & (TASKS.c.closed_because == because)
    found = [dict(row) for row in connection.execute(sa.select(TASKS).where(closed)).mappings()]
    for row in found:
        statement = sa.update(TASKS).where(TASKS.c.id == row["id"], TASKS.c.closed_because == because)
        connection.execute(
            statement.values(**_NOT_CLOSED, due_on=due[row["cause"]], version=TASKS.c.version + 1)
        )
    return found


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


def by_id(connection: Connection, task_id: str, *, lock: bool = False) -> dict[str, Any] | None:
    """One task; `lock` holds its row until the transaction ends."""
    statement = sa.select(TASKS).where(TASKS.c.id == task_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def change(connection: Connection, task_id: str, values: Mapping[str, Any]) -> None:
    """Write columns of a task whose row this transaction holds, and count its version up."""
    statement = sa.update(TASKS).where(TASKS.c.id == task_id)
    connection.execute(statement.values(**values, version=TASKS.c.version + 1))


def open_of_cases(
    connection: Connection, case_ids: Sequence[str], kinds: Sequence[str]
) -> list[dict[str, Any]]:
    """The open tasks of these kinds on these cases."""
    if not case_ids or not kinds:
        return []
    statement = sa.select(TASKS).where(
        OPEN, TASKS.c.case_id.in_(list(case_ids)), TASKS.c.kind.in_(list(kinds))
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def of_ids(ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """These tasks."""
    return TASKS.c.id.in_(list(ids))


def of_kind(case_id: str, *kinds: str) -> sa.ColumnElement[bool]:
    """The tasks of these kinds on a case; of every kind where none is named."""
    on_case = TASKS.c.case_id == case_id
    return on_case & TASKS.c.kind.in_(kinds) if kinds else on_case


def of_causes(causes: Sequence[str]) -> sa.ColumnElement[bool]:
    """The tasks of these causes."""
    return TASKS.c.cause.in_(list(causes))


def follow_case(connection: Connection, case_id: str, prison_code: str | None, region: str | None) -> None:
    """A case's open tasks are listed where the case is: at its prison and in its home region."""
    moved = TASKS.c.prison_code.is_distinct_from(prison_code) | TASKS.c.region.is_distinct_from(region)
    statement = sa.update(TASKS).where(OPEN, TASKS.c.case_id == case_id, moved)
    connection.execute(statement.values(prison_code=prison_code, region=region))


def move_to_prison(connection: Connection, case_id: str, prison_code: str | None) -> None:
    """The prison's open tasks of a case go with it to the next prison."""
    move_many_to_prison(connection, [case_id], prison_code)


def move_many_to_prison(connection: Connection, case_ids: Sequence[str], prison_code: str | None) -> None:
    """The same for cases that came to one prison together."""
    statement = sa.update(TASKS).where(OPEN, TASKS.c.case_id.in_(list(case_ids)), TASKS.c.side == "prison")
    connection.execute(statement.values(prison_code=prison_code, version=TASKS.c.version + 1))
