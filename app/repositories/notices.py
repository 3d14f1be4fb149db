"""Notices and how people want them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.models.work import Notice, NoticePreference

NOTICES: sa.Table = Notice.__table__  # type: ignore[attr-defined]
PREFERENCES: sa.Table = NoticePreference.__table__  # type: ignore[attr-defined]


def add_new(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Write the notices that their recipients were not given yet; answers those."""
    if not rows:
        return []
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(NOTICES).on_conflict_do_nothing(index_elements=["cause", "recipient"])
    connection.execute(statement, list(rows))
    kept = set(
        connection.scalars(sa.select(NOTICES.c.id).where(NOTICES.c.id.in_([row["id"] for row in rows])))
    )
    return [row for row in rows if row["id"] in kept]


def preferences_of(
    connection: Connection, staff_ids: Sequence[str]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    """By person and kind, how they want a notice; only what differs from the usual way."""
    if not staff_ids:
        return {}
    statement = sa.select(PREFERENCES).where(PREFERENCES.c.staff_id.in_(list(staff_ids)))
    rows = connection.execute(statement).mappings()
    return {(row["staff_id"], row["kind"]): dict(row) for row in rows}
