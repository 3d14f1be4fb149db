"""Handovers as they are listed, shown and worked on."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from app.schemas.fields import Day, FileFormat, Given, PrisonCode, Readable, RegionCode, Shown, Text
from app.schemas.ownership import BasisOut, PeriodOut, Responsible
from app.schemas.places import PrisonRef

ListName = Literal["upcoming", "in_progress", "overdue_tasks", "community_manager_overdue", "returning"]
Kind = Literal["standard", "enhanced", "parole", "recall"]
Report = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000), Readable]


class HandoverNarrowed(Given):
    """What lists of handovers are narrowed to."""

    q: Annotated[str, Field(max_length=100)] | None = Field(
        default=None, description="A name or number, by its start."
    )
    prison: PrisonCode | None = None
    region: RegionCode | None = None
    staff: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="The id of a person who holds some role on the case."
    )
    reason: Annotated[str, Field(max_length=60)] | None = Field(
        default=None,
        description="The reason code of the community's stay, or of the prison's where it waits.",
    )
    kind: Kind | None = None
    rosh: Literal["low", "medium", "high", "very_high"] | None = None
    tier: Literal["A", "B", "C", "D", "E", "F", "G"] | None = None


class HandoverQuery(HandoverNarrowed):
    """Which list, what it is narrowed to, and which part of it is wanted."""

    list: ListName = "upcoming"
    sort: Literal["handover_date,asc", "handover_date,desc"] = "handover_date,asc"
    size: Annotated[int, Field(ge=1, le=100)] = 25
    next: Annotated[str, Field(max_length=400)] | None = Field(
        default=None, description="As the page before gave it."
    )
    counts: bool = Field(default=False, description="Whether to tell how many each of the lists has, too.")
    format: FileFormat = None


class HandoverRow(Shown):
    """A case on its way from one side to the other."""

    id: str = Field(description="The id of the case.")
    prison_number: str | None
    crn: str | None
    first_name: str
    last_name: str
    prison: PrisonRef | None
    home_region: str | None
    kind: Kind
    reason_code: str | None
    support_date: date | None = Field(description="When the community begins to support.")
    handover_date: date | None = Field(description="The first day on which the community is responsible.")
    returns_date: date | None
    waits_since: date | None = Field(description="Since when it waits for the next review, or will.")
    release_date: date | None
    rosh_level: str | None
    mappa_level: int | None
    tier: str | None
    prison_lead: str | None = Field(description="Who leads or supports the case in the prison.")
    community_manager_name: str | None
    community_manager_email: str | None
    community_team: str | None
    steps_settled: int
    steps_of: int
    complete: bool
    accepted_on: date | None
    due_soon: bool
    days_overdue: int | None
    lists: list[ListName]


class HandoverCounts(Shown):
    """How many each list has; null above what is counted."""

    upcoming: int | None
    in_progress: int | None
    overdue_tasks: int | None
    community_manager_overdue: int | None
    returning: int | None


class HandoverList(Shown):
    """A page of handovers. `total` is null where counting is dear; `next` serves any depth."""

    items: list[HandoverRow]
    page: int | None
    size: int
    total: int | None
    next: str | None
    counts: HandoverCounts | None = Field(default=None, description="With `counts=true`.")


class StepOut(Shown):
    """An item of the checklist: what, whose, why, and how it stands."""

    code: str
    side: Literal["prison", "community"]
    what: str
    basis: list[BasisOut]
    may_be_left: bool = Field(description="Whether it may be marked as not needed, with a note.")
    state: Literal["open", "done", "not_needed"]
    note: str | None
    settled_on: date | None
    settled_at: datetime | None
    settled_by: str | None


class Progress(Shown):
    """How many items are settled."""

    settled: int
    of: int


class CommunityManager(Shown):
    """Who is named in the community."""

    name: str | None
    email: str | None
    team: str | None


class HandoverRecordOut(Shown):
    """The open record of a handover. The ETag for changing it is `version`."""

    id: str
    version: int
    state: Literal["foreseen", "upcoming", "handed_over", "waiting"]
    kind: Kind
    reason_code: str | None
    record_opened_on: date
    support_date: date | None = Field(validation_alias="starts_on")
    handover_date: date | None = Field(validation_alias="handover_on")
    returns_date: date | None = Field(validation_alias="returns_on")
    due_soon: bool
    days_overdue: int | None
    community_manager: CommunityManager
    steps: list[StepOut]
    progress: Progress
    complete: bool
    report: str | None
    report_at: datetime | None
    report_by: str | None
    accepted_on: date | None
    accepted_by: str | None = Field(validation_alias="accepted_name")
    declined_on: date | None
    declined_by: str | None
    decline_reason: str | None


class EarlierHandover(Shown):
    """A handover that is over."""

    id: str
    kind: Kind
    reason_code: str | None
    record_opened_on: date
    handover_date: date | None = Field(validation_alias="handover_on")
    complete: bool
    accepted_on: date | None
    accepted_by: str | None = Field(validation_alias="accepted_name")
    closed_on: date
    closed_because: Literal["returned", "released", "closed"]


class HandoverOut(Shown):
    """The handover of a case. `record` is null where none is foreseen."""

    case_id: str
    lists: list[ListName]
    waits_since: date | None
    record: HandoverRecordOut | None
    earlier: list[EarlierHandover]


class StepIn(Given):
    """What is said of one item; `not_needed` wants a note."""

    code: Annotated[str, Field(max_length=50)]
    state: Literal["open", "done", "not_needed"]
    note: Text | None = None


class AcceptedIn(Given):
    """The community accepts the handover, on this day."""

    on: Day


class DeclinedIn(Given):
    """The community does not accept it yet, and says why."""

    reason: Text


_CHANGE: JsonDict = {
    "steps": [{"code": "contact_community_manager", "state": "done", "note": "By telephone."}]
}


class HandoverPatch(Given):
    """What is changed on a handover: items of its checklist, the report, the community's answer."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_CHANGE]})

    steps: list[StepIn] = Field(default=[], max_length=30)
    report: Report | None = None
    accepted: AcceptedIn | None = None
    declined: DeclinedIn | None = None


class SummaryCase(Shown):
    """Whose handover it is."""

    id: str
    prison_number: str | None
    crn: str | None
    first_name: str
    last_name: str
    date_of_birth: date | None
    prison: str | None
    home_area: str | None
    home_region: str | None
    rosh_level: str | None
    mappa_level: int | None
    sentence_type: str | None
    dates: dict[str, date]


class SummaryPerson(Shown):
    """Who holds a role of the case."""

    role: str
    name: str
    since: date


class HandoverSummary(Shown):
    """The handover on one page. `record` is null where none is open."""

    case: SummaryCase
    printed_on: date
    responsible: Responsible
    reason: str
    record: HandoverRecordOut | None
    people: list[SummaryPerson]
    periods: list[PeriodOut]
