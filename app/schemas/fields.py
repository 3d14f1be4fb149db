"""How values are read at the edge: real dates only, plain text only, nothing silently turned into something else."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.domain.event_fields import EARLIEST, LATEST, LINE_ENDS, LINE_HELP, UNREADABLE, parse_date

DATE_HELP = "Give a real date as YYYY-MM-DD, for example 2026-11-22."
RANGE_HELP = "Give a date from 1900-01-01 to 2200-12-31."
TEXT_HELP = "Take out characters that cannot be shown."


def _read_day(value: Any) -> dt.date:
    day = value if type(value) is dt.date else parse_date(value)
    if day is None:
        raise PydanticCustomError("date_invalid", DATE_HELP)
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError("date_out_of_range", RANGE_HELP)
    return day


def _read_text(value: str) -> str:
    if UNREADABLE.search(value):
        raise PydanticCustomError("character_invalid", TEXT_HELP)
    return value


def _read_line(value: str) -> str:
    if LINE_ENDS.search(value):
        raise PydanticCustomError("character_invalid", LINE_HELP)
    return value


Day = Annotated[dt.date, BeforeValidator(_read_day)]
"""A date as YYYY-MM-DD, from 1900 to 2200."""

Readable = AfterValidator(_read_text)
_OnOneLine = AfterValidator(_read_line)
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Readable, _OnOneLine
]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Readable, _OnOneLine
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Readable]
PrisonNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z][0-9]{4}[A-Za-z]{2}$"),
    Field(examples=["A1234BC"]),
]
Crn = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z][0-9]{6}$"),
    Field(examples=["X123456"]),
]
Flag = Annotated[bool, Field(strict=True)]
"""True or false, never a word or a number that might mean it."""

PrisonCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["FHI"])]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$"), Field(examples=["east_midlands"])]


FileFormat = Annotated[
    Literal["json", "csv"] | None,
    Field(description="csv answers every row of the list as a file; so does `Accept: text/csv`."),
]
"""How a list is wanted: a page as JSON, or all of it as a file (app/api/csv_lists.py)."""


class Given(BaseModel):
    """What a caller sends: unknown fields are refused, numbers and flags are not guessed at."""

    model_config = ConfigDict(extra="forbid", strict=False)


class Shown(BaseModel):
    """What the API answers."""

    model_config = ConfigDict(from_attributes=True)


class Problem(Shown):
    """Every error, as `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None
    errorCode: str | None = None  # noqa: N815
    userMessage: str | None = None  # noqa: N815
    developerMessage: str | None = None  # noqa: N815
    moreInfo: str | None = None  # noqa: N815
    errors: list[dict[str, str]] | None = None
