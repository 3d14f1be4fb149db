"""The parts of a case's record, as each is given and shown."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.schemas.fields import Day, Flag, Given, Shown, Text

Level = Literal["low", "medium", "high", "very_high"]
Group = Literal["children", "public", "known_adult", "staff", "prisoners"]
Tier = Literal["A", "B", "C", "D", "E", "F", "G"]
Reason = Annotated[Text | None, Field(description="Why it changes; kept with the version.")]
Count = Annotated[int, Field(ge=0, le=30, strict=True)]


class Part(Given):
    """One part as it is recorded; each PUT keeps a new version."""

    reason: Reason = None


class RiskLevels(Part):
    """Risk of serious harm for each group at risk. Overall is the highest, unless overridden with a reason."""

    assessed_on: Day
    children: Level | None = None
    public: Level | None = None
    known_adult: Level | None = None
    staff: Level | None = None
    prisoners: Level | None = None
    overall_override: Level | None = None
    overall_reason: Text | None = None


class RoshScreening(Part):
    """The screening for risk of serious harm."""

    screened_on: Day
    full_analysis_needed: Flag | None = None


class RiskManagementPlan(Part):
    """What is done about the risk: in custody, by licence, and for victims."""

    reviewed_on: Day
    custody_actions: Text | None = None
    licence_conditions: Text | None = None
    victim_protection: Text | None = None


class Mappa(Part):
    """Multi-agency public protection: whether she is eligible, at which level, and the referral."""

    eligible: Flag
    category: Annotated[int, Field(ge=1, le=4, strict=True)] | None = None
    level: Annotated[int, Field(ge=1, le=3, strict=True)] | None = None
    referred_on: Day | None = None
    actions: Text | None = None


class Assessment(Part):
    """The assessment of likelihood of reoffending."""

    completed_on: Day
    review_due_on: Day | None = None


class Strengths(Part):
    """What she is good at, and what and who helps her."""

    words: Text


class Diversity(Part):
    """Her diversity needs, and what was done about them."""

    needs: Text
    done: Text | None = None


class Caring(Part):
    """Caring responsibilities and children."""

    has_responsibilities: Flag
    children: Count | None = None
    contact: Text | None = None
    details: Text | None = None


class Complexity(Part):
    """Complexity of need; a change needs a reason."""

    level: Literal["low", "medium", "high"]


class TierOfCase(Part):
    """The tier of the case."""

    tier: Tier
    calculated_on: Day


class VictimContact(Part):
    """Whether a victim takes part in the victim contact scheme."""

    has_contact: Flag


class Shape(Shown):
    """Who recorded a version, when and why."""

    version: int
    recorded_at: datetime
    recorded_by: str
    recorded_by_name: str | None
    reason: str | None = None


class RiskShown(Shape):
    """Risk levels with the overall level that follows."""

    assessed_on: date
    children: Level | None = None
    public: Level | None = None
    known_adult: Level | None = None
    staff: Level | None = None
    prisoners: Level | None = None
    overall_override: Level | None = None
    overall_reason: str | None = None
    overall: Level | None
    differs_from_facts: bool = Field(description="The facts of the case say another level.")


class ScreeningShown(Shape):
    """The screening."""

    screened_on: date
    full_analysis_needed: bool | None = None


class RiskPlanShown(Shape):
    """The risk management plan."""

    reviewed_on: date
    custody_actions: str | None = None
    licence_conditions: str | None = None
    victim_protection: str | None = None


class MappaShown(Shape):
    """Multi-agency public protection."""

    eligible: bool
    category: int | None = None
    level: int | None = None
    referred_on: date | None = None
    actions: str | None = None


class AssessmentShown(Shape):
    """The assessment."""

    completed_on: date
    review_due_on: date | None = None


class StrengthsShown(Shape):
    """Her strengths."""

    words: str


class DiversityShown(Shape):
    """Her diversity needs."""

    needs: str
    done: str | None = None


class CaringShown(Shape):
    """Caring responsibilities."""

    has_responsibilities: bool
    children: int | None = None
    contact: str | None = None
    details: str | None = None


class ComplexityShown(Shape):
    """Complexity of need. `is_active` ends with release; at high there is no separate key worker."""

    level: Literal["low", "medium", "high"]
    is_active: bool
    needs_key_worker: bool


class TierShown(Shape):
    """The tier."""

    tier: Tier
    calculated_on: date


class VictimContactShown(Shape):
    """Whether there is victim contact."""

    has_contact: bool
