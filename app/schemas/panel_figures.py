"""Reports and extracts of the panel as they are asked for and shown: counts alone, nobody's name."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.domain.panel import Area
from app.schemas.fields import Day, FileFormat, Given, Shown, Text

OwnerName = Literal["prison_group_director", "deputy_director"]
QuarterName = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-Q[1-4]$"), Field(examples=["2026-Q3"])]


class AccountQuery(Given):
    """Whose report, over which days (both included), in which format."""

    owner: OwnerName
    from_: Day | None = Field(default=None, alias="from", description="Twelve months before the last day.")
    to: Day | None = Field(default=None, description="Today where left out.")
    format: FileFormat = None


class Count(Shown):
    """How many of one category; null where it is kept confidential."""

    category: str
    count: int | None


class Table(Shown):
    """Counts that add up to one total. `withheld`: the whole table is kept confidential."""

    measure: str
    by: str
    total: int | None
    withheld: bool
    counts: list[Count]


class MonthWithout(Shown):
    """A month that went without a board in some area."""

    month: dt.date
    areas: list[Area]


class AccountOut(Shown):
    """The report to one senior responsible owner."""

    owner: OwnerName
    from_: dt.date = Field(alias="from")
    to: dt.date
    tables: list[Table]
    months_without_board: list[MonthWithout]


class ExtractIn(Given):
    """Which quarter, and for whom or why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"quarter": "2026-Q3", "reason": "Commissioned monitoring, year two."}]
        },
    )

    quarter: QuarterName
    reason: Text


class ExtractHead(Shown):
    """An extract that was made."""

    quarter: str
    from_: dt.date = Field(alias="from")
    to: dt.date
    made_at: dt.datetime
    reason: str


class ExtractOut(ExtractHead):
    """An extract as it was made: counts of one to four are null, and others that would give them away."""

    tables: list[Table]


class ExtractList(Shown):
    """The extracts that were made, the latest quarter first."""

    items: list[ExtractHead]
    page: int
    size: int
    total: int
    next: str | None
