"""Meetings of the panel, the items on their agendas as far as somebody may see them, and the papers to items."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.meetings import MeetingFilters
from app.domain.panel_sight import Sight
from app.models.meetings import AgendaItem, AgendaPaper, Meeting, ServiceReferral
from app.repositories.cases import CASES
from app.repositories.listing import in_scope

MEETINGS: sa.Table = Meeting.__table__  # type: ignore[attr-defined]
ITEMS: sa.Table = AgendaItem.__table__  # type: ignore[attr-defined]
PAPERS: sa.Table = AgendaPaper.__table__  # type: ignore[attr-defined]
SERVICES: sa.Table = ServiceReferral.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]
OF_HER = ("prison_number", "crn", "first_name", "last_name", "prison_code", "home_region", "home_area")


def meeting_of(connection: Connection, meeting_id: str, *, lock: bool = False) -> Row | None:
    """One meeting; `lock` holds its row until the transaction ends."""
    statement = sa.select(MEETINGS).where(MEETINGS.c.id == meeting_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def list_meetings(
    connection: Connection, filters: MeetingFilters, after: Sequence[Any] | None, size: int
) -> list[Row]:
    """Meetings, the latest day first, those after a row with these values (`held_on`, `id`)."""
    statement = sa.select(MEETINGS).where(*_conditions(filters))
    if after is not None:
        statement = statement.where(sa.tuple_(MEETINGS.c.held_on, MEETINGS.c.id) < sa.tuple_(*after))
    statement = statement.order_by(MEETINGS.c.held_on.desc(), MEETINGS.c.id.desc()).limit(size)
    return _all(connection, statement)


def count_meetings(connection: Connection, filters: MeetingFilters) -> int:
    """How many meetings a list has."""
    statement = sa.select(sa.func.count()).select_from(MEETINGS).where(*_conditions(filters))
    found: int = connection.execute(statement).scalar_one()
    return found


def boards_between(connection: Connection, first: date, before: date) -> list[tuple[date, str]]:
    """The day and the area of each board that was not cancelled."""
    statement = sa.select(MEETINGS.c.held_on, MEETINGS.c.area).where(
        MEETINGS.c.kind == "board",
        MEETINGS.c.held_on >= first,
        MEETINGS.c.held_on < before,
        MEETINGS.c.cancelled_at.is_(None),
    )
    return [(row.held_on, row.area) for row in connection.execute(statement)]


def board_on(connection: Connection, held_on: date, area: str, *, but: str | None = None) -> bool:
    """Whether a board of the area stands on that day already, `but` aside."""
    statement = sa.select(MEETINGS.c.id).where(
        MEETINGS.c.kind == "board",
        MEETINGS.c.area == area,
        MEETINGS.c.held_on == held_on,
        MEETINGS.c.cancelled_at.is_(None),
    )
    statement = statement.where(MEETINGS.c.id != but) if but else statement
    return connection.execute(statement.limit(1)).first() is not None


def items_of(connection: Connection, meeting_id: str, sight: Sight) -> list[Row]:
    """The standing items of a meeting that may be seen, in their order, each with who it is about."""
    statement = _items().where(ITEMS.c.meeting_id == meeting_id, ITEMS.c.withdrawn_at.is_(None), seen(sight))
    return _all(connection, statement.order_by(ITEMS.c.position, ITEMS.c.id))


def item_of(connection: Connection, item_id: str, sight: Sight, *, lock: bool = False) -> Row | None:
    """One standing item that may be seen, with who it is about and its meeting's day."""
    statement = _items().where(ITEMS.c.id == item_id, ITEMS.c.withdrawn_at.is_(None), seen(sight))
    statement = statement.with_for_update(of=ITEMS) if lock else statement
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def case_of_item(connection: Connection, item_id: str) -> str | None:
    """The case of a standing item, whoever may see it: for the audit of what was refused."""
    statement = sa.select(ITEMS.c.case_id).where(ITEMS.c.id == item_id, ITEMS.c.withdrawn_at.is_(None))
    found: str | None = connection.execute(statement).scalar_one_or_none()
    return found


