"""Whose cases a caller may see: what is outside their scope is not found, as if it were not there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.refusals import NotFound
from app.repositories import cases

NO_SUCH_CASE = "There is no such case, or none that you may see. Check the number."


def visible_case(
    connection: Connection, caller: Caller, reference: str, on: date, *, lock: bool = False
) -> Mapping[str, Any]:
    """The case of an id, prison number or CRN; NotFound where there is none that this caller may see."""
    row = cases.find_case(connection, reference, on, lock=lock)
    if row is None or not may_see(caller, row):
        raise NotFound(NO_SUCH_CASE)
    return row


def may_see(caller: Caller, row: Mapping[str, Any]) -> bool:
    """Whether the case is at one of the caller's prisons, or its home is in one of their regions."""
    return caller.scope.covers(prison=row["prison_code"], region=row["home_region"])
