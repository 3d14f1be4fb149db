"""Parole reviews as they are listed, shown and described."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.schemas.cases import CaseListed
from app.schemas.fields import Day, FileFormat, Given, PrisonCode, Readable, RegionCode, Shown, Text
from app.schemas.ownership import Owner, PeriodOut

State = Literal[
    "under_way", "set_aside_reopened", "decided", "withdrawn", "no_outcome_recorded", "not_started"
]
Stage = Literal[
    "referred", "dossier", "paper_review", "directed_to_oral_hearing", "oral_hearing_listed", "decided"
]
HearingMode = Literal["in_person", "video", "telephone", "on_papers"]
AppliedBy = Literal["prisoner", "secretary_of_state"]
ReconsiderationOutcome = Literal["granted", "refused", "withdrawn"]
Month = Annotated[str, StringConstraints(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"), Readable]
Venue = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
StaffId = Annotated[str, Field(max_length=40, description="The id of a person who holds a role on the case.")]


class ReviewsQuery(Given):
    """What a list of reviews is narrowed to; days are those of the hearing, else of the decision, inclusive."""

    prison: PrisonCode | None = None
    region: RegionCode | None = None
    month: Month | None = Field(default=None, examples=["2026-11"])
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    state: State | Literal["open", "awaiting_outcome"] | None = Field(
        default=None, description="`awaiting_outcome`: the hearing has passed and no outcome is recorded."
    )
    staff: StaffId | None = None
    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")
    format: FileFormat = None

    @model_validator(mode="after")
    def _a_month_or_two_days(self) -> "ReviewsQuery":
        if self.month and (self.from_ or self.to):
            raise PydanticCustomError("month_and_days", "Give a month, or from and to, not both.")
        return self


class CalendarQuery(Given):
    """Whose hearings are counted, in which month."""

    prison: PrisonCode | None = None
    region: RegionCode | None = None
    month: Month = Field(examples=["2026-11"])
    staff: StaffId | None = None


class PutOffOut(Shown):
    """A hearing adjourned or deferred."""

    kind: Literal["adjourned", "deferred"]
    on: dt.date
    reason: str | None


class DecisionOut(Shown):
    """An outcome as it was issued."""

    outcome: str
    issued_on: dt.date
    final_on: dt.date | None
    on_papers: bool
    set_aside_on: dt.date | None


class ReviewDescribed(Shown):
    """What staff describe of a review beside its facts."""

    stage: Stage | None
    custody_report_due: dt.date | None
    hearing_mode: HearingMode | None
    hearing_venue: str | None
    reconsideration_applied_on: dt.date | None
    reconsideration_by: AppliedBy | None
    reconsideration_outcome: ReconsiderationOutcome | None
    reconsideration_decided_on: dt.date | None
    notes: str | None


class ReviewOut(ReviewDescribed):
    """A review gathered from the facts that name it. An empty `review` is one that no fact names."""

    id: str
    case_id: str
    version: int
    review: str
    state: State = Field(
        description="`no_outcome_recorded` is a past review whose outcome nobody recorded; it was not refused."
    )
    is_open: bool
    started_on: dt.date | None
    review_type: str | None
    hearing_on: dt.date | None = Field(description="The hearing still to be held, or the one that was held.")
    put_off: Literal["adjourned", "deferred"] | None
    put_off_on: dt.date | None
    withdrawn_on: dt.date | None
    outcome: str | None = Field(description="The outcome that stands; null where none is recorded.")
    decided_on: dt.date | None = Field(description="The day on which it was issued.")
    final_on: dt.date | None
    on_papers: bool
    set_aside_on: dt.date | None
    next_on: dt.date | None = Field(
        description="The day it is listed by: of the hearing, else of the decision."
    )
    awaiting_outcome: bool = Field(description="The hearing has passed and no outcome is recorded.")
    reconsideration_until: dt.date | None = Field(
        description="The last day to apply for reconsideration; null where it is not open to it."
    )


class ReviewWithHistory(ReviewOut):
    """A review of one case, with every put-off and decision."""

    put_offs: list[PutOffOut]
    decisions: list[DecisionOut]


class ReviewedCase(CaseListed):
    """The case of a listed row."""


class ReviewRow(ReviewOut):
    """A review in a list, with its case."""

    case: ReviewedCase


class ReviewList(Shown):
    """A page of reviews, the next hearing first. `total` is null where counting is dear."""

    items: list[ReviewRow]
    page: int | None
    size: int
    total: int | None
    next: str | None


class CaseReviews(Shown):
    """The reviews of a case: those still open first."""

    items: list[ReviewWithHistory]


class CalendarDay(Shown):
    """One day on which reviews stand, and how many of them are open."""

    on: dt.date
    total: int
    open: int


class Calendar(Shown):
    """The days of a month on which hearings or decisions stand."""

    month: str
    days: list[CalendarDay]


class ReviewPatch(Given):
    """What staff describe. What happened to a review moves by facts."""

    stage: Stage | None = None
    custody_report_due: Day | None = None
    hearing_mode: HearingMode | None = None
    hearing_venue: Venue | None = None
    reconsideration_applied_on: Day | None = None
    reconsideration_by: AppliedBy | None = None
    reconsideration_outcome: ReconsiderationOutcome | None = None
    reconsideration_decided_on: Day | None = None
    notes: Text | None = None


class Possibility(Shown):
    """One thing that may happen to a review, and what it would do to ownership if it happened today."""

    what: str
    owner_before: Owner
    owner_after: Owner
    periods_before: list[PeriodOut]
    periods: list[PeriodOut]
    changes_ownership: bool


class WhatIf(Shown):
    """What each thing that may yet happen to a review would do. Nothing is stored."""

    case_id: str
    review: str
    on: dt.date
    items: list[Possibility]


class FollowUp(Shown):
    """What wants following up over the cases that you may see; each count is the total of a list."""

    hearings_next_28_days: int | None
    outcomes_missing: int | None
    answers_awaited: int | None
    answers_overdue: int | None
    contact_gaps: int | None
