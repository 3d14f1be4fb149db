"""What the secretariat keeps for referrals: the guiding principles, and the points of contact at prisons."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.referrals import CustodySpoc, GuidingPrinciple
from app.repositories.places import PRISONS

PRINCIPLES: sa.Table = GuidingPrinciple.__table__  # type: ignore[attr-defined]
SPOCS: sa.Table = CustodySpoc.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def principles(connection: Connection, on: date | None) -> list[Row]:
    """The principles in force on a day, or with None all there ever were, in their order."""
    statement = sa.select(PRINCIPLES).order_by(PRINCIPLES.c.position, PRINCIPLES.c.id)
    if on is not None:
        statement = statement.where(*_in_force(PRINCIPLES.c.from_on, PRINCIPLES.c.to_on, on))
    return [dict(row) for row in connection.execute(statement).mappings()]


def principle(connection: Connection, principle_id: str, *, lock: bool = False) -> Row | None:
    """One principle."""
    return _one(connection, PRINCIPLES, principle_id, lock=lock)


def insert_principle(connection: Connection, row: Row) -> None:
    """Write a new principle."""
    connection.execute(sa.insert(PRINCIPLES), [dict(row)])


def update_principle(connection: Connection, principle_id: str, values: Row) -> None:
    """Write columns of a principle and count its version up."""
    _update(connection, PRINCIPLES, principle_id, values)


def spocs(connection: Connection, *, prison: str | None = None, on: date | None = None) -> list[Row]:
    """Points of contact with the names of their prisons, those of one prison or of one day where asked."""
    statement = (
        sa.select(SPOCS, PRISONS.c.name.label("prison_name"))
        .join_from(SPOCS, PRISONS, PRISONS.c.code == SPOCS.c.prison_code)
        .order_by(PRISONS.c.name, SPOCS.c.starts_on.desc(), SPOCS.c.id)
    )
    if prison is not None:
        statement = statement.where(SPOCS.c.prison_code == prison)
    if on is not None:
        statement = statement.where(*_in_force(SPOCS.c.starts_on, SPOCS.c.ends_on, on))
    return [dict(row) for row in connection.execute(statement).mappings()]


def spoc(connection: Connection, spoc_id: str, *, lock: bool = False) -> Row | None:
    """One point of contact."""
    return _one(connection, SPOCS, spoc_id, lock=lock)


def insert_spoc(connection: Connection, row: Row) -> None:
    """Write a new point of contact."""
    connection.execute(sa.insert(SPOCS), [dict(row)])


def update_spoc(connection: Connection, spoc_id: str, values: Row) -> None:
    """Write columns of a point of contact and count its version up."""
    _update(connection, SPOCS, spoc_id, values)


def _in_force(
    first: sa.ColumnElement[date], last: sa.ColumnElement[date | None], on: date
) -> tuple[sa.ColumnElement[bool], ...]:
    """From its first day, up to but without the day on which it ended."""
    return first <= on, sa.or_(last.is_(None), last > on)


def _one(connection: Connection, table: sa.Table, key: str, *, lock: bool) -> Row | None:
    statement = sa.select(table).where(table.c.id == key)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def _update(connection: Connection, table: sa.Table, key: str, values: Row) -> None:
    statement = sa.update(table).where(table.c.id == key)
    connection.execute(statement.values(**values, version=table.c.version + 1))
