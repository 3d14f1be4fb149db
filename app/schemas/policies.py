"""Decision papers of boards, and proposals of settings, as the API takes and gives them."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.schemas.fields import Day, Given, Line, Readable, Shown, Text
from app.schemas.policies_in_force import PlaceKind

PartOutcome = Literal["agreed", "amended", "not_agreed"]
Status = Literal[
    "drafted",
    "agreed_in_principle",
    "finally_approved",
    "in_force",
    "no_longer_in_force",
    "refused",
    "withdrawn",
]
Reference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    Readable,
    Field(examples=["OMCP/13/4"]),
]
Board = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
PlaceCode = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")]
PolicyId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Readable]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]
Value = bool | int | Annotated[str, StringConstraints(max_length=60), Readable]
Values = Annotated[dict[Key, Value], Field(max_length=30)]


class PartIn(Given):
    """A part of a paper. Exactly one part of a paper names the policy that it would put in force."""

    text: Words
    policy: PolicyId | None = None
    settings: Values = Field(default={})
    settings_if_not_agreed: Values = Field(
        default={},
        description="Left out, a yes or no of `settings` is the other where the part is not agreed.",
    )


class PaperIn(Given):
    """A decision paper as it goes to its board."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "reference": "OMCP/13/4",
                    "title": "Case management responsibilities in prisons",
                    "board": "OMCP Board",
                    "board_on": "2026-11-20",
                    "parts": [
                        {"text": "All cases to the prison in custody.", "policy": "omcp-2013-option-2"},
                        {"text": "Keep seconded oversight to handover.", "settings": {"seconded_lead": True}},
                        {"text": "A named community manager from the start."},
                    ],
                }
            ]
        },
    )

    reference: Reference
    title: Line
    board: Board
    board_on: Day
    place_kind: PlaceKind = "everywhere"
    place_code: PlaceCode | None = Field(default=None, description="The estate or the probation region.")
    parts: Annotated[list[PartIn], Field(min_length=1, max_length=20)]


class OutcomeIn(Given):
    """What the board made of a part; an amendment has words, and may bring settings."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"outcome": "agreed"}]})

    outcome: PartOutcome
    text: Text | None = Field(default=None, description="The words of the amendment; else a remark.")
    settings: Values = Field(default={})


class ApprovalIn(Given):
    """The final approval by the next board, on its own paper."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "board": "Implementation and Service Acceptance Board",
                    "board_on": "2026-11-21",
                    "reference": "ISAB/13/9",
                    "in_force_from": "2027-02-01",
                }
            ]
        },
    )

    board: Board
    board_on: Day
    reference: Reference
    in_force_from: Day = Field(description="The first day on which it governs: tomorrow or later.")


class EndIn(Given):
    """Why a paper ends without coming into force, or a proposal is not taken."""

    reason: Text


class SaidOut(Shown):
    """One thing that was recorded, with who and when."""

    kind: str
    outcome: str | None
    text: str | None
    recorded_at: dt.datetime
    recorded_by: str
    recorded_by_name: str | None


class ApprovalOut(SaidOut):
    """The final approval."""

    board: str
    board_on: dt.date
    reference: str
    in_force_from: dt.date


class PartOut(Shown):
    """A part, what it would put in force, and what the board made of it."""

    number: int
    text: str
    policy: str | None
    settings: dict[str, Any]
    settings_if_not_agreed: dict[str, Any]
    outcome: PartOutcome | None
    amendment: str | None
    amendment_settings: dict[str, Any]
    history: list[SaidOut]


class WouldOut(Shown):
    """What the outcomes so far would put in force, if they were finally approved."""

    policy: str
    settings: dict[str, Any]


class PutOut(Shown):
    """What a decision put in force. `in_force_to` is the first day on which another decision took over its place."""

    policy: str
    title: str
    settings: dict[str, Any]
    in_force_from: dt.date
    in_force_to: dt.date | None


class RunOut(Shown):
    """How far the stored periods have followed. Every answer is right meanwhile."""

    state: Literal["waiting", "running", "done"]
    total: int
    done: int
    changed: int
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


class DecisionOut(Shown):
    """A decision: its paper, where it stands, and what it put in force. `installed` is the installation's own."""

    id: str
    version: int
    reference: str | None
    title: str
    place_kind: PlaceKind
    place_code: str | None
    board: str | None
    board_on: dt.date | None
    status: Status
    installed: bool
    parts: list[PartOut]
    would_put_in_force: WouldOut | None
    final_approval: ApprovalOut | None
    in_force: PutOut | None
    ended: SaidOut | None
    run: RunOut | None
    recorded_at: dt.datetime | None
    recorded_by: str | None
    recorded_by_name: str | None


class DecisionList(Shown):
    """A page of decisions, the latest first."""

    items: list[DecisionOut]
    page: int | None
    size: int
    total: int
    next: str | None


class ProposalIn(Given):
    """Settings to change, why, and the first day on which they would hold."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "settings": {"refusal_counts_from": "final"},
                    "reason": "The board waits for the outcome of reconsideration.",
                    "starts_on": "2027-04-01",
                }
            ]
        },
    )

    settings: Values
    reason: Text
    starts_on: Day


class RemarkIn(Given):
    """A remark with an approval; it may be left out."""

    reason: Text | None = None


class ProposalOut(Shown):
    """Proposed settings and what became of them."""

    id: str
    version: int
    policy: str
    settings: dict[str, Any]
    reason: str
    starts_on: dt.date
    state: Literal["proposed", "approved", "refused", "withdrawn"]
    proposed_at: dt.datetime
    proposed_by: str
    proposed_by_name: str | None
    outcome_reason: str | None
    decided_at: dt.datetime | None
    decided_by: str | None
    decided_by_name: str | None
    run: RunOut | None


class ProposalList(Shown):
    """A page of proposals, the latest first."""

    items: list[ProposalOut]
    page: int | None
    size: int
    total: int
    next: str | None
