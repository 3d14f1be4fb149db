"""What the register says of a caller now: one statement, written by hand because every request runs it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from app.models.columns import Id, Instant

_PERSON = "s.username, s.display_name, s.active, s.roles, s.prisons, s.regions, s.everywhere"

_OF_SESSION = (
    sa.text(
        f"SELECT {_PERSON} FROM staff_session t JOIN staff s ON s.id = t.staff_id"  # noqa: S608 - a constant
        " WHERE t.id = :session AND t.ended_at IS NULL"
        " AND t.created_at > :oldest AND t.last_seen_at > :idle_since"
    )
    .bindparams(sa.bindparam("session", type_=Id), sa.bindparam("oldest", type_=Instant))
    .bindparams(sa.bindparam("idle_since", type_=Instant))
)
_OF_OUTSIDE_PERSON = sa.text(
    f"SELECT {_PERSON}, t.id, t.ended_at FROM (SELECT 1 AS one) o"  # noqa: S608 - a constant
    " LEFT JOIN staff s ON s.username_key = :name LEFT JOIN staff_session t ON t.token_digest = :digest"
)
_OF_CLIENT = sa.text(
    "SELECT client_id, name, active, roles, prisons, regions, everywhere FROM api_client"
    " WHERE client_id = :client"
)


def of_session(connection: Connection, session_id: str, *, oldest: Any, idle_since: Any) -> Row[Any] | None:
    """The person whose session this is, while it is live: begun after `oldest`, seen after `idle_since`."""
    values = {"session": session_id, "oldest": oldest, "idle_since": idle_since}
    return connection.execute(_OF_SESSION, values).first()


def of_outside_person(connection: Connection, name: str, digest: str) -> Row[Any]:
    """The person of this folded name, all null when unknown, and the session of this token and its end."""
    return connection.execute(_OF_OUTSIDE_PERSON, {"name": name, "digest": digest}).one()


def of_client(connection: Connection, client_id: str) -> Row[Any] | None:
    """The system with this client id."""
    return connection.execute(_OF_CLIENT, {"client": client_id}).first()
