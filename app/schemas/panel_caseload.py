"""The panel's caseload as it is asked for, kept and shown."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.schemas.cases import Manager, PrisonRef
from app.schemas.fields import Day, FileFormat, Given, Line, PrisonCode, Readable, RegionCode, Shown, Text
from app.schemas.ownership import Responsible

Route = Literal["complex_needs", "restricted_status"]
Aim = Literal["stabilise", "wellbeing", "staff_support", "reduce_risk", "progress"]
AimState = Literal["improving", "static", "worsening", "met"]
Stage = Literal["active", "stepped_down", "closed"]
Attention = Literal[
    "review_overdue", "overdue_actions", "near_transition", "restricted", "defects", "no_formulation"
]
Leaving = Literal["aims_met", "released", "left_the_estate", "no_longer_needed", "died", "other"]
Defect = Literal["withheld_without_reason", "restricted_review_overdue"]
Organisation = Literal["parole_board", "health", "local_authority", "police", "voluntary", "other"]
SupportState = Literal["asked_for", "offered", "taken_up", "not_taken_up"]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Readable]
Whole = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000), Readable]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Readable]
Legacy = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Readable]
ReviewName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), Readable]
CaseName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Readable]
Routes = Annotated[list[Route], Field(min_length=1, max_length=2)]
Flag = Annotated[bool, Field(strict=True)]

_REVIEW: JsonDict = {
    "held_on": "2026-11-20",
    "her_view": "She says that the mornings have become easier.",
    "summary": "Sleeping better; two incidents since the last review, both talked down.",
    "aims": [{"aim": "stabilise", "state": "improving"}, {"aim": "progress", "state": "static"}],
    "next_review_on": "2027-02-19",
}


class CaseloadNarrowed(Given):
    """What the caseload is narrowed to, and how it is ordered."""

    stage: Literal["live", "active", "stepped_down", "closed"] = Field(
        default="live", description="`live`: active or stepped down."
    )
    route: Route | None = Field(default=None, description="Whoever came by it, perhaps by the other too.")
    aim: Aim | None = Field(default=None, description="Of which a review has said how it stands.")
    aim_state: AimState | None = Field(default=None, description="With `aim`: as it stands now.")
    attention: Attention | None = None
    prison: PrisonCode | None = None
    region: RegionCode | None = None
    q: Annotated[str, Field(max_length=100)] | None = Field(
        default=None, description="A name or number, by its start."
    )
    sort: Literal["next_review", "name"] = "next_review"

    @model_validator(mode="after")
    def _a_state_is_of_an_aim(self) -> Self:
        if self.aim_state and not self.aim:
            raise PydanticCustomError("aim_missing", "Give the aim of which this is the state.")
        return self


class CaseloadQuery(CaseloadNarrowed):
    """The same, and which part of the list is wanted."""

    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")
    format: FileFormat = None


class CaseOnList(Shown):
    """Whose entry it is."""

    id: str
    prison_number: str | None
    crn: str | None
    first_name: str
    last_name: str
    home_region: str | None
    prison: PrisonRef | None


class AimNow(Shown):
    """How an aim stands; null where no review has said."""

    aim: Aim
    state: AimState | None
    since: dt.date | None


class OwnerNow(Shown):
    """Who owns the case from a day on."""

    responsible: Responsible
    lead_role: str | None
    since: dt.date


class RestrictedNow(Shown):
    """Restricted Status in force, and what is wrong with its record."""

    from_on: dt.date
    next_review_on: dt.date
    withheld: int = Field(description="Of the regime and interventions, how much is withheld.")
    defects: list[Defect]


class AlertOut(Shown):
    """A handover or release that is near."""

    kind: Literal["handover", "release"]
    due_on: dt.date
    raised_on: dt.date


class EntryRow(Shown):
    """An entry in a list."""

    id: str
    version: int
    case_id: str
    case: CaseOnList
    stage: Stage
    routes: list[Route]
    legacy_reference: str | None
    referral_id: str | None
    entered_on: dt.date
    next_review_on: dt.date | None
    review_overdue: bool
    last_review_on: dt.date | None
    aims: list[AimNow]
    open_actions: int
    overdue_actions: int
    operational_manager: Manager | None
    owner: OwnerNow | None
    next_owner: OwnerNow | None = Field(description="Who owns the case next, if nothing more is told.")
    restricted: RestrictedNow | None
    alerts: list[AlertOut]
    formulation_number: int | None = Field(description="The version of her formulation; null for none.")
    stepped_down_on: dt.date | None
    left_on: dt.date | None
    left_because: Leaving | None


class CaseloadList(Shown):
    """A page of the caseload. `total` is null where counting is dear; `next` serves any depth."""

    items: list[EntryRow]
    page: int | None
    size: int
    total: int | None
    next: str | None


class AimTotals(Shown):
    """How many entries stand how in one aim."""

    aim: Aim
    improving: int
    static: int
    worsening: int
    met: int
    not_said: int


class PrisonTotal(Shown):
    """How many are at a prison; null for those at none."""

    prison: PrisonRef | None
    total: int


class CaseloadTotals(Shown):
    """What the entries of a list come to."""

    on: dt.date
    total: int
    active: int
    stepped_down: int
    complex_needs: int
    restricted_status_route: int
    both_routes: int
    reviews_overdue: int
    restricted_now: int
    with_defects: int
    near_transition: int
    with_overdue_actions: int
    overdue_actions: int
    without_formulation: int
    aims: list[AimTotals]
    prisons: list[PrisonTotal]


class PersonOfCase(Shown):
    """Who holds a role of the case; the panel shows them and moves none of them."""

    role: str
    name: str


class Recorded(Shown):
    """Something that was kept, by whom and when."""

    id: str
    recorded_at: dt.datetime
    recorded_by: str


class ReviewOut(Recorded):
    """A review, with her view or the reason why it is not here."""

    number: int
    held_on: dt.date
    her_view: str | None
    no_view_reason: str | None
    summary: str
    next_review_on: dt.date


class AimStateOut(Recorded):
    """How an aim stood from a day on."""

    aim: Aim
    state: AimState
    stood_on: dt.date
    note: str | None
    is_current: bool
    review_id: str | None


class FormulationOut(Recorded):
    """A version of her formulation."""

    number: int
    summary: str
    author: str
    written_on: dt.date


class RestrictedOut(Recorded):
    """A Restricted Status; `to_on` is the first day on which it no longer holds."""

    version: int
    from_on: dt.date
    decided_by: str
    reason: str
    next_review_on: dt.date
    to_on: dt.date | None
    end_decided_by: str | None
    end_reason: str | None


class RegimeOut(Recorded):
    """A part of the regime or an intervention, and whether she has it."""

    version: int
    kind: Literal["regime", "intervention"]
    name: str
    state: Literal["available", "withheld"]
    reason: str | None
    from_on: dt.date
    is_defect: bool = Field(description="Withheld, and nobody has said why.")


class SupportOut(Recorded):
    """Support for a group of staff."""

    version: int
    state: SupportState
    staff_group: str
    requested_by: str
    requested_on: dt.date
    asked_for: str
    offered: str | None
    offered_on: dt.date | None
    taken_up: bool | None
    answered_on: dt.date | None
    outcome: str | None


class StakeholderOut(Recorded):
    """A contact with a stakeholder about her."""

    organisation_kind: Organisation
    organisation: str
    person: str | None
    happened_on: dt.date
    text: str
    parole_review_id: str | None


class EntryOut(EntryRow):
    """An entry with everything that is kept under it. The ETag of the response is `version`."""

    entry_reason: str | None
    entered_by: str
    step_down_reason: str | None
    left_note: str | None
    people: list[PersonOfCase]
    reviews: list[ReviewOut] = Field(description="The latest first.")
    aim_history: list[AimStateOut] = Field(description="The earliest first.")
    formulation: FormulationOut | None = Field(description="The current one; null says that there is none.")
    earlier_formulations: list[FormulationOut]
    restricted_statuses: list[RestrictedOut]
    regime: list[RegimeOut]
    staff_support: list[SupportOut]
    stakeholder_contacts: list[StakeholderOut]


class EntryIn(Given):
    """Somebody whom no referral brings on the caseload."""

    case: CaseName = Field(description="The id of a case, a prison number or a CRN.")
    routes: Routes
    entry_reason: Text
    legacy_reference: Legacy | None = Field(
        default=None, description="Under the earlier central supervision of cases."
    )
    entered_on: Day | None = Field(default=None, description="Today, if left out.")
    next_review_on: Day | None = Field(default=None, description="In three months, if left out.")


class EntryPatch(Given):
    """Routes, the next review, the older reference; what is left out stays."""

    routes: Routes | None = None
    next_review_on: Day | None = None
    legacy_reference: Legacy | None = None


class StepDownIn(Given):
    """Why she is stepped down, and when she is reviewed next."""

    reason: Text
    next_review_on: Day


class StepUpIn(Given):
    """Why she is active again."""

    reason: Text


class LeaveIn(Given):
    """Why she leaves the caseload; `other` needs a note."""

    because: Leaving
    note: Text | None = None
    left_on: Day | None = Field(default=None, description="Today, if left out.")


class AimIn(Given):
    """How an aim stands."""

    aim: Aim
    state: AimState
    note: Note | None = None


class ReviewIn(Given):
    """A review. It holds her own view, or says why it does not."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_REVIEW]})

    held_on: Day
    her_view: Long | None = None
    no_view_reason: Text | None = None
    summary: Long
    aims: list[AimIn] = Field(default=[], max_length=5)
    next_review_on: Day


