"""Requests to let something leave the panel, the Chair's answers, and disclosures, as they are sent and shown."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.schemas.fields import Day, Given, Line, Readable, Shown, Text

What = Literal["agenda", "minutes", "board_data"]
RecipientKind = Literal["client", "role", "outside"]
Purpose = Literal["risk_management", "safety", "decision_making", "continuity"]
State = Literal["waiting", "refused", "ended", "coming", "live", "expired"]
Way = Literal["page", "stream", "file", "email", "post", "by_hand", "spoken"]
Party = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f-]{36}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class ShareIn(Given):
    """What is to leave, to whom, why and until when."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "what": "board_data",
                    "about": "Actions and decisions for the regional dashboard",
                    "is_standing": True,
                    "recipient_kind": "client",
                    "recipient": "regional-dashboard",
                    "organisation": "Probation region",
                    "purpose": "continuity",
                    "reason": "Regions follow the actions of women who are to come home to them.",
                    "fields": ["case_id", "prison", "home_region", "due_on", "state"],
                    "from_on": "2026-11-23",
                    "until_on": "2027-05-31",
                }
            ]
        },
    )

    what: What
    about: Line = Field(description="What exactly, in words that name nobody.")
    is_standing: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="Every agenda, all minutes, or board data; else the paper of one meeting."
    )
    subject_id: Id | None = Field(default=None, description="The meeting, for its agenda or its minutes.")
    recipient_kind: RecipientKind = Field(
        description="`client`: a system by its client id; `role`: all holders of a role; `outside`: anybody else."
    )
    recipient: Party = Field(
        description="The client id, the role (GROUP_DIRECTOR, REGIONAL_DIRECTOR), or who."
    )
    organisation: Party | None = None
    agreement_id: Id | None = Field(
        default=None, description="The information sharing agreement it rests on."
    )
    purpose: Purpose
    reason: Text = Field(description="Why this recipient needs to know.")
    fields: Annotated[list[FieldName], Field(max_length=40)] | None = Field(
        default=None,
        description="Of board data: the fields that may be given. GET /board-decisions names them.",
    )
    from_on: Day = Field(description="The first day on which it may leave.")
    until_on: Day = Field(description="The last, at most 366 days later.")


class AgreeIn(Given):
    """The Chair's agreement; a remark may go with it."""

    reason: Text | None = None


class RefuseIn(Given):
    """Why the Chair refuses, or why sharing ends."""

    reason: Text


class HandedOverIn(Given):
    """That a paper left outside the service: how, and under a standing agreement of which meeting."""

    way: Literal["email", "post", "by_hand", "spoken"]
    subject_id: Id | None = Field(
        default=None, description="The meeting, where the agreement is a standing one."
    )
    note: Text | None = None


class ShareOut(Shown):
    """One request as it stands today."""

    id: str
    version: int
    state: State
    what: What
    subject_id: str | None
    about: str
    is_standing: bool
    recipient_kind: RecipientKind
    recipient: str
    organisation: str | None
    agreement_id: str | None
    purpose: Purpose
    reason: str
    fields: list[str] | None
    from_on: dt.date
    until_on: dt.date
    requested_by: str
    requested_at: dt.datetime
    decision: Literal["approved", "refused"] | None
    decision_reason: str | None
    decided_by: str | None
    decided_at: dt.datetime | None
    ended_by: str | None
    ended_at: dt.datetime | None
    end_reason: str | None


class ShareList(Shown):
    """A page of requests, the latest first."""

    items: list[ShareOut]
    page: int
    size: int
    total: int | None
    next: str | None


class DisclosureOut(Shown):
    """Something that left: what, to whom, for which purpose, under which agreement."""

    id: str
    share_request_id: str
    what: What
    subject_id: str | None
    about: str
    recipient: str
    organisation: str | None
    purpose: Purpose
    way: Way
    rows: int | None = Field(description="Records given, of board data.")
    fields: list[str] | None
    up_to: str | None = Field(description="The cursor of the last record given.")
    note: str | None
    disclosed_by: str
    disclosed_at: dt.datetime


class DisclosureList(Shown):
    """A page of disclosures, the latest first."""

    items: list[DisclosureOut]
    page: int
    size: int
    total: int | None
    next: str | None
