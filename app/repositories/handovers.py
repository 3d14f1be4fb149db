"""Handover records and their checklists: read, opened, changed and closed; copies of the case kept in step."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.models.handovers import HandoverRecord, HandoverStep
from app.repositories.many_ids import is_among

HANDOVERS: sa.Table = HandoverRecord.__table__  # type: ignore[attr-defined]
STEPS: sa.Table = HandoverStep.__table__  # type: ignore[attr-defined]
OPEN = HANDOVERS.c.closed_at.is_(None)

Row = Mapping[str, Any]


def open_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, Row]:
    """By case, the row that is open; cases on no way to a handover are not in the answer."""
    if not case_ids:
        return {}
    statement = sa.select(HANDOVERS).where(OPEN, is_among(connection, HANDOVERS.c.case_id, case_ids))
    return {row["case_id"]: dict(row) for row in connection.execute(statement).mappings()}


def of_case(connection: Connection, case_id: str) -> list[Row]:
    """Every row of a case, the latest first."""
    statement = sa.select(HANDOVERS).where(HANDOVERS.c.case_id == case_id)
    ordered = statement.order_by(HANDOVERS.c.opened_at.desc(), HANDOVERS.c.id.desc())
    return [dict(row) for row in connection.execute(ordered).mappings()]


def by_id(connection: Connection, handover_id: str) -> Row | None:
    """One row."""
    found = connection.execute(sa.select(HANDOVERS).where(HANDOVERS.c.id == handover_id)).mappings().first()
    return dict(found) if found else None


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """Write new rows; the database refuses a second open one of a case."""
    if rows:
        connection.execute(sa.insert(HANDOVERS), list(rows))


def change(connection: Connection, handover_id: str, values: Row) -> None:
    """Write columns of a row and count its version up."""
    statement = sa.update(HANDOVERS).where(HANDOVERS.c.id == handover_id)
    connection.execute(statement.values(**values, version=HANDOVERS.c.version + 1))


def keep_copies(connection: Connection, case_ids: Sequence[str], values: Row) -> None:
    """Copy what was written into cases to their open rows, where it is one of the copied details."""
    copied: dict[str, Any] = {}
    if "home_region" in values:
        copied["home_region"] = values["home_region"]
    if "community_manager_name" in values:
        copied["named"] = bool(values["community_manager_name"])
    if copied and case_ids:
        statement = sa.update(HANDOVERS).where(OPEN, HANDOVERS.c.case_id.in_(list(case_ids)))
        connection.execute(statement.values(**copied))


def steps_of(connection: Connection, handover_ids: Sequence[str]) -> dict[str, list[Row]]:
    """By handover, the items that somebody settled."""
    found: dict[str, list[Row]] = defaultdict(list)
    if handover_ids:
        statement = sa.select(STEPS).where(STEPS.c.handover_id.in_(list(handover_ids)))
        for row in connection.execute(statement).mappings():
            found[row["handover_id"]].append(dict(row))
    return dict(found)


def settle_steps(connection: Connection, rows: Sequence[Row]) -> None:
    """Write that items are settled, in place of what was said of them before."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(STEPS)
    said = {
        name: statement.excluded[name] for name in ("state", "note", "settled_on", "settled_at", "settled_by")
    }
    keys = ["handover_id", "code"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=said), list(rows))


def unsettle_steps(connection: Connection, handover_id: str, codes: Sequence[str]) -> None:
    """Take back that items are settled; the audit keeps that they were."""
    if codes:
        condition = (STEPS.c.handover_id == handover_id) & STEPS.c.code.in_(list(codes))
        connection.execute(sa.delete(STEPS).where(condition))


def newly_upcoming(connection: Connection, today: date, days: int, after: str, size: int) -> list[Row]:
    """Records whose handover is near and whose people were not told so, for that day."""
    near = (HANDOVERS.c.handover_on > today) & (HANDOVERS.c.handover_on <= today + timedelta(days))
    told = HANDOVERS.c.upcoming_told_for.is_not_distinct_from(HANDOVERS.c.handover_on)
    return _page(connection, near & sa.not_(told), after, size)


def newly_moved(connection: Connection, today: date, after: str, size: int) -> list[Row]:
    """Records whose handover has come while they were open, and whose people were not told so."""
    come = HANDOVERS.c.handover_on <= today
    lived = HANDOVERS.c.handover_on >= HANDOVERS.c.record_opened_on
    told = HANDOVERS.c.moved_told_for.is_not_distinct_from(HANDOVERS.c.handover_on)
    return _page(connection, come & lived & sa.not_(told), after, size)


def newly_unnamed(connection: Connection, today: date, days: int, after: str, size: int) -> list[Row]:
    """Records with the community for so long and nobody named, whose people were not told so."""
    late = (HANDOVERS.c.handover_on <= today - timedelta(days)) & sa.not_(HANDOVERS.c.named)
    told = HANDOVERS.c.unnamed_told_for.is_not_distinct_from(HANDOVERS.c.handover_on)
    return _page(connection, late & sa.not_(told), after, size)


def named_since(connection: Connection, after: str, size: int) -> list[Row]:
    """Records of which it was told that nobody is named, and somebody is."""
    return _page(connection, HANDOVERS.c.named & HANDOVERS.c.unnamed_told_for.is_not(None), after, size)


def gone_back(connection: Connection, today: date, after: str, size: int) -> list[Row]:
    """Records whose line has taken the case back to the prison by itself."""
    return _page(connection, HANDOVERS.c.returns_on <= today, after, size)


def _page(connection: Connection, due: sa.ColumnElement[bool], after: str, size: int) -> list[Row]:
    statement = sa.select(HANDOVERS).where(OPEN, due).order_by(HANDOVERS.c.id).limit(size)
    if after:
        statement = statement.where(HANDOVERS.c.id > after)
    return [dict(row) for row in connection.execute(statement).mappings()]
