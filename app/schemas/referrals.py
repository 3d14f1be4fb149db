"""Referrals as they are drafted, sent, answered and shown."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from app.schemas.fields import Day, FileFormat, Given, Line, PrisonCode, Readable, RegionCode, Shown, Text
from app.schemas.panel_care import SupportOut
from app.schemas.places import PrisonRef

Kind = Literal["panel", "welsh_resettlement", "pre_sentence_support"]
Source = Literal["prison", "remand", "police_custody", "community"]
Stage = Literal["pre_release", "post_release"]
Route = Literal["complex_needs", "restricted_status"]
Status = Literal["draft", "submitted", "in_triage", "accepted", "declined", "withdrawn", "closed"]
Step = Literal["submitted", "triaged", "accepted", "declined", "withdrawn", "closed"]
Wopd = Literal["not_screened", "screened_in", "screened_out", "declined"]
Need = Literal[
    "accommodation",
    "education_training_employment",
    "finance",
    "childcare",
    "family_relationships",
    "mental_health",
    "physical_health",
    "substance_misuse",
    "trauma",
    "neurodiversity",
    "personal_safety",
    "other",
]
Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Readable]
What = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Readable]
Flag = Annotated[bool, Field(strict=True)]
Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]
Needs = dict[Need, Text]
Routes = Annotated[list[Route], Field(max_length=2)]


class ApproachIn(Given):
    """An approach that was tried: what, when, and what came of it. A draft may say part of it."""

    what: What | None = None
    started_on: Day | None = None
    ended_on: Day | None = Field(default=None, description="Left out where it still goes on.")
    result: Text | None = None


class ReferralAnswers(Given):
    """What a referral says. A draft may leave anything out; sending it asks for what its kind needs."""

    source: Source = "prison"
    stage: Stage | None = Field(default=None, description="Of `welsh_resettlement`.")
    routes: Routes = Field(
        default=[], description="By which she would come on the caseload; both may be true."
    )
    staff_support_only: Flag = Field(default=False, description="Support for staff, and no route.")
    sentence_objectives: Long | None = None
    not_progressing: Long | None = Field(
        default=None, description="What is not progressing against her sentence plan."
    )
    approaches: Annotated[list[ApproachIn], Field(max_length=30)] = Field(default=[])
    her_views: Long | None = Field(default=None, description="In her own words where she gave them.")
    why_no_views: Text | None = None
    strengths: Long | None = None
    caring_responsibilities: Text | None = None
    needs: Needs = Field(default={}, description="By domain, in words.")
    diversity_needs: Text | None = Field(
        default=None, description="What follows from a protected characteristic."
    )
    diversity_purpose: Text | None = Field(default=None, description="For what the panel needs to know it.")
    wopd_status: Wopd | None = None
    wopd_services: Text | None = None
    has_formulation: Flag | None = None
    formulation: Long | None = None
    staff_support_for: Line | None = Field(default=None, description="Which group of staff.")
    staff_support_asked: Text | None = None
    home_area: Line | None = Field(
        default=None, description="Where she will live; from the case if left out."
    )
    ycs_transition: Flag = Field(default=False, description="She comes from the Youth Custody Service.")
    welsh_case: Flag = Field(default=False, description="Her home is in Wales; from the case if left out.")
    principles_met: Annotated[list[Uuid], Field(max_length=100)] = Field(default=[])
    diversion_eligible: Flag | None = Field(default=None, description="Of `pre_sentence_support`.")
    support_sought: Text | None = Field(default=None, description="Of the two kinds beside the panel.")


_NEW: JsonDict = {
    "case": "A1234BC",
    "routes": ["complex_needs"],
    "sentence_objectives": "Finish the thinking skills programme.",
    "not_progressing": "She has left the programme twice.",
    "approaches": [
        {"what": "Weekly key work", "started_on": "2026-03-02", "result": "Trust grew, harm did not fall."}
    ],
    "her_views": "I want one person to talk to.",
    "wopd_status": "screened_in",
    "has_formulation": False,
}


class ReferralIn(ReferralAnswers):
    """A new draft about a case."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_NEW]})

    case: Annotated[str, Field(min_length=1, max_length=40, description="Id, prison number or CRN.")]
    kind: Kind = "panel"


