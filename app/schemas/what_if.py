"""What would be if other facts were told of a case, or another policy held: nothing of it is stored."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from app.schemas.compare import PolicyId, Settings
from app.schemas.facts import FactIn, Prompt
from app.schemas.fields import Given, Shown
from app.schemas.ownership import Layer, Owner, PeriodOut, Responsible

FactId = Annotated[str, Field(max_length=40)]
_TRIED: JsonDict = {
    "add": [{"type": "release_date_recalculated", "date": "2026-11-22", "release_date": "2027-06-01"}]
}


class CaseWhatIfIn(Given):
    """Facts to add (a date after today is taken here), facts to leave out, and another policy; any of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TRIED]})

    add: list[FactIn] = Field(default_factory=list, max_length=20)
    leave_out: list[FactId] = Field(
        default_factory=list, max_length=50, description="Ids of facts, as if each were taken back today."
    )
    policy: PolicyId | None = Field(default=None, description="What this policy would say.")
    settings: Settings = Field(default_factory=dict, description="Settings of that policy.")


class HandoverSeen(Shown):
    """The handover as a line has it today. It is a forecast while its day has not come."""

    start_date: dt.date | None
    date: dt.date | None
    is_forecast: bool


class LineOut(Shown):
    """A whole line of a case, its owner today, and its handover."""

    owner: Owner
    handover: HandoverSeen
    periods: list[PeriodOut]


class OwnerBriefly(Shown):
    """Who owns the case on some days."""

    responsible: Responsible
    lead_role: str | None
    reason_code: str


class DifferenceOut(Shown):
    """Days on which the owner differs. `to` is the first day after them; null where they have no end."""

    from_: dt.date | None = Field(
        serialization_alias="from", validation_alias="from", description="Null: since ever."
    )
    to: dt.date | None
    as_it_is: OwnerBriefly
    as_it_would_be: OwnerBriefly


class CaseWhatIf(Shown):
    """Both lines of the case and where they differ. Nothing is stored."""

    stored: Literal[False] = False
    case_id: str
    on: dt.date
    policy: str | None
    layer: Layer = Field(
        description="`automatic` where a policy is tried: both lines are what the rules alone say."
    )
    as_it_is: LineOut
    as_it_would_be: LineOut
    differs: list[DifferenceOut]
    changes_ownership: bool
    prompts: list[Prompt] = Field(default_factory=list)
    note: str
