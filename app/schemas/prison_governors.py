"""The register of Governors and Directors as it is kept and shown."""

import datetime as dt
from typing import Literal

from pydantic import Field

from app.schemas.fields import Day, Given, PrisonCode, Shown
from app.schemas.panel_care import PersonName
from app.schemas.places import PrisonRef


class GovernorIn(Given):
    """Who governs a prison from a day on."""

    prison: PrisonCode
    name: PersonName
    from_on: Day


class GovernorOut(Shown):
    """A women's prison, and its Governor or Director now."""

    prison: PrisonRef
    title: Literal["governor", "director"] = Field(description="Director at a contracted prison.")
    name: str | None
    from_on: dt.date | None


class GovernorList(Shown):
    """Every women's prison, by name."""

    items: list[GovernorOut]
