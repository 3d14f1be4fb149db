"""Lists a person's notices, and marks them read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.repositories.cases import CASES
from app.repositories.notices import NOTICES, PREFERENCES

COUNTED_UP_TO = 100
_SHOWN = NOTICES.c.in_service
_UNREAD = NOTICES.c.read_at.is_(None)


def list_notices(
    connection: Connection, staff_id: str, *, unread: bool, after: str | None, size: int
) -> list[dict[str, Any]]:
    """Notices of a person that are unread, or those that are read; the latest first, beyond `after`."""
    statement = (
        sa.select(
            NOTICES,
            CASES.c.first_name,
            CASES.c.last_name,
            CASES.c.prison_number,
            CASES.c.crn,
            CASES.c.prison_code.label("case_prison"),
            CASES.c.home_region.label("case_region"),
        )
        .outerjoin_from(NOTICES, CASES, CASES.c.id == NOTICES.c.case_id)
        .where(NOTICES.c.staff_id == staff_id, _SHOWN, _UNREAD if unread else sa.not_(_UNREAD))
        .order_by(NOTICES.c.id.desc())
        .limit(size)
    )
    if after is not None:
        statement = statement.where(NOTICES.c.id < after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def count_unread(connection: Connection, staff_id: str) -> int:
    """How many a person has not read; no further than COUNTED_UP_TO."""
    unread = (
        sa.select(sa.literal(1))
        .select_from(NOTICES)
        .where(NOTICES.c.staff_id == staff_id, _SHOWN, _UNREAD)
        .limit(COUNTED_UP_TO)
        .subquery()
    )
    count: int = connection.execute(sa.select(sa.func.count()).select_from(unread)).scalar_one()
    return count


def count_all(connection: Connection, staff_id: str, most: int) -> int | None:
    """How many a person has; None above `most`."""
    own = sa.select(sa.literal(1)).select_from(NOTICES).where(NOTICES.c.staff_id == staff_id, _SHOWN)
    counted = own.limit(most + 1).subquery()
    count: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return count if count <= most else None


def mark_read(connection: Connection, staff_id: str, ids: Sequence[str] | None, moment: datetime) -> int:
    """Mark these of a person's notices read, or all; what is read is not mailed any more."""
    unread = (NOTICES.c.staff_id == staff_id) & _UNREAD
    if ids is not None:
        unread &= NOTICES.c.id.in_(list(ids))
    still_to_mail = NOTICES.c.by_mail & NOTICES.c.mail_id.is_not(None)
    statement = sa.update(NOTICES).where(unread).values(read_at=moment, by_mail=still_to_mail)
    return connection.execute(statement).rowcount


def keep_preference(connection: Connection, row: Mapping[str, Any]) -> None:
    """How a person wants one kind."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(PREFERENCES).values(**row)
    wanted = {name: row[name] for name in ("in_service", "by_mail")}
    connection.execute(statement.on_conflict_do_update(index_elements=["staff_id", "kind"], set_=wanted))


def drop_preference(connection: Connection, staff_id: str, kind: str) -> None:
    """They want it the usual way."""
    own = (PREFERENCES.c.staff_id == staff_id) & (PREFERENCES.c.kind == kind)
    connection.execute(sa.delete(PREFERENCES).where(own))
