"""Proposed moves and what is decided of them, as the API takes and gives them."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.domain.movements import Factor, ProposalStatus
from app.schemas.fields import FileFormat, Given, PrisonCode, Readable, Shown, Text
from app.schemas.prison_offers import Codes, PrisonSaid

Id = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
    Field(examples=["0197a000-0000-7000-8000-000000000001"]),
]
CaseReference = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Readable
]
Flag = Annotated[bool, Field(strict=True)]
Remark = Literal[
    "not_for_restricted_status",
    "restricted_status_not_known",
    "no_mother_and_baby_unit",
    "mother_and_baby_unit_not_known",
    "open_prison",
    "lacks_interventions",
    "interventions_not_known",
]


class ProposalFields(Given):
    """What a proposal says. A draft may lack any of it; `submit` names what is still missing."""

    prison: PrisonCode | None = Field(default=None, description="Where she would move to.")
    her_interests: Text | None = None
    operational_need: Text | None = None
    closeness_to_home: Text | None = None
    interventions: Text | None = Field(default=None, description="Interventions and resettlement.")
    caring_duties: Text | None = Field(
        default=None, description="How her caring duties and the interests of her children were weighed."
    )
    her_views: Text | None = None
    home_unknown_reason: Text | None = Field(
        default=None, description="Why her home area is not known; needed where the case has none."
    )


class ProposalIn(ProposalFields):
    """A draft for somebody on the panel's caseload."""

    case: CaseReference = Field(description="Her case: its id, prison number or CRN.")
    interventions_needed: Codes = Field(default=[], description="Codes of GET /prison-offers.")
    needs_mother_and_baby_unit: Flag = False


class ProposalPatch(ProposalFields):
    """What changes of a draft; what is left out stays, a null takes it away."""

    interventions_needed: Codes = Field(default=[])
    needs_mother_and_baby_unit: Flag = Field(default=False)


class WithdrawIn(Given):
    """Why a proposal is taken back."""

    reason: Text


class AdviceIn(Given):
    """The board's advice on a proposal: the recommendation, and the prison that it comes to."""

    recommendation: Id
    prison: PrisonCode = Field(description="Where the board advises that she is held; hers now, if to stay.")


class DecisionIn(Given):
    """A decision. About a move it names the prison and which factor weighed most."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "prison": "STI",
                    "weighed_most": "closeness_to_home",
                    "departure_reason": "Her mother, who looks after the children, lives in the North West.",
                    "final": True,
                }
            ]
        },
    )

    prison: PrisonCode | None = Field(default=None, description="Where she is held; hers now, if to stay.")
    weighed_most: Factor | None = None
    follows_advice: Annotated[bool | None, Field(strict=True)] = Field(
        default=None, description="Needed where no proposal says which prison was advised."
    )
    departure_reason: Text | None = Field(
        default=None, description="Needed where it departs from the advice."
    )
    text: Text | None = None
    final: Flag = Field(
        default=False, description="Only the Prison Group Director, or a named delegate, may send true."
    )


class ProposalQuery(Given):
    """Which proposals are listed."""

    status: ProposalStatus | None = None
    case: Annotated[str | None, Field(max_length=40)] = None
    size: Annotated[int, Field(ge=1, le=100)] = 25
    next: Annotated[str | None, Field(max_length=600)] = None
    format: FileFormat = None


class Her(Shown):
    """Who it is about."""

    id: str
    prison_number: str | None
    crn: str | None
    first_name: str
    last_name: str
    prison_code: str | None
    home_region: str | None


class OptionOut(Shown):
    """A prison as it stands for her. `miles` is the straight line from the middle of her home region."""

    prison: PrisonSaid
    miles: int | None
    in_home_region: bool
    offered: list[str]
    lacking: list[str]
    interventions_known: bool
    holds_restricted_status: bool | None
    mother_and_baby_unit: bool | None
    remarks: list[Remark]
    is_barred: bool
    is_now: bool
    is_proposed: bool
    is_advised: bool


class AdviceSaid(Shown):
    """The board's advice, for those who may see its items."""

    id: str
    kind: str
    text: str
    evidence: str | None
    made_on: dt.date


class UndecidedRow(AdviceSaid):
    """Advice about a move on which nothing final was decided."""

    case: Her


class UndecidedAdvice(Shown):
    """Advice about moves that waits for the Prison Group Director and stands beside no proposal, the oldest first."""

    items: list[UndecidedRow]


class MeetingDecided(Shown):
    """What an attendee with delegated authority decided in the meeting, before the final decision."""

    id: str
    meeting_id: str
    text: str
    decided_by: str
    made_on: dt.date
    confirmed_on: dt.date | None


class DecisionSaid(Shown):
    """What was decided. Until it is final it is only prepared."""

    id: str
    version: int
    recommendation_id: str | None
    proposal_id: str | None
    is_final: bool
    is_superseded: bool
    follows_advice: bool
    prison_code: str | None
    prison_name: str | None
    advised_prison: str | None
    advised_prison_name: str | None
    from_prison: str | None
    weighed_most: Factor | None
    departure_reason: str | None
    text: str | None
    prepared_at: dt.datetime
    prepared_by: str
    final_on: dt.date | None
    final_by: str | None
    as_delegate: bool
    moved_on: dt.date | None
    transfer_is_next: bool = Field(description="Whether the transfer is still to be recorded on the case.")
    decided_in_meeting: list[MeetingDecided] = Field(
        default=[], description="What this makes final, for those who see the item of the board."
    )


class DecisionOut(DecisionSaid):
    """A decision, with whose it is."""

    case: Her


class ProposalRow(Shown):
    """A proposal as a list shows it."""

    id: str
    version: int
    case: Her
    status: ProposalStatus
    from_prison: str | None
    from_prison_name: str | None
    prison_code: str | None
    prison_name: str | None
    submitted_on: dt.date | None
    decided_prison: str | None
    decided_prison_name: str | None
    follows_advice: bool | None
    final_on: dt.date | None


class ProposalList(Shown):
    """A page of proposals, the latest first."""

    items: list[ProposalRow]
    page: int
    size: int
    total: int | None
    next: str | None


class ProposalOut(Shown):
    """A proposal with everything that is weighed in it. The ETag of the response is `version`."""

    id: str
    version: int
    case: Her
    status: ProposalStatus
    from_prison: str | None
    prison_code: str | None
    her_interests: str | None
    operational_need: str | None
    closeness_to_home: str | None
    interventions: str | None
    caring_duties: str | None
    her_views: str | None
    interventions_needed: list[str]
    interventions_named: dict[str, str]
    needs_mother_and_baby_unit: bool
    home_area: str | None
    home_region: str | None
    home_unknown_reason: str | None
    is_restricted: bool
    caring_recorded: dict[str, Any] | None = Field(description="Caring duties as the case's record has them.")
    prisons: list[OptionOut] = Field(description="Every women's prison side by side, the nearest first.")
    drafted_at: dt.datetime
    drafted_by: str
    submitted_on: dt.date | None
    submitted_by: str | None
    withdrawn_on: dt.date | None
    withdrawn_by: str | None
    withdrawn_because: str | None
    advice: AdviceSaid | None
    advice_there_is: list[AdviceSaid] = Field(
        description="Advice about a move of hers that still stands, for those who see every item of the board."
    )
    recommendation_id: str | None
    advised_prison: str | None
    advised_by: str | None
    decision: DecisionSaid | None
    moved_on: dt.date | None
