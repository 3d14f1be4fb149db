"""What the secretariat keeps for referrals: guiding principles, and points of contact at prisons."""

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.fields import Day, Given, Line, PrisonCode, Readable, Shown
from app.schemas.places import PrisonRef
from app.schemas.referrals import Flag, What

PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Telephone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=40), Readable]
Position = Annotated[int, Field(ge=1, le=1000, strict=True)]


class PrincipleIn(Given):
    """A principle that is in force from today."""

    text: What = Field(examples=["Local approaches have been tried for three months."])
    source: Line | None = Field(default=None, description="Where it comes from.")
    position: Position | None = Field(default=None, description="Its place; the last if left out.")


class PrinciplePatch(Given):
    """Other words or another place; or retired from today."""

    text: What | None = None
    source: Line | None = None
    position: Position | None = None
    retired: Flag = False


class PrincipleOut(Shown):
    """A guiding principle. `to_on` is the first day on which it no longer held."""

    id: str
    version: int
    position: int
    text: str
    source: str | None
    from_on: dt.date
    to_on: dt.date | None


class PrincipleList(Shown):
    """The guiding principles in their order."""

    items: list[PrincipleOut]


class SpocIn(Given):
    """A point of contact at a women's prison."""

    prison: PrisonCode
    name: PersonName
    email: Email | None = None
    telephone: Telephone | None = None
    starts_on: Day
    ends_on: Day | None = Field(default=None, description="The first day on which they are it no longer.")


class SpocPatch(Given):
    """How they are reached, or when they end."""

    name: PersonName | None = None
    email: Email | None = None
    telephone: Telephone | None = None
    ends_on: Day | None = None


class SpocOut(Shown):
    """A point of contact."""

    id: str
    version: int
    prison: PrisonRef
    name: str
    email: str | None
    telephone: str | None
    starts_on: dt.date
    ends_on: dt.date | None


class SpocList(Shown):
    """Points of contact by the names of their prisons."""

    items: list[SpocOut]
