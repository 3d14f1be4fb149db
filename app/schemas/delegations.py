"""Who may decide in the Prison Group Director's place, as it is kept and shown."""

import datetime as dt
from typing import Annotated

from pydantic import StringConstraints

from app.schemas.fields import Day, Given, Readable, Shown, Text

Username = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), Readable]


class DelegateIn(Given):
    """Somebody with a role on the panel who may decide in the director's place; the last day counts."""

    username: Username
    first_day: Day
    last_day: Day
    reason: Text


class DelegationOut(Shown):
    """Who may decide in the director's place, and when."""

    id: str
    version: int
    username: str
    name: str
    first_day: dt.date
    last_day: dt.date
    reason: str
    named_at: dt.datetime
    named_by: str
    ended_on: dt.date | None
    ended_by: str | None
    holds_today: bool


class DelegationList(Shown):
    """Delegations that hold now or from a coming day."""

    items: list[DelegationOut]
