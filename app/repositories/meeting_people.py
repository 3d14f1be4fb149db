"""The people of a meeting: members, delegates, prisons' representatives and invitees."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.meetings import MeetingPerson
from app.repositories.names import STAFF
from app.repositories.sharing_agreements import ORGANISATIONS

PEOPLE: sa.Table = MeetingPerson.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]
_ORDER = sa.case({"member": 0, "delegate": 1, "establishment": 2}, value=PEOPLE.c.part, else_=3)


def people_of(connection: Connection, meeting_id: str) -> list[Row]:
    """Who is asked to a meeting: members, their delegates, prisons, then invitees; each with their organisation."""
    statement = _people().where(PEOPLE.c.meeting_id == meeting_id, PEOPLE.c.removed_at.is_(None))
    return [dict(row) for row in connection.execute(statement.order_by(_ORDER, PEOPLE.c.id)).mappings()]


def person_of(connection: Connection, meeting_id: str, person_id: str, *, lock: bool = False) -> Row | None:
    """One of a meeting's people."""
    mine = (PEOPLE.c.id == person_id) & (PEOPLE.c.meeting_id == meeting_id) & PEOPLE.c.removed_at.is_(None)
    statement = _people().where(mine)
    row = connection.execute(statement.with_for_update(of=PEOPLE) if lock else statement).mappings().first()
    return dict(row) if row else None


def kinds_invited(connection: Connection, meeting_id: str) -> list[tuple[str | None, str]]:
    """The item (None for the whole meeting) and the kind of each invitee of a meeting."""
    asked = (PEOPLE.c.meeting_id == meeting_id) & PEOPLE.c.removed_at.is_(None) & PEOPLE.c.kind.is_not(None)
    rows = connection.execute(sa.select(PEOPLE.c.item_id, PEOPLE.c.kind).where(asked))
    return [(row.item_id, row.kind) for row in rows]


def _people() -> sa.Select[Any]:
    joined = PEOPLE.outerjoin(ORGANISATIONS, ORGANISATIONS.c.id == PEOPLE.c.organisation_id)
    joined = joined.outerjoin(STAFF, STAFF.c.id == PEOPLE.c.staff_id)
    more = (
        ORGANISATIONS.c.name.label("organisation_name"),
        ORGANISATIONS.c.is_external.label("is_external"),
        STAFF.c.username,
        STAFF.c.roles,
    )
    return sa.select(PEOPLE, *more).select_from(joined)
