"""Comparisons of two policies over a caseload: what is asked for, how far a run is, and what came out."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from app.schemas.fields import FileFormat, Given, Line, PrisonCode, RegionCode, Shown
from app.schemas.ownership import Responsible
from app.schemas.places import PrisonRef

State = Literal["queued", "running", "done", "failed"]
By = Literal["prison", "region"]
PolicyId = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9_-]+$")]
SettingKey = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9_]+$")]
SettingValue = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True, ge=-100_000, le=100_000)]
    | Annotated[str, StringConstraints(max_length=60)]
)
Settings = Annotated[dict[SettingKey, SettingValue], Field(max_length=40)]


class SideIn(Given):
    """One side of a comparison."""

    policy: PolicyId = Field(
        default="in_force",
        description="The id of a policy, or `in_force`: what governs each case by the decisions recorded so far.",
        examples=["omcp-2013-option-1"],
    )
    settings: Settings = Field(
        default_factory=dict, description="Settings that differ from the policy's own."
    )


class FilterIn(Given):
    """Which open cases are compared; what is left out narrows nothing."""

    prisons: list[PrisonCode] = Field(default_factory=list, max_length=200)
    regions: list[RegionCode] = Field(default_factory=list, max_length=40)
    estate: Literal["women", "men"] | None = None
    provider: Literal["nps", "crc"] | None = None
    sentence_type: Literal["SDS", "EDS", "SOPC", "LIFE", "IPP", "DPP"] | None = None


_OPTIONS: JsonDict = {
    "title": "Options 1 and 2 of the 2013 paper",
    "left": {"policy": "omcp-2013-option-1"},
    "right": {"policy": "omcp-2013-option-2", "settings": {"handover_months": 8}},
    "filter": {"prisons": ["FHI"], "estate": "women"},
    "caseload": 50,
}


class ComparisonIn(Given):
    """Two policies, or two settings of one, over the caller's cases."""

    model_config = ConfigDict(json_schema_extra={"examples": [_OPTIONS]})

    left: SideIn
    right: SideIn
    filter: FilterIn = Field(default_factory=FilterIn)
    caseload: int = Field(
        default=50, ge=1, le=1000, strict=True, description="Cases a person, for the staff needed."
    )
    title: Line | None = Field(default=None, description="What a board will know it by.")


class DecisionCited(Shown):
    """A decision that was in force when the run was started."""

    title: str
    policy: str
    version: str
    in_force_from: dt.date
    place_kind: str
    place_code: str | None


class SideOut(Shown):
    """One side as it was when the run was started."""

    policy: str
    title: str
    version: str | None = Field(description="Null for what is in force: see its decisions.")
    settings: dict[str, str | int | bool] = Field(description="Those that differ from the policy's own.")
    decisions: list[DecisionCited] = Field(default_factory=list)


class ComparisonOut(Shown):
    """A kept run with its inputs. Once it is over nothing of it changes, so that it can be cited by its reference."""

    id: str
    reference: str
    title: str
    state: State
    on: dt.date = Field(description="The day from which on the policies are compared.")
    created_at: dt.datetime
    created_by: str
    created_by_name: str | None
    filter: FilterIn
    left: SideOut
    right: SideOut
    caseload: int
    cases_total: int
    cases_done: int
    moved: int = Field(
        description="Cases whose responsible side or lead role differs on some day of the months."
    )
    moved_side: int = Field(description="Those of them whose responsible side differs.")
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    failure: str | None


class ComparisonList(Shown):
    """Runs, the latest first."""

    items: list[ComparisonOut]
    page: int | None = None
    size: int
    total: int | None
    next: str | None


class MonthOfSide(Shown):
    """Cases that each side owns at the end of a month, the people they need, and the handovers in the month."""

    custody: int
    community: int
    none: int
    custody_staff: int
    community_staff: int
    handovers: int


class MonthOut(Shown):
    """A month by both policies. Of today's cases alone: nobody new, and no release that is not recorded."""

    month: str
    counted_on: dt.date
    moves: int = Field(description="Cases whose owner first differs in this month.")
    left: MonthOfSide
    right: MonthOfSide


class Direction(Shown):
    """How many cases are owned by one side under the left policy and by another under the right one."""

    left: Responsible
    right: Responsible
    cases: int


class ResultOut(Shown):
    """What came out, by month."""

    months: list[MonthOut]
    directions: list[Direction]


class ComparisonWithResult(ComparisonOut):
    """A run, with its result where it is over."""

    result: ResultOut | None


class OwnerOfSide(Shown):
    """Who owns a case by one of the policies."""

    responsible: Responsible
    lead_role: str | None
    reason_code: str


class CaseNamed(Shown):
    """Whose case it is."""

    id: str
    prison_number: str | None
    crn: str | None
    first_name: str
    last_name: str


class MoveOut(Shown):
    """A case whose owner differs, from which day, and both owners of that day."""

    case: CaseNamed | None = Field(description="Null where you may not see the case today.")
    differs_on: dt.date
    side_differs_on: dt.date | None = Field(description="Null where only the lead role differs.")
    prison: PrisonRef | None = Field(description="Where the case was when the run was made.")
    home_region: str | None
    left: OwnerOfSide
    right: OwnerOfSide


class MoveList(Shown):
    """Cases that move, by the first day that differs."""

    items: list[MoveOut]
    page: int | None = None
    size: int
    total: int
    next: str | None


class OwnedOut(Shown):
    """How many cases one lead role has at the end of a month by each policy, and how many people they need."""

    month: str
    counted_on: dt.date
    responsible: Responsible
    lead_role: str | None
    left_cases: int
    right_cases: int
    left_staff: int
    right_staff: int


class OwnedList(Shown):
    """Every month of every lead role."""

    items: list[OwnedOut]
    page: int | None = None
    size: int
    total: int
    next: str | None


class HandoversInMonth(Shown):
    """Handovers to the community in a month by each policy."""

    month: str
    left: int
    right: int


class PlaceHandovers(Shown):
    """Handovers of one prison or one probation region by month."""

    code: str | None = Field(description="Null where the record names no place.")
    name: str | None
    left_total: int
    right_total: int
    months: list[HandoversInMonth]


class PlaceHandoverList(Shown):
    """Handovers by place."""

    items: list[PlaceHandovers]
    page: int | None = None
    size: int
    total: int
    next: str | None


class ComparisonsQuery(Given):
    """A page of runs."""

    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")


class MovesQuery(ComparisonsQuery):
    """A page of cases that move."""

    format: FileFormat = None


class OwnedQuery(Given):
    """How the months are wanted."""

    format: FileFormat = None


class HandoversQuery(ComparisonsQuery):
    """Handovers of which kind of place."""

    by: By = "prison"
    format: FileFormat = None
