"""The view from above as it is shown: every count with the list that it is the total of."""

from datetime import date

from pydantic import Field

from app.schemas.fields import Given, PrisonCode, RegionCode, Shown

LIST = "The address of the list behind it, below /api/v1."


class DashboardQuery(Given):
    """Which place: a prison or a region."""

    prison: PrisonCode | None = None
    region: RegionCode | None = None


class Count(Shown):
    """A count. `total` is null above what lists count."""

    total: int | None
    list: str = Field(description=LIST)


class CountOf(Count):
    """A count of what a code names."""

    code: str


class CountIn(Shown):
    """A count in a month; in the first, of the days that are left of it."""

    month: str = Field(examples=["2026-12"])
    total: int
    list: str = Field(description=LIST)


class WorkloadRow(Shown):
    """What a person carries in one role. `points` weigh risk, sentence and MAPPA level; null list: not registered."""

    staff_id: str | None
    name: str
    role: str
    total: int
    leading: int
    points: float
    list: str | None = Field(description=LIST)


class Dashboard(Shown):
    """The view from above of one place."""

    prison: str | None
    region: str | None
    on: date
    open_cases: Count
    unallocated: Count
    no_community_manager: Count
    workload: list[WorkloadRow]
    handovers: list[CountIn]
    parole: list[CountIn]
    overdue: list[CountOf]
    missing: list[CountOf]
