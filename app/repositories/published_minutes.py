"""Minutes as they were published, version by version, and the lines that they copied to the case record."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.meetings import Meeting
from app.models.minutes import Minutes, MinutesLine

MINUTES: sa.Table = Minutes.__table__  # type: ignore[attr-defined]
COPIED: sa.Table = MinutesLine.__table__  # type: ignore[attr-defined]
_MEETINGS: sa.Table = Meeting.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def versions_of(connection: Connection, meeting_id: str) -> list[Row]:
    """Every published version of a meeting's minutes, the latest first, without what it says."""
    columns = [column for column in MINUTES.c if column.name != "content"]
    statement = (
        sa.select(*columns).where(MINUTES.c.meeting_id == meeting_id).order_by(MINUTES.c.number.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def version_of(connection: Connection, meeting_id: str, number: int) -> Row | None:
    """One published version, whole."""
    mine = (MINUTES.c.meeting_id == meeting_id) & (MINUTES.c.number == number)
    row = connection.execute(sa.select(MINUTES).where(mine)).mappings().first()
    return dict(row) if row else None


def publish(connection: Connection, row: Row, lines: Sequence[Row]) -> None:
    """Keep a version, and copy its responsibility lines to the cases."""
    connection.execute(sa.insert(MINUTES).values(**row))
    if lines:
        connection.execute(sa.insert(COPIED), [{**line, "minutes_id": row["id"]} for line in lines])


def lines_of_case(connection: Connection, case_id: str) -> list[Row]:
    """What the latest minutes of each meeting copied to a case, the latest meeting first."""
    later = MINUTES.alias("later")
    superseded = sa.exists().where(
        later.c.meeting_id == MINUTES.c.meeting_id, later.c.number > MINUTES.c.number
    )
    statement = (
        sa.select(COPIED, MINUTES.c.meeting_id, MINUTES.c.number, _MEETINGS.c.held_on, _MEETINGS.c.kind)
        .join(MINUTES, MINUTES.c.id == COPIED.c.minutes_id)
        .join(_MEETINGS, _MEETINGS.c.id == MINUTES.c.meeting_id)
        .where(COPIED.c.case_id == case_id, ~superseded)
        .order_by(_MEETINGS.c.held_on.desc(), MINUTES.c.meeting_id, COPIED.c.part)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
