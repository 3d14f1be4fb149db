"""Overrides of who owns a case, as they are decided, shown and ended."""

from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from app.schemas.fields import Day, Given, Shown, Text
from app.schemas.ownership import Owner, PeriodOut

Side = Literal["custody", "community"]
OverrideReason = Literal[
    "under_ten_months_to_serve",
    "community_team_to_work_with_her",
    "recalled",
    "moved_to_open_prison",
    "other",
]
_DECISION: JsonDict = {
    "responsible": "community",
    "reason_code": "community_team_to_work_with_her",
    "text": "The community team already works with her and keeps on.",
    "review_on": "2027-02-01",
    "expires_on": "2027-05-01",
}


class OverrideIn(Given):
    """A manager's decision. It counts from today; give a day of review, a day on which it runs out, or both."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_DECISION]})

    responsible: Side
    reason_code: OverrideReason
    text: Text = Field(description="Why, in words.")
    review_on: Day | None = Field(default=None, description="The day on which it is looked at again.")
    expires_on: Day | None = Field(default=None, description="The first day without it.")


class OverrideEnd(Given):
    """Why an override is ended."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "She moved back to the usual plan."}]}
    )

    reason: Text


class OverrideOut(Shown):
    """An override. The ETag for ending it is `version`."""

    id: str
    version: int
    responsible: Side
    reason_code: OverrideReason
    text: str
    starts_on: date
    review_on: date | None
    expires_on: date | None = Field(description="The first day without it.")
    automatic: Owner = Field(description="The automatic answer that it was made in place of.")
    made_at: datetime | None
    made_by: str
    standing: bool = Field(description="Whether it stands today.")
    ended_on: date | None = Field(description="The first day on which it no longer stood.")
    ended_because: Literal["expired", "removed", "replaced", "released", "closed"] | None
    end_reason: str | None


class OverrideList(Shown):
    """The overrides of a case, the latest first."""

    case_id: str
    items: list[OverrideOut]


class OverrideOutcome(Shown):
    """What a decision does: who owns the case today before and after it, and the automatic answer beside."""

    stored: bool
    case_id: str
    case_version: int
    override: OverrideOut
    owner_before: Owner
    owner_after: Owner
    automatic: Owner
    periods_before: list[PeriodOut]
    periods: list[PeriodOut]
