"""Meetings of the panel and the items on their agendas, as far as somebody may see them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.panel_sight import Sight
from app.models.meetings import AgendaItem, Meeting
from app.repositories.cases import CASES
from app.repositories.listing import in_scope

MEETINGS: sa.Table = Meeting.__table__  # type: ignore[attr-defined]
ITEMS: sa.Table = AgendaItem.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]
OF_HER = ("prison_number", "crn", "first_name", "last_name", "prison_code", "home_region", "home_area")


def meeting_of(connection: Connection, meeting_id: str, *, lock: bool = False) -> Row | None:
    """One meeting; `lock` holds its row until the transaction ends."""
    statement = sa.select(MEETINGS).where(MEETINGS.c.id == meeting_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def items_of(connection: Connection, meeting_id: str, sight: Sight) -> list[Row]:
    """The standing items of a meeting that may be seen, in their order, each with who it is about."""
    statement = _items().where(ITEMS.c.meeting_id == meeting_id, ITEMS.c.withdrawn_at.is_(None), seen(sight))
    statement = statement.order_by(ITEMS.c.position, ITEMS.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def item_of(connection: Connection, item_id: str, sight: Sight, *, lock: bool = False) -> Row | None:
    """One standing item that may be seen, with who it is about and its meeting's day."""
    statement = _items().where(ITEMS.c.id == item_id, ITEMS.c.withdrawn_at.is_(None), seen(sight))
    statement = statement.with_for_update(of=ITEMS) if lock else statement
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def case_of_item(connection: Connection, item_id: str) -> str | None:
    """The case of an item, whoever may see it: for the audit of what was refused."""
    statement = sa.select(ITEMS.c.case_id).where(ITEMS.c.id == item_id)
    found: str | None = connection.execute(statement).scalar_one_or_none()
    return found


def seen(sight: Sight) -> sa.ColumnElement[bool]:
    """Whether an item (beside its case) is one that may be seen."""
    if sight.nothing:
        return sa.false()
    mine = in_scope(sight.scope)
    return mine if sight.every_item else sa.and_(mine, ITEMS.c.is_restricted)


def _items() -> sa.Select[Any]:
    return sa.select(ITEMS, *(CASES.c[name] for name in OF_HER), MEETINGS.c.held_on).select_from(
        ITEMS.join(CASES, CASES.c.id == ITEMS.c.case_id).join(MEETINGS, MEETINGS.c.id == ITEMS.c.meeting_id)
    )


def add(connection: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write rows of one of these tables."""
    if rows:
        connection.execute(sa.insert(table), [dict(row) for row in rows])


def update(connection: Connection, table: sa.Table, row_id: str, values: Row) -> None:
    """Write columns of one row and count its version up."""
    statement = sa.update(table).where(table.c.id == row_id)
    connection.execute(statement.values(**values, version=table.c.version + 1))