class ReferralPatch(ReferralAnswers):
    """Changed answers; null takes one away. After submission with the reason."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"strengths": "She paints."}]})

    reason: Text | None = None


class TriageIn(Given):
    """What the secretariat found."""

    text: Text | None = None


class AcceptIn(Given):
    """How she comes on the caseload; the referral's own routes where left out."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})

    routes: Routes | None = None
    text: Text | None = None


class ReasonIn(Given):
    """Why a referral is declined, withdrawn or closed."""

    reason: Text


class ReferralQuery(Given):
    """What a list of referrals is narrowed to."""

    q: Annotated[str, Field(max_length=100)] | None = Field(
        default=None, description="A name or number, by its start; a former name of the panel finds all."
    )
    status: Status | Literal["open"] | None = None
    kind: Kind | None = None
    route: Route | None = None
    prison: PrisonCode | None = None
    region: RegionCode | None = None
    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")
    format: FileFormat = None


class ReferralRow(Shown):
    """A referral in a list."""

    id: str
    version: int
    case_id: str
    first_name: str
    last_name: str
    prison_number: str | None
    crn: str | None
    prison: PrisonRef | None
    home_region: str | None
    kind: Kind
    source: Source
    stage: Stage | None
    status: Status
    routes: list[Route]
    staff_support_only: bool
    created_on: dt.date
    created_by: str
    created_by_name: str | None
    submitted_on: dt.date | None
    triage_due_on: dt.date | None = Field(description="Set locally: by when the secretariat looks at it.")
    triage_overdue: bool
    accepted_on: dt.date | None
    ended_on: dt.date | None


class ReferralList(Shown):
    """A page of referrals, the latest first."""

    items: list[ReferralRow]
    page: int | None
    size: int
    total: int | None
    next: str | None
    formerly: str | None = Field(default=None, description="Where a former name of the panel was searched.")


class ApproachOut(Shown):
    """An approach that was tried."""

    what: str | None
    started_on: dt.date | None
    ended_on: dt.date | None
    result: str | None


class PrincipleMet(Shown):
    """A guiding principle as it was worded when the referral was sent."""

    id: str
    text: str
    met: bool


class StepOut(Shown):
    """A step that was taken, for good."""

    kind: Step
    text: str | None
    routes: list[Route] | None
    recorded_at: dt.datetime
    recorded_on: dt.date
    recorded_by: str
    recorded_by_name: str | None


class AmendmentOut(Shown):
    """An answer that was changed after submission."""

    id: str
    field: str
    old: Any
    new: Any
    reason: str
    amended_at: dt.datetime
    amended_by: str
    amended_by_name: str | None


class LackingOut(Shown):
    """Something that a draft still has to say."""

    field: str
    code: str
    message: str


class SpocRef(Shown):
    """Whom to ask at the prison."""

    id: str
    name: str
    email: str | None
    telephone: str | None


class ReferralOut(ReferralRow):
    """A referral with all it says, its steps and its amendments."""

    sentence_objectives: str | None
    not_progressing: str | None
    approaches: list[ApproachOut]
    her_views: str | None
    why_no_views: str | None
    strengths: str | None
    caring_responsibilities: str | None
    needs: dict[Need, str]
    diversity_needs: str | None
    diversity_purpose: str | None
    wopd_status: Wopd | None
    wopd_services: str | None
    has_formulation: bool | None
    formulation: str | None
    staff_support_for: str | None
    staff_support_asked: str | None
    home_area: str | None
    ycs_transition: bool
    welsh_case: bool
    principles_met: list[str]
    principles: list[PrincipleMet]
    principles_not_met: list[str]
    diversion_eligible: bool | None
    support_sought: str | None
    terms: str | None = Field(description="The terms of reference under which it was sent.")
    lacking: list[LackingOut] = Field(description="Of a draft: what sending it would ask for.")
    next_steps: list[Step]
    steps: list[StepOut]
    amendments: list[AmendmentOut]
    spocs: list[SpocRef] = Field(description="Of a Welsh woman in an English prison.")
    staff_support: SupportOut | None = Field(
        default=None, description="Of a referral for staff support alone, once accepted: what came of it."
    )
    staff_support_open: bool = Field(
        default=False, description="Whether what was offered is recorded with this referral."
    )


class CaseReferrals(Shown):
    """The referrals of a case."""

    case_id: str
    welsh_case: bool
    spocs: list[SpocRef]
    items: list[ReferralRow]