class FormulationIn(Given):
    """A version of her formulation."""

    summary: Whole
    author: PersonName
    written_on: Day


class RestrictedIn(Given):
    """Restricted Status from a day on."""

    from_on: Day
    decided_by: PersonName = Field(description="Who decided it, with their office.")
    reason: Text
    next_review_on: Day


class RestrictedPatch(Given):
    """A later review; or the end, with who decided it and why."""

    next_review_on: Day | None = None
    to_on: Day | None = Field(default=None, description="The first day on which it no longer holds.")
    end_decided_by: PersonName | None = None
    end_reason: Text | None = None


class RegimeIn(Given):
    """A part of the regime or an intervention. Withheld without a reason is taken, and shown as a defect."""

    kind: Literal["regime", "intervention"]
    name: Line
    state: Literal["available", "withheld"]
    reason: Text | None = None
    from_on: Day


class RegimePatch(Given):
    """Whether she has it now, why not, or from when it is no longer of interest."""

    state: Literal["available", "withheld"] | None = None
    reason: Text | None = None
    ended_on: Day | None = None


class SupportIn(Given):
    """Support that is asked for a group of staff."""

    staff_group: PersonName = Field(description="For example, the officers of a wing.")
    requested_by: PersonName
    requested_on: Day
    asked_for: Text


