"""The record of a case as it is given and shown: objectives, views, choices, departures, victims' officers."""

from datetime import date, datetime
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from app.schemas.case_record_parts import (
    AssessmentShown,
    CaringShown,
    ComplexityShown,
    DiversityShown,
    MappaShown,
    RiskPlanShown,
    RiskShown,
    ScreeningShown,
    StrengthsShown,
    TierShown,
    VictimContactShown,
)
from app.schemas.fields import Day, Given, Line, Readable, Shown, Text

Owner = Literal[
    "seconded_probation_officer", "offender_supervisor", "prison_offender_manager", "key_worker",
    "community_offender_manager", "her", "partner",
]  # fmt: skip
Tag = Literal["safety", "trustworthiness", "choice", "collaboration", "empowerment", "cultural_consideration"]
ObjectiveStatus = Literal["open", "met", "partly_met", "not_met"]
Choice = Literal["female_practitioner", "women_only_place", "mixed_unpaid_work", "mixed_group"]
Answer = Literal["accepted", "declined", "undecided", "not_offered"]
About = Literal["plan", "review", "decision", "referral"]
Phase = Literal["court", "community_sentence", "custody", "resettlement"]
MissingCode = Literal[
    "manager_in_custody", "complexity", "tier", "rosh_screening", "risk_levels", "risk_management_plan",
    "custody_actions", "licence_conditions", "mappa", "mappa_referral", "assessment", "sentence_plan",
    "her_view_of_plan", "strengths", "diversity", "diversity_action", "caring", "female_practitioner",
    "women_only_place", "victim_liaison_officer",
]  # fmt: skip
MISSING_CODES: tuple[str, ...] = get_args(MissingCode)
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
FullName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]


class ObjectiveIn(Given):
    """An objective of the sentence plan. It has an owner from the start."""

    outcome: Text
    owner: Owner
    owner_name: Line | None = None
    order: Annotated[int, Field(ge=1, le=99, strict=True)] = 1
    stage: Phase = "custody"
    shared_with: Text | None = None
    partner: Line | None = None
    tags: list[Tag] = Field(default=[], max_length=6)


class ObjectivePatch(Given):
    """Changes to an objective."""

    outcome: Text | None = None
    owner: Owner | None = None
    owner_name: Line | None = None
    order: Annotated[int, Field(ge=1, le=99, strict=True)] | None = None
    stage: Phase | None = None
    shared_with: Text | None = None
    partner: Line | None = None
    tags: list[Tag] | None = Field(default=None, max_length=6)
    status: ObjectiveStatus | None = None


class Item(Shown):
    """One of several of a kind, and who recorded it."""

    id: str
    version: int
    recorded_at: datetime
    recorded_by: str
    recorded_by_name: str | None


class ObjectiveOut(Item):
    """An objective. `owner_now` differs from `owner` where it carried over with the case."""

    outcome: str
    owner: Owner
    owner_name: str | None
    owner_now: Owner
    order: int
    stage: Phase
    shared_with: str | None
    partner: str | None
    tags: list[Tag]
    status: ObjectiveStatus


class ViewIn(Given):
    """Her view, in her words; left blank only with a reason."""

    about: About
    words: Text | None = None
    reason_blank: Text | None = None


class ViewOut(Item):
    """Her view."""

    about: About
    words: str | None
    reason_blank: str | None


class ChoiceIn(Given):
    """A choice offered to her, or not with a reason. The day is today and the person you, if left out."""

    choice: Choice
    answer: Answer
    offered_on: Day | None = None
    reason_not_offered: Text | None = None


class ChoiceOut(Item):
    """A choice and her answer."""

    choice: Choice
    answer: Answer
    offered_on: date | None
    reason_not_offered: str | None


class DepartureIn(Given):
    """Guidance departed from, and why (Women's Policy Framework, paragraph 3)."""

    guidance: Line
    departure_reason: Text


class DepartureOut(Item):
    """A departure."""

    guidance: str
    departure_reason: str


class OfficerIn(Given):
    """A victim liaison officer."""

    name: FullName
    email: Email


class OfficerPatch(Given):
    """Changes to a victim liaison officer."""

    name: FullName | None = None
    email: Email | None = None


class OfficerOut(Shown):
    """A victim liaison officer. Never to be disclosed to the person in custody."""

    id: str
    version: int
    name: str
    email: str
    not_to_be_disclosed: Literal[True] = True
    added_at: datetime
    added_by: str
    added_by_name: str | None


class Removed(Shown):
    """What was taken away."""

    id: str


class MissingOut(Shown):
    """Something that the record should hold and does not."""

    code: MissingCode
    part: str
    due_on: date | None
    is_late: bool
    document: str
    paragraph: str


class Continuity(Shown):
    """How often the manager on each side changed."""

    custody: int
    community: int


class RecordOut(Shown):
    """The whole record of a case, and what is missing of it."""

    case_id: str
    phase: Phase
    risk: RiskShown | None
    rosh_screening: ScreeningShown | None
    risk_management_plan: RiskPlanShown | None
    mappa: MappaShown | None
    assessment: AssessmentShown | None
    strengths: StrengthsShown | None
    diversity: DiversityShown | None
    caring: CaringShown | None
    complexity: ComplexityShown | None
    tier: TierShown | None
    victim_contact: VictimContactShown | None
    objectives: list[ObjectiveOut]
    views: list[ViewOut]
    choices: list[ChoiceOut]
    departures: list[DepartureOut]
    victim_liaison_officers: list[OfficerOut]
    changes_of_manager: Continuity
    missing: list[MissingOut]
