"""The panel's caseload as it is asked for, kept and shown."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.schemas.cases import CaseListed, Manager
from app.schemas.fields import Day, FileFormat, Given, PrisonCode, Readable, RegionCode, Shown, Text
from app.schemas.ownership import Responsible
from app.schemas.panel_care import (
    Aim,
    AimState,
    AimStateOut,
    FormulationOut,
    RegimeOut,
    RestrictedOut,
    ReviewOut,
    StakeholderOut,
    SupportOut,
)
from app.schemas.places import PrisonRef

Route = Literal["complex_needs", "restricted_status"]
Stage = Literal["active", "stepped_down", "closed"]
Attention = Literal[
    "review_overdue", "overdue_actions", "near_transition", "restricted", "defects", "no_formulation"
]
Leaving = Literal["aims_met", "released", "left_the_estate", "no_longer_needed", "died", "other"]
Defect = Literal["withheld_without_reason", "restricted_review_overdue"]
HeldWarning = Literal["not_for_restricted_status", "restricted_status_not_known"]
Legacy = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Readable]
CaseName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Readable]
Routes = Annotated[list[Route], Field(min_length=1, max_length=2)]


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


class CaseOnList(CaseListed):
    """Whose entry it is."""


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
    warnings: list[HeldWarning] = Field(
        default=[], description="Where she is held, if that prison does not hold Restricted Status."
    )


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
