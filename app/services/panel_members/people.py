"""Finds the people of the register by the names that callers give."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.refusals import Conflict, InvalidInput
from app.repositories.identity import register
from app.services.unit_of_work import UnitOfWork

UNKNOWN = "Nobody active in the register has this username. Check the spelling."
NOT_REGISTERED = (
    "You are not in the register of staff, so nothing can be signed in your name. Ask an administrator."
)
Row = Mapping[str, Any]


def known_person(connection: Connection, username: str, field: str = "username") -> Row:
    """The active person of a username. Raises InvalidInput about `field`."""
    person = register.staff_named(connection, username)
    if person is None or not person["active"]:
        raise InvalidInput.of(field, "unknown_person", UNKNOWN)
    return dict(person)


def myself(work: UnitOfWork) -> Row:
    """The caller's own entry in the register. Raises Conflict where an outside issuer alone knows them."""
    person = register.staff_named(work.connection, work.caller.username)
    if person is None:
        raise Conflict(NOT_REGISTERED, code="not_registered")
    return dict(person)
