"""The register of staff and client systems."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from app.models.identity import ApiClient, Staff

STAFF = Staff.__table__  # type: ignore[attr-defined]
CLIENTS = ApiClient.__table__  # type: ignore[attr-defined]


def username_key(username: str) -> str:
    """The form in which two names are the same name."""
    return username.strip().casefold()


def staff_named(connection: Connection, username: str, *, lock: bool = False) -> RowMapping | None:
    """The person of this name in any letter case; `lock` holds the row until the transaction ends."""
    statement = sa.select(STAFF).where(STAFF.c.username_key == username_key(username))
    return connection.execute(statement.with_for_update() if lock else statement).mappings().first()


def staff_by_id(connection: Connection, staff_id: str) -> RowMapping | None:
    """The person with this id."""
    return connection.execute(sa.select(STAFF).where(STAFF.c.id == staff_id)).mappings().first()


def holders_of(connection: Connection, authority: str) -> list[str]:
    """The ids of the active people who hold a role, by its name in tokens."""
    holds = (sa.literal(" ") + STAFF.c.roles + " ").contains(f" {authority} ")
    statement = sa.select(STAFF.c.id).where(STAFF.c.active, holds).order_by(STAFF.c.id)
    return list(connection.execute(statement).scalars())


def add_staff(connection: Connection, values: dict[str, Any]) -> None:
    """A new person."""
    connection.execute(
        sa.insert(STAFF), values | {"username_key": username_key(values["username"]), "version": 1}
    )


def add_many_staff(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Several new people."""
    connection.execute(
        sa.insert(STAFF),
        [row | {"username_key": username_key(row["username"]), "version": 1} for row in rows],
    )


def change_staff(connection: Connection, staff_id: str, values: dict[str, Any]) -> None:
    """Other values for a person; the version grows by one."""
    statement = sa.update(STAFF).where(STAFF.c.id == staff_id)
    connection.execute(statement.values(**values, version=STAFF.c.version + 1))


def client_named(connection: Connection, client_id: str, *, lock: bool = False) -> RowMapping | None:
    """The system with this client id."""
    statement = sa.select(CLIENTS).where(CLIENTS.c.client_id == client_id)
    return connection.execute(statement.with_for_update() if lock else statement).mappings().first()


def add_client(connection: Connection, values: dict[str, Any]) -> None:
    """A new system."""
    connection.execute(sa.insert(CLIENTS), values | {"version": 1})


def change_client(connection: Connection, client_id: str, values: dict[str, Any]) -> None:
    """Other values for a system; the version grows by one."""
    statement = sa.update(CLIENTS).where(CLIENTS.c.client_id == client_id)
    connection.execute(statement.values(**values, version=CLIENTS.c.version + 1))


def is_empty(connection: Connection) -> bool:
    """Whether nobody is registered yet, person or system."""
    return all(connection.execute(sa.select(sa.literal(1)).select_from(t).limit(1)).first() is None
               for t in (STAFF, CLIENTS))  # fmt: skip


def all_staff(connection: Connection) -> list[RowMapping]:
    """Everyone, by username, without their password's hash."""
    columns = [column for column in STAFF.c if column.name != "password_hash"]
    return list(connection.execute(sa.select(*columns).order_by(STAFF.c.username_key)).mappings())


def all_clients(connection: Connection) -> list[RowMapping]:
    """Every system, by client id, without its secret's hash."""
    columns = [column for column in CLIENTS.c if column.name != "secret_hash"]
    return list(connection.execute(sa.select(*columns).order_by(CLIENTS.c.client_id)).mappings())
