"""What is kept under an entry of the panel's caseload: reviews, formulations, regime, support, contacts."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from app.schemas.fields import Day, Given, Line, Readable, Shown, Text

Aim = Literal["stabilise", "wellbeing", "staff_support", "reduce_risk", "progress"]
AimState = Literal["improving", "static", "worsening", "met"]
Organisation = Literal["parole_board", "health", "local_authority", "police", "voluntary", "other"]
SupportState = Literal["asked_for", "offered", "taken_up", "not_taken_up"]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Readable]
Whole = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000), Readable]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Readable]
ReviewName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), Readable]
Flag = Annotated[bool, Field(strict=True)]

_REVIEW: JsonDict = {
    "held_on": "2026-11-20",
    "her_view": "She says that the mornings have become easier.",
    "summary": "Sleeping better; two incidents since the last review, both talked down.",
    "aims": [{"aim": "stabilise", "state": "improving"}, {"aim": "progress", "state": "static"}],
    "next_review_on": "2027-02-19",
}


class Recorded(Shown):
    """Something that was kept, by whom and when."""

    id: str
    recorded_at: dt.datetime
    recorded_by: str


class ReviewOut(Recorded):
    """A review, with her view or the reason why it is not here."""

    number: int
    held_on: dt.date
    her_view: str | None
    no_view_reason: str | None
    summary: str
    next_review_on: dt.date


class AimStateOut(Recorded):
    """How an aim stood from a day on."""

    aim: Aim
    state: AimState
    stood_on: dt.date
    note: str | None
    is_current: bool
    review_id: str | None


class FormulationOut(Recorded):
    """A version of her formulation."""

    number: int
    summary: str
    author: str
    written_on: dt.date


class RestrictedOut(Recorded):
    """A Restricted Status; `to_on` is the first day on which it no longer holds."""

    version: int
    from_on: dt.date
    decided_by: str
    reason: str
    next_review_on: dt.date
    to_on: dt.date | None
    end_decided_by: str | None
    end_reason: str | None


class RegimeOut(Recorded):
    """A part of the regime or an intervention, and whether she has it."""

    version: int
    kind: Literal["regime", "intervention"]
    name: str
    state: Literal["available", "withheld"]
    reason: str | None
    from_on: dt.date
    is_defect: bool = Field(description="Withheld, and nobody has said why.")


class SupportOut(Recorded):
    """Support for a group of staff."""

    version: int
    state: SupportState
    staff_group: str
    requested_by: str
    requested_on: dt.date
    asked_for: str
    offered: str | None
    offered_on: dt.date | None
    taken_up: bool | None
    answered_on: dt.date | None
    outcome: str | None


class StakeholderOut(Recorded):
    """A contact with a stakeholder about her."""

    organisation_kind: Organisation
    organisation: str
    person: str | None
    happened_on: dt.date
    text: str
    parole_review_id: str | None


class AimIn(Given):
    """How an aim stands."""

    aim: Aim
    state: AimState
    note: Note | None = None


class ReviewIn(Given):
    """A review. It holds her own view, or says why it does not."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_REVIEW]})

    held_on: Day
    her_view: Long | None = None
    no_view_reason: Text | None = None
    summary: Long
    aims: list[AimIn] = Field(default=[], max_length=5)
    next_review_on: Day


class FormulationIn(Given):
    """A version of her formulation."""

    summary: Whole
    author: PersonName
    written_on: Day


class RestrictedIn(Given):
    """Restricted Status from a day on."""

    from_on: Day
    decided_by: PersonName = Field(description="Who decided it, with their office.")
    reason: Text
    next_review_on: Day


class RestrictedPatch(Given):
    """A later review; or the end, with who decided it and why."""

    next_review_on: Day | None = None
    to_on: Day | None = Field(default=None, description="The first day on which it no longer holds.")
    end_decided_by: PersonName | None = None
    end_reason: Text | None = None


class RegimeIn(Given):
    """A part of the regime or an intervention. Withheld without a reason is taken, and shown as a defect."""

    kind: Literal["regime", "intervention"]
    name: Line
    state: Literal["available", "withheld"]
    reason: Text | None = None
    from_on: Day


class RegimePatch(Given):
    """Whether she has it now, why not, or from when it is no longer of interest."""

    state: Literal["available", "withheld"] | None = None
    reason: Text | None = None
    ended_on: Day | None = None


class SupportIn(Given):
    """Support that is asked for a group of staff."""

    staff_group: PersonName = Field(description="For example, the officers of a wing.")
    requested_by: PersonName
    requested_on: Day
    asked_for: Text


class SupportPatch(Given):
    """What was offered, whether it was taken up, and what came of it."""

    offered: Text | None = None
    offered_on: Day | None = None
    taken_up: Flag | None = None
    answered_on: Day | None = None
    outcome: Text | None = None


class StakeholderIn(Given):
    """A contact with the Parole Board, the health service or another body about her."""

    organisation_kind: Organisation
    organisation: PersonName
    person: PersonName | None = None
    happened_on: Day
    text: Text
    parole_review: ReviewName | None = Field(
        default=None, description="The id or the name of a parole review of hers."
    )
