"""What the register says of a caller now: one statement, run on every request.

It is given to the driver as it stands: binding and reading types through SQLAlchemy would cost as much again.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection, Row

_PERSON = "s.username, s.display_name, s.active, s.roles, s.prisons, s.regions, s.everywhere"

_OF_SESSION = (
    f"SELECT {_PERSON} FROM staff_session t JOIN staff s ON s.id = t.staff_id"  # noqa: S608 - a constant
    " WHERE t.id = %s AND t.ended_at IS NULL AND t.created_at > %s AND t.last_seen_at > %s"
)
_OF_OUTSIDE_PERSON = (
    f"SELECT {_PERSON}, t.id, t.ended_at FROM (SELECT 1 AS one) o"  # noqa: S608 - a constant
    " LEFT JOIN staff s ON s.username_key = %s LEFT JOIN staff_session t ON t.token_digest = %s"
)
_OF_CLIENT = (
    "SELECT client_id, name, active, roles, prisons, regions, everywhere FROM api_client WHERE client_id = %s"
)
_FOR_SQLITE = {each: each.replace("%s", "?") for each in (_OF_SESSION, _OF_OUTSIDE_PERSON, _OF_CLIENT)}


def of_session(
    connection: Connection, session_id: str, *, oldest: datetime, idle_since: datetime
) -> Row[Any] | None:
    """The person whose session this is, while it is live: begun after `oldest`, seen after `idle_since`."""
    return _run(connection, _OF_SESSION, session_id, oldest, idle_since)


def of_outside_person(connection: Connection, name: str, digest: str) -> Row[Any] | None:
    """The person of this folded name, all null when unknown, and the session of this token and its end."""
    return _run(connection, _OF_OUTSIDE_PERSON, name, digest)


def of_client(connection: Connection, client_id: str) -> Row[Any] | None:
    """The system with this client id."""
    return _run(connection, _OF_CLIENT, client_id)


def _run(connection: Connection, statement: str, *values: str | datetime) -> Row[Any] | None:
    if connection.dialect.name == "postgresql":
        return connection.exec_driver_sql(statement, values).first()
    return connection.exec_driver_sql(_FOR_SQLITE[statement], tuple(map(_kept_by_sqlite, values))).first()


def _kept_by_sqlite(value: str | datetime) -> str:
    """An instant as the column type `Instant` writes it, so that comparing text compares time."""
    if isinstance(value, str):
        return value
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
