"""Assessments for early allocation as they are sent and shown."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.schemas.fields import Day, Given, Readable, Shown, Text

Outcome = Literal["eligible", "ineligible", "discretionary"]
Decision = Literal["accepted", "declined"]
State = Literal["eligible", "decision_pending", "assessment_saved", "new_assessment_required"]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
Flag = Annotated[bool | None, Field(strict=True)]


class AssessmentIn(Given):
    """The answers. The second five are needed where each of the first five is no."""

    oasys_on: Day = Field(
        description="The last OASys assessment: before today, and less than three months ago."
    )
    terrorism_conviction: Flag = Field(default=None, description="Convicted under the Terrorism Act 2000?")
    high_profile: Flag = Field(default=None, description="Identified as high profile?")
    serious_crime_prevention_order: Flag = Field(default=None, description="Subject to such an order?")
    mappa_level_3: Flag = Field(default=None, description="Requires management at MAPPA level 3?")
    public_protection_case: Flag = Field(default=None, description="A critical public protection case?")
    extremism_separation: Flag = Field(default=None, description="Held in an extremism separation centre?")
    release_within_24_months: Flag = Field(
        default=None,
        description="Due for release within 24 months? Asked after a yes on the separation centre.",
    )
    very_high_risk_of_serious_harm: Flag = Field(default=None, description="Very high risk of serious harm?")
    mappa_level_2: Flag = Field(default=None, description="Requires management at MAPPA level 2?")
    terrorist_risk_pathfinder: Flag = Field(default=None, description="Pathfinder, or a terrorist risk?")
    other_reason: Flag = Field(default=None, description="Any other reason for early allocation?")
    reason: Text | None = Field(default=None, description="Why; needed for a discretionary case.")
    approved: Flag = Field(
        default=None, description="Approved by the Head of Offender Management Delivery; needed likewise."
    )
    approved_by: PersonName | None = Field(default=None, description="Their name.")


class AssessmentPatch(Given):
    """The community's decision on a discretionary case."""

    decision: Decision
    reason: Text | None = None


class AssessmentOut(Shown):
    """One assessment as it was made, and the decision on it."""

    id: str
    case_id: str
    number: int = Field(description="The first of a case is 1.")
    version: int
    assessed_on: dt.date
    assessed_by: str
    oasys_on: dt.date
    answers: dict[str, bool] = Field(description="The answers that were asked for.")
    outcome: Outcome
    reason: str | None
    approved_by: str | None
    earliest_release: dt.date | None = Field(description="The date that the window was judged by.")
    in_window: bool = Field(description="Made within 18 months of that date; stands as it was on the day.")
    sent: bool = Field(description="Sent to the community; one made too soon is saved and has no effect.")
    opens_on: dt.date | None = Field(description="When an assessment made too soon may be made again.")
    is_latest: bool
    may_be_decided: bool
    counts: bool = Field(description="The latest, made inside its window, and eligible or accepted.")
    decision: Decision | None
    decision_reason: str | None
    decided_on: dt.date | None
    decided_by: str | None


class AssessmentsOut(Shown):
    """Where a case stands for early allocation, and every assessment, the latest first."""

    case_id: str
    state: State | None
    in_force: bool = Field(description="Whether today's rules bring the handover forward, by the facts.")
    earliest_release: dt.date | None
    window_is_open: bool
    window_opens_on: dt.date | None
    oasys_after: dt.date = Field(description="An OASys assessment must be later than this day.")
    items: list[AssessmentOut]