class SupportPatch(Given):
    """What was offered, whether it was taken up, and what came of it."""

    offered: Text | None = None
    offered_on: Day | None = None
    taken_up: Flag | None = None
    answered_on: Day | None = None
    outcome: Text | None = None


class StakeholderIn(Given):
    """A contact with the Parole Board, the health service or another body about her."""

    organisation_kind: Organisation
    organisation: PersonName
    person: PersonName | None = None
    happened_on: Day
    text: Text
    parole_review: ReviewName | None = Field(
        default=None, description="The id or the name of a parole review of hers."
    )


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


class ChronologyQuery(Given):
    """Which part of the chronology is wanted."""

    size: int = Field(default=50, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")


class ChronologyItem(Shown):
    """Something that happened between the panel and her case."""

    on: dt.date
    what: str = Field(
        description="A stable code, such as referral_submitted, discussed, action_given, moved."
    )
    subject_id: str
    code: str | None = Field(description="A kind, an aim, a reason or a prison, as `what` has it.")
    due_on: dt.date | None
    text: str | None = Field(description="Of advice only for those who may see the board's items.")


class ReferralRef(Shown):
    """The latest referral to the panel."""

    id: str
    status: str
    submitted_on: dt.date


class EntryRef(Shown):
    """The entry on the caseload, live or ended."""

    id: str
    routes: list[Route]
    entered_on: dt.date
    next_review_on: dt.date | None
    stepped_down_on: dt.date | None
    left_on: dt.date | None
    left_because: Leaving | None


class ResponsibilityOut(Shown):
    """A line that published minutes copied to the case record."""

    part: str
    text: str
    copied_on: dt.date


class PanelOfCase(Shown):
    """Where a case stands with the panel, and a page of what happened, the earliest first."""

    case_id: str
    stage: Literal["referred", "triage", "accepted", "active", "stepped_down", "closed"] | None = Field(
        description="Null where the panel has nothing to do with the case."
    )
    referral: ReferralRef | None
    entry: EntryRef | None
    operational_manager: Manager | None
    responsibilities: list[ResponsibilityOut]
    formulation: FormulationOut | None
    is_restricted: bool
    items: list[ChronologyItem]
    size: int
    next: str | None
