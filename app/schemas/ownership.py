"""Who owns a case: one day's answer, the periods of a timeline, and what `evaluate` takes and gives."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from app.schemas.fields import Given, Shown

Responsible = Literal["custody", "community", "none"]
View = Literal["as_lived", "as_now_known"]
Layer = Literal["automatic", "effective"]


class BasisOut(Shown):
    """The document and paragraph that a rule rests on."""

    document: str
    paragraph: str


class HandoverOut(Shown):
    """When the community begins to support and when it takes over; null where the answer has no such day."""

    start_date: date | None
    date: date | None


class Owner(Shown):
    """Who is responsible, who leads and who supports (most involved first), and why."""

    responsible: Responsible
    lead_role: str | None = Field(description="Null where nobody owns the case.")
    supporting: list[str]
    reason_code: str = Field(description="Stable: a code keeps its meaning for ever.")
    reason: str = Field(description="One sentence that a caseworker understands.")
    basis: list[BasisOut]


class NextChange(Shown):
    """The next day on which the owner changes if nothing more is told."""

    date: date
    responsible: Responsible
    lead_role: str | None
    reason_code: str


class OverrideRef(Shown):
    """The manager's decision that stands in place of the automatic answer."""

    id: str
    reason_code: str
    starts_on: date
    review_on: date | None
    expires_on: date | None = Field(description="The first day without it.")


class OwnershipOut(Owner):
    """Who owns a case on a day. `since` and `until` bound the stay of this responsible side around that day."""

    case_id: str
    prison_number: str | None
    crn: str | None
    on: date
    view: View
    as_known_on: date | None
    policy: str
    policy_version: str
    lead_name: str | None = Field(description="The named person who leads, where the record has one.")
    since: date | None
    until: date | None = Field(
        description="The first day that no longer counts; null where no end is foreseen."
    )
    handover: HandoverOut
    next_change: NextChange | None
    assessment_owner: Responsible
    initial_assessment_owner: Responsible
    layer: Layer = Field(default="effective", description="`automatic` is what the rules alone say.")
    overridden: bool = Field(default=False, description="Whether a manager's decision stands on this day.")
    automatic: Owner | None = Field(
        default=None, description="What the rules say, where a manager decided otherwise."
    )
    override: OverrideRef | None = None
    note: str | None = Field(default=None, description="Says so where the answer is not what was lived.")


class PeriodOut(Owner):
    """An unbroken run of days with one owner. `to` is the first day that no longer counts, null in the last."""

    from_: date = Field(serialization_alias="from", validation_alias="from")
    to: date | None
    policy: str
    policy_version: str


class TimelineOut(Shown):
    """Every period of a case: the past as it was lived, the future as it follows if nothing more is told."""

    case_id: str
    view: View
    as_known_on: date | None
    policy: str | None = Field(description="The policy asked for; null for those in force.")
    layer: Layer = "effective"
    periods: list[PeriodOut]
    note: str | None = None


class SettingOut(Shown):
    """A question that the policy's source leaves open, its value, and the values it may take."""

    key: str
    value: str | int | bool
    values: list[str | int | bool]
    asks: str
    source: str


class RuleOut(Shown):
    """One rule of a policy; the first that applies answers."""

    name: str
    reason_code: str
    reason: str
    basis: list[BasisOut]


class PolicyOut(Shown):
    """One version of one policy."""

    id: str
    version: str
    title: str
    source: str
    note: str = Field(description="What a reader should know of how it is read here; empty where nothing is.")
    in_force_from: date | None
    in_force_to: date | None
    rules: list[RuleOut]
    settings: list[SettingOut]


class PolicyList(Shown):
    """Every policy that the service knows."""

    items: list[PolicyOut]


_ENTRY: JsonDict = {
    "sentence": {
        "start_date": "2025-01-13",
        "sentence_type": "SDS",
        "length_months": 48,
        "release_date": "2027-01-13",
    },
    "provider": "nps",
    "events": [{"type": "parole_process_started", "date": "2026-02-01", "review": "first"}],
    "on": ["2026-01-31", "2026-02-01"],
    "settings": {"recall": "custody_until_parole"},
}


MOST_FACTS, MOST_DAYS = 200, 5000


class EvaluationIn(Given):
    """One entry of facts, in the shape that `throughcare evaluate` takes line by line (and there without limits)."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [_ENTRY]})

    sentence: dict[str, Any] | None = None
    provider: str | None = None
    # Each fact told late is a replay of its own: without an end, one call could hold the service for minutes.
    events: Annotated[list[dict[str, Any]], Field(max_length=MOST_FACTS)] | None = None
    on: Annotated[list[Any], Field(max_length=MOST_DAYS)] | None = None
    settings: dict[str, Any] | None = None


class EvaluatedPeriod(Owner):
    """A period of an evaluation."""

    from_: date = Field(serialization_alias="from", validation_alias="from")
    to: date | None


class EvaluatedDay(Shown):
    """The answer on one of the days asked about."""

    date: date
    responsible: Responsible
    lead_role: str | None
    supporting: list[str]
    reason_code: str
    handover: HandoverOut


class EvaluationOut(Shown):
    """The timeline that follows from an entry's facts, and its days."""

    policy: str
    policy_version: str
    periods: list[EvaluatedPeriod]
    on: list[EvaluatedDay]
