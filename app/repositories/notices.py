"""Notices and how people want them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.models.work import Notice, NoticePreference

NOTICES: sa.Table = Notice.__table__  # type: ignore[attr-defined]
PREFERENCES: sa.Table = NoticePreference.__table__  # type: ignore[attr-defined]


def add_new(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write the notices that their recipients were not given yet; answers how many."""
    if not rows:
        return 0
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(NOTICES).on_conflict_do_nothing(index_elements=["cause", "recipient"])
    connection.execute(statement, list(rows))
    ids = [row["id"] for row in rows]
    counted = sa.select(sa.func.count()).select_from(NOTICES).where(NOTICES.c.id.in_(ids))
    return int(connection.execute(counted).scalar_one())


def preferences_of(
    connection: Connection, staff_ids: Sequence[str]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    """By person and kind, how they want a notice; only what differs from the usual way."""
    if not staff_ids:
        return {}
    statement = sa.select(PREFERENCES).where(PREFERENCES.c.staff_id.in_(list(staff_ids)))
    rows = connection.execute(statement).mappings()
    return {(row["staff_id"], row["kind"]): dict(row) for row in rows}
