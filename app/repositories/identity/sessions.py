"""Sessions of staff, the devices they are known by, and sign-ins begun at an outside issuer."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from app.models.identity import KnownDevice, OutsideSignIn, Staff, StaffSession

SESSIONS = StaffSession.__table__  # type: ignore[attr-defined]
DEVICES = KnownDevice.__table__  # type: ignore[attr-defined]
BEGUN = OutsideSignIn.__table__  # type: ignore[attr-defined]
STAFF = Staff.__table__  # type: ignore[attr-defined]


def add_session(connection: Connection, values: dict[str, Any]) -> None:
    """A new live session."""
    connection.execute(sa.insert(SESSIONS), values)


def session_with(connection: Connection, secret_hash: str) -> RowMapping | None:
    """The session of this secret, live or ended."""
    return (
        connection.execute(sa.select(SESSIONS).where(SESSIONS.c.secret_hash == secret_hash))
        .mappings()
        .first()
    )


def change_session(connection: Connection, session_id: str, values: dict[str, Any]) -> None:
    """Other values for a live session; an ended one stays as it is."""
    live = SESSIONS.c.id == session_id, SESSIONS.c.ended_at.is_(None)
    connection.execute(sa.update(SESSIONS).where(*live).values(**values))


def end_session(connection: Connection, session_id: str, moment: datetime) -> bool:
    """End a session; False when it had ended before. What it sealed is dropped."""
    live = SESSIONS.c.id == session_id, SESSIONS.c.ended_at.is_(None)
    ended = connection.execute(sa.update(SESSIONS).where(*live).values(ended_at=moment, sealed_tokens=None))
    return ended.rowcount == 1


def live_sessions(connection: Connection, username: str, since: datetime) -> list[str]:
    """The ids of a person's sessions begun after `since` and not ended, newest first."""
    statement = (
        sa.select(SESSIONS.c.id)
        .where(SESSIONS.c.username == username, SESSIONS.c.ended_at.is_(None), SESSIONS.c.created_at > since)
        .order_by(SESSIONS.c.created_at.desc(), SESSIONS.c.id.desc())
    )
    return list(connection.scalars(statement))


def forget_sessions(connection: Connection, before: datetime) -> None:
    """Delete sessions begun before this moment."""
    connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.created_at < before))


def device_known(connection: Connection, handle_hash: str, staff_id: str) -> bool:
    """Whether this device has signed in to this account before."""
    statement = sa.select(DEVICES.c.handle_hash).where(
        DEVICES.c.handle_hash == handle_hash, DEVICES.c.staff_id == staff_id
    )
    return connection.scalar(statement) is not None


def know_device(
    connection: Connection, handle_hash: str, staff_id: str, moment: datetime, at_most: int
) -> None:
    """Remember a new device of an account, and forget those least lately used beyond `at_most`."""
    connection.execute(
        sa.insert(DEVICES), {"handle_hash": handle_hash, "staff_id": staff_id, "last_used_at": moment}
    )
    newest = (DEVICES.c.last_used_at.desc(), DEVICES.c.handle_hash)
    mine = sa.select(DEVICES.c.handle_hash).where(DEVICES.c.staff_id == staff_id).order_by(*newest)
    surplus = list(connection.scalars(mine))[at_most:]
    if surplus:
        connection.execute(sa.delete(DEVICES).where(DEVICES.c.handle_hash.in_(surplus)))


def use_device(connection: Connection, handle_hash: str, moment: datetime) -> None:
    """Note that a known device was used again."""
    statement = sa.update(DEVICES).where(DEVICES.c.handle_hash == handle_hash)
    connection.execute(statement.values(last_used_at=moment))


def forget_devices(connection: Connection, staff_id: str) -> None:
    """Forget every device of an account."""
    connection.execute(sa.delete(DEVICES).where(DEVICES.c.staff_id == staff_id))


def begin_outside(connection: Connection, values: dict[str, Any]) -> None:
    """A sign-in begun at an outside issuer."""
    connection.execute(sa.insert(BEGUN), values)


def take_outside(connection: Connection, state_hash: str) -> RowMapping | None:
    """The sign-in begun with this state; it can be taken once."""
    row = connection.execute(sa.select(BEGUN).where(BEGUN.c.state_hash == state_hash)).mappings().first()
    taken = connection.execute(sa.delete(BEGUN).where(BEGUN.c.state_hash == state_hash))
    return row if taken.rowcount == 1 else None


def forget_outside(connection: Connection, moment: datetime) -> None:
    """Delete sign-ins that were begun and never finished."""
    connection.execute(sa.delete(BEGUN).where(BEGUN.c.expires_at < moment))
