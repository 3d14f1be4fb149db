"""The record of a case: its parts in versions, its items, and its victims' officers, read and written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.case_records import RecordItem, RecordPart, VictimLiaisonOfficer
from app.repositories.allocations import ALLOCATIONS
from app.repositories.cases import PERIODS

PARTS: sa.Table = RecordPart.__table__  # type: ignore[attr-defined]
ITEMS: sa.Table = RecordItem.__table__  # type: ignore[attr-defined]
OFFICERS: sa.Table = VictimLiaisonOfficer.__table__  # type: ignore[attr-defined]

Row = Mapping[str, Any]


def parts_of(connection: Connection, case_id: str) -> dict[str, Row]:
    """The current version of each recorded part."""
    statement = sa.select(PARTS).where(PARTS.c.case_id == case_id, PARTS.c.is_current)
    return {row["part"]: dict(row) for row in connection.execute(statement).mappings()}


def part_of(connection: Connection, case_id: str, part: str) -> Row | None:
    """The current version of one part."""
    statement = sa.select(PARTS).where(PARTS.c.case_id == case_id, PARTS.c.part == part, PARTS.c.is_current)
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def add_version(connection: Connection, row: Row) -> None:
    """Write a version of a part; the one before it stays and is no longer the current one."""
    same = (PARTS.c.case_id == row["case_id"]) & (PARTS.c.part == row["part"]) & PARTS.c.is_current
    connection.execute(sa.update(PARTS).where(same).values(is_current=False))
    connection.execute(sa.insert(PARTS), [dict(row)])


def add_parts(connection: Connection, rows: Sequence[Row]) -> None:
    """Write first versions of many parts at once."""
    if rows:
        connection.execute(sa.insert(PARTS), [dict(row) for row in rows])


def items_of(connection: Connection, case_id: str) -> list[Row]:
    """Every item of a case, in the order in which they were recorded."""
    statement = sa.select(ITEMS).where(ITEMS.c.case_id == case_id).order_by(ITEMS.c.recorded_at, ITEMS.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def item_of(connection: Connection, case_id: str, kind: str, item_id: str) -> Row | None:
    """One item, looked up together with its case."""
    mine = (ITEMS.c.case_id == case_id) & (ITEMS.c.kind == kind) & (ITEMS.c.id == item_id)
    row = connection.execute(sa.select(ITEMS).where(mine)).mappings().first()
    return dict(row) if row else None


def add_items(connection: Connection, rows: Sequence[Row]) -> None:
    """Write new items."""
    if rows:
        connection.execute(sa.insert(ITEMS), [dict(row) for row in rows])


def change_item(connection: Connection, item_id: str, values: Row) -> None:
    """Change an item of a case whose row this transaction holds."""
    statement = sa.update(ITEMS).where(ITEMS.c.id == item_id)
    connection.execute(statement.values(**values, version=ITEMS.c.version + 1))


def officers_of(connection: Connection, case_id: str) -> list[Row]:
    """The victim liaison officers of a case."""
    statement = sa.select(OFFICERS).where(OFFICERS.c.case_id == case_id).order_by(OFFICERS.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def officer_of(connection: Connection, case_id: str, officer_id: str) -> Row | None:
    """One officer, looked up together with the case."""
    mine = (OFFICERS.c.case_id == case_id) & (OFFICERS.c.id == officer_id)
    row = connection.execute(sa.select(OFFICERS).where(mine)).mappings().first()
    return dict(row) if row else None


def add_officers(connection: Connection, rows: Sequence[Row]) -> None:
    """Write new officers."""
    if rows:
        connection.execute(sa.insert(OFFICERS), [dict(row) for row in rows])


def change_officer(connection: Connection, officer_id: str, values: Row) -> None:
    """Change an officer of a case whose row this transaction holds."""
    statement = sa.update(OFFICERS).where(OFFICERS.c.id == officer_id)
    connection.execute(statement.values(**values, version=OFFICERS.c.version + 1))


def remove_officer(connection: Connection, officer_id: str) -> None:
    """Take an officer away: nothing of the name is kept."""
    connection.execute(sa.delete(OFFICERS).where(OFFICERS.c.id == officer_id))


def responsible_for(connection: Connection, case_id: str, on: date) -> str:
    """Which side owns the case on a day."""
    period = (PERIODS.c.case_id == case_id) & (PERIODS.c.layer == "effective") & (PERIODS.c.starts_on <= on)
    statement = sa.select(PERIODS.c.responsible).where(period).order_by(PERIODS.c.starts_on.desc()).limit(1)
    return connection.execute(statement).scalar() or "none"


def holders_since_the_start(connection: Connection, case_id: str) -> list[Row]:
    """Each spell of each role of a case, the earliest first: the role, and whether it lasts."""
    columns = (ALLOCATIONS.c.role, ALLOCATIONS.c.named, ALLOCATIONS.c.ended_at, ALLOCATIONS.c.started_on)
    statement = sa.select(*columns).where(ALLOCATIONS.c.case_id == case_id).order_by(ALLOCATIONS.c.started_at)
    return [dict(row) for row in connection.execute(statement).mappings()]
