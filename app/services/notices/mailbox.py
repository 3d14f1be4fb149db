"""Shows the mail that the service made: an administrator all of it, anybody else what went to them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller, Role
from app.domain.cursor import after_cursor, cursor_of
from app.repositories import mail
from app.repositories.identity import register

NAME = "mail"
NOBODYS = ""


def list_mail(
    connection: Connection, caller: Caller, *, given_up: bool, size: int, cursor: str | None, today: date
) -> dict[str, Any]:
    """One page of messages, the latest first. Their ids are in the order of their making."""
    after = after_cursor(cursor, NAME, ("id",))
    address = None if Role.ADMIN in caller.roles else _address_of(connection, caller)
    rows = mail.messages(connection, address, after[0] if after else None, size + 1, given_up=given_up)
    return {
        "items": [_shown(row) for row in rows[:size]],
        "page": None if cursor else 1,
        "size": size,
        "total": None,
        "next": cursor_of(NAME, (rows[size - 1]["id"],)) if len(rows) > size else None,
        "day": today,
    }


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    state = "sent" if row["sent_at"] else "given_up" if row["given_up_at"] else "waiting"
    return {**row, "state": state, "next_try_at": row["next_try_at"] if state == "waiting" else None}


def _address_of(connection: Connection, caller: Caller) -> str:
    row = register.staff_named(connection, caller.username) if caller.kind == "person" else None
    return (row["email"] if row else None) or NOBODYS
