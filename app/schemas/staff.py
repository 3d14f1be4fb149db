"""Staff as a workforce and their teams, as the API takes and gives them."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from app.schemas.fields import Day, FileFormat, Given, PrisonCode, Readable, RegionCode, Shown
from app.schemas.places import PrisonRef
from app.schemas.roles import Availability, CaseRole

TeamCode = Annotated[
    str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9_-]{1,19}$"), Field(examples=["EMD-DERBY"])
]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$"), Readable]


class StaffQuery(Given):
    """Which people, and which part of the list."""

    q: Annotated[str, Field(max_length=100), Readable] | None = Field(
        default=None, description="Part of a name."
    )
    prison: PrisonCode | None = None
    team: TeamCode | None = None
    region: RegionCode | None = None
    duty: CaseRole | None = None
    availability: Availability | None = None
    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")
    format: FileFormat = None


class StaffPatch(Given):
    """How a person works. A field left out stays; null clears a place or a day."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"availability": "away", "away_until": "2026-12-18", "tenths": 8}]},
    )

    duties: list[CaseRole] = Field(default=[], max_length=6)
    prison: PrisonCode | None = None
    team: TeamCode | None = None
    tenths: Annotated[int, Field(ge=1, le=10, strict=True)] = Field(
        default=10, description="Tenths of a full week of 37.5 hours."
    )
    availability: Availability = "available"
    away_until: Day | None = Field(default=None, description="The last day away.")


class TeamRef(Shown):
    """The team somebody works in."""

    code: str
    name: str | None
    region: str | None


class Counted(Shown):
    """So many cases of one code."""

    code: str
    cases: int


class WorkloadOut(Shown):
    """What a person carries. `points` weigh each case by risk, sentence and part; `load` is as a full week feels it."""

    cases: int
    leading: int
    supporting: int
    co_working: int
    points: float
    load: float
    by_role: list[Counted]
    by_rosh: list[Counted]


class StaffOut(Shown):
    """A person of the workforce. The ETag of the response is `version`."""

    id: str
    version: int
    name: str
    email: str | None
    duties: list[str]
    prison: PrisonRef | None
    team: TeamRef | None
    tenths: int
    availability: str
    away_until: date | None
    workload: WorkloadOut
    new_last_7_days: int
    handovers_next_56_days: int
    releases_next_28_days: int
    last_allocated_on: date | None


class StaffList(Shown):
    """A page of people, by name."""

    items: list[StaffOut]
    page: int | None
    size: int
    total: int | None
    next: str | None


class StaffName(Shown):
    """A person as a choice."""

    id: str
    name: str


class StaffNames(Shown):
    """The people of a place by name, for a choice; `more` where there are more than are given."""

    items: list[StaffName]
    more: bool


class StaffCompared(Shown):
    """Up to four people side by side."""

    items: list[StaffOut]


class TeamIn(Given):
    """A new team of community offender managers."""

    code: TeamCode
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
    region: RegionCode
    email: Email | None = None


class TeamOut(Shown):
    """A team."""

    code: str
    name: str
    region: str
    email: str | None
    active: bool


class TeamList(Shown):
    """The teams, by name."""

    items: list[TeamOut]