def standing_items(connection: Connection, meeting_id: str) -> list[Row]:
    """Every standing item of a meeting by itself, in its order: for the rules, never for showing."""
    statement = sa.select(ITEMS).where(ITEMS.c.meeting_id == meeting_id, ITEMS.c.withdrawn_at.is_(None))
    return _all(connection, statement.order_by(ITEMS.c.position, ITEMS.c.id))


def cases_on_agendas(connection: Connection) -> set[str]:
    """The cases that stand on the agenda of a meeting which is still to be held or closed."""
    joined = ITEMS.join(MEETINGS, MEETINGS.c.id == ITEMS.c.meeting_id)
    standing = (
        ITEMS.c.withdrawn_at.is_(None) & MEETINGS.c.closed_at.is_(None) & MEETINGS.c.cancelled_at.is_(None)
    )
    rows = connection.execute(sa.select(ITEMS.c.case_id).select_from(joined).where(standing))
    return {row.case_id for row in rows}


def place_items(connection: Connection, positions: Sequence[tuple[str, int]]) -> None:
    """Give items their positions; their versions stay, as nothing that is said of them changes."""
    place = sa.update(ITEMS).where(ITEMS.c.id == sa.bindparam("item")).values(position=sa.bindparam("place"))
    connection.execute(place, [{"item": item_id, "place": position} for item_id, position in positions])


def seen(sight: Sight) -> sa.ColumnElement[bool]:
    """Whether an item (beside its case) is one that may be seen."""
    if sight.nothing:
        return sa.false()
    mine = in_scope(sight.scope)
    return mine if sight.every_item else sa.and_(mine, ITEMS.c.is_restricted)


def papers_of(connection: Connection, item_ids: Sequence[str]) -> list[Row]:
    """The standing papers to these items, in the order of their coming."""
    if not item_ids:
        return []
    mine = PAPERS.c.item_id.in_(list(item_ids))
    return _all(
        connection, sa.select(PAPERS).where(mine, PAPERS.c.removed_at.is_(None)).order_by(PAPERS.c.id)
    )


def services_of(connection: Connection, item_ids: Sequence[str]) -> list[Row]:
    """The services that were asked for on these items."""
    if not item_ids:
        return []
    statement = sa.select(SERVICES).where(SERVICES.c.item_id.in_(list(item_ids)))
    return _all(connection, statement.order_by(SERVICES.c.id))


def add(connection: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write rows of one of these tables."""
    if rows:
        connection.execute(sa.insert(table), [dict(row) for row in rows])


def update(connection: Connection, table: sa.Table, row_id: str, values: Row) -> None:
    """Write columns of one row, and count its version up where it has one."""
    counted = {"version": table.c.version + 1} if "version" in table.c else {}
    connection.execute(sa.update(table).where(table.c.id == row_id).values(**values, **counted))


def _items() -> sa.Select[Any]:
    joined = ITEMS.join(CASES, CASES.c.id == ITEMS.c.case_id).join(
        MEETINGS, MEETINGS.c.id == ITEMS.c.meeting_id
    )
    of_meeting = (MEETINGS.c.held_on, MEETINGS.c.kind.label("meeting_kind"))
    return sa.select(ITEMS, *(CASES.c[name] for name in OF_HER), *of_meeting).select_from(joined)


def _conditions(filters: MeetingFilters) -> list[sa.ColumnElement[bool]]:
    found = []
    if filters.kind:
        found.append(MEETINGS.c.kind == filters.kind)
    if filters.area:
        found.append(MEETINGS.c.area == filters.area)
    if filters.held_from:
        found.append(MEETINGS.c.held_on >= filters.held_from)
    if filters.held_to:
        found.append(MEETINGS.c.held_on <= filters.held_to)
    return found


def _all(connection: Connection, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
