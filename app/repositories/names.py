"""Finds the display names of people and systems by the usernames that entries carry."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID
from app.models.identity import ApiClient, Staff
from app.repositories.identity.register import username_key

STAFF: sa.Table = Staff.__table__  # type: ignore[attr-defined]
CLIENTS: sa.Table = ApiClient.__table__  # type: ignore[attr-defined]


def display_names(connection: Connection, usernames: Sequence[str]) -> dict[str, str]:
    """By username the name to show, for those in either register."""
    if not usernames:
        return {}
    keys = {username_key(name): name for name in usernames}
    people = sa.select(STAFF.c.username_key, STAFF.c.display_name).where(STAFF.c.username_key.in_(list(keys)))
    systems = sa.select(CLIENTS.c.client_id, CLIENTS.c.name).where(CLIENTS.c.client_id.in_(list(usernames)))
    found = {each.client_id: each.name for each in connection.execute(systems)}
    return found | {keys[key]: name for key, name in connection.execute(people)}


def names_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Display names of staff by their ids; what is no id of theirs is not in the answer."""
    known = [each for each in ids if UUID.fullmatch(each)]
    if not known:
        return {}
    rows = connection.execute(sa.select(STAFF.c.id, STAFF.c.display_name).where(STAFF.c.id.in_(known)))
    return {str(row.id): row.display_name for row in rows}
