"""What prisons offer, as it is kept and shown."""

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.fields import Given, Line, Readable, Shown

InterventionCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]
Codes = Annotated[list[InterventionCode], Field(max_length=40)]


class OfferIn(Given):
    """What a prison offers; null where it is not known, which is never a no."""

    holds_restricted_status: Annotated[bool | None, Field(strict=True)]
    mother_and_baby_unit: Annotated[bool | None, Field(strict=True)]
    interventions: Codes | None
    source: Line = Field(description="Where this is known from.")


class InterventionIn(Given):
    """An intervention for the list; its code is made of its name."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]


class PrisonSaid(Shown):
    """A prison of the women's estate."""

    code: str
    name: str
    category: str
    operator: str
    region: str


class InterventionOut(Shown):
    """An intervention of the list."""

    code: str
    name: str


class OfferOut(Shown):
    """What a prison offers; null where it is not known."""

    prison: PrisonSaid
    version: int
    holds_restricted_status: bool | None
    mother_and_baby_unit: bool | None
    interventions: list[str] | None
    source: str | None
    changed_at: dt.datetime | None
    changed_by: str | None


class OfferList(Shown):
    """The women's prisons with what each offers, and the interventions there are."""

    items: list[OfferOut]
    interventions: list[InterventionOut]
