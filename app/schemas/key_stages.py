"""Key stages, progress notices and contacts as they are sent, listed and shown."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.schemas.cases import CaseListed
from app.schemas.fields import Day, FileFormat, Given, PrisonCode, Readable, RegionCode, Shown, Text
from app.schemas.parole import ReviewedCase, StaffId

StageKind = Literal[
    "initial_sentence_plan",
    "sentence_plan_review",
    "risk_review",
    "pre_release_planning",
    "parole_preparation",
    "multi_agency_meeting",
    "transfer_planning",
    "other",
]
StageState = Literal["nobody_to_invite", "invited", "answer_overdue", "answered", "held", "cancelled"]
Answer = Literal["will_attend", "will_contribute", "cannot"]
Channel = Literal["visit", "video", "phone", "letter"]
Party = Literal[
    "community_offender_manager",
    "crc_responsible_officer",
    "offender_supervisor",
    "seconded_probation_officer",
    "prison_offender_manager",
    "key_worker",
    "victim_liaison_officer",
    "other_prison_staff",
    "other_worker",
    "person_in_custody",
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Readable]
Contribution = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Readable
]


class StageIn(Given):
    """A key stage to plan. The named community manager is invited at once."""

    kind: StageKind
    planned_on: Day
    note: Note | None = None


class StagePatch(Given):
    """What may change: one that moves is asked about again; one held or cancelled takes no answer any more."""

    kind: StageKind | None = None
    planned_on: Day | None = None
    held_on: Day | None = None
    cancelled_on: Day | None = None
    note: Note | None = None


class AnswerIn(Given):
    """The community's answer, and what it contributes."""

    response: Answer
    contribution: Contribution | None = None


class StageOut(Shown):
    """A key stage with its invitation and the answer to it."""

    id: str
    case_id: str
    version: int
    kind: StageKind
    planned_on: dt.date
    held_on: dt.date | None
    cancelled_on: dt.date | None
    note: str | None
    state: StageState
    created_at: dt.datetime
    created_by: str
    invited_named: str | None
    invited_at: dt.datetime | None
    invitations: int = Field(description="How often the community was asked: again each time that it moved.")
    response_due: dt.date | None
    response: Answer | None
    responded_at: dt.datetime | None
    responded_by: str | None
    contribution: str | None
    contributed_at: dt.datetime | None
    contributed_by: str | None


class StagesOfCase(Shown):
    """The key stages of a case, the latest planned first."""

    items: list[StageOut]


class StageRow(StageOut):
    """A key stage in a list, with its case."""

    case: ReviewedCase


class StageList(Shown):
    """A page of key stages, the earliest planned first."""

    items: list[StageRow]
    page: int | None
    size: int
    total: int | None
    next: str | None


class StagesQuery(Given):
    """What a list of key stages is narrowed to; days are those planned, inclusive."""

    prison: PrisonCode | None = None
    region: RegionCode | None = None
    staff: StaffId | None = None
    state: StageState | Literal["awaiting_answer"] | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")
    format: FileFormat = None


class ProgressIn(Given):
    """What the community manager is told of progress."""

    text: Text


class ProgressOut(Shown):
    """What the community manager was told, by whom and when."""

    id: str
    case_id: str
    text: str
    told_at: dt.datetime
    told_by: str
    told_to: str


class ProgressList(Shown):
    """What the community manager was told, the latest first."""

    items: list[ProgressOut]


class ContactIn(Given):
    """A contact that has happened, between two parties."""

    happened_on: Day
    channel: Channel
    between: Annotated[list[Party], Field(min_length=2, max_length=2)]
    text: Note | None = None


class ContactOut(Shown):
    """A contact between two parties of a case."""

    id: str
    case_id: str
    happened_on: dt.date
    channel: Channel
    between: list[Party]
    with_her: bool = Field(description="With the person in custody, not between staff alone.")
    between_sides: bool = Field(
        description="Of the community manager with the prison's lead or supervisor: what the gap report counts."
    )
    text: str | None
    recorded_at: dt.datetime
    recorded_by: str
    version: int
    retracted_at: dt.datetime | None = Field(default=None, description="Taken back: it counts nowhere since.")
    retracted_by: str | None = None
    retraction_reason: str | None = None


class ContactRetraction(Given):
    """Why a contact was recorded in error."""

    reason: Text = Field(examples=["It was with another person of the same name."])


class ChannelCount(Shown):
    """How many contacts by one channel."""

    channel: Channel
    with_her: int
    between_staff: int
    total: int


class ContactList(Shown):
    """A page of a case's contacts, the latest first, with the counts of those that stand."""

    items: list[ContactOut]
    page: int | None
    size: int
    total: int
    next: str | None
    counts: list[ChannelCount]
    last_between_sides: dt.date | None


class ContactsQuery(Given):
    """Which part of a case's contacts is wanted."""

    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")


class GapsQuery(Given):
    """Whose cases are looked at, and after how many days without contact they are listed."""

    prison: PrisonCode | None = None
    region: RegionCode | None = None
    staff: StaffId | None = None
    days: int | None = Field(default=None, ge=1, le=730, description="The service's setting where left out.")
    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")
    format: FileFormat = None


class GapRow(CaseListed):
    """A case whose two sides have had no contact for long; `days` since the last, else since the sentence."""

    community_manager_name: str | None
    last_contact_on: dt.date | None
    days: int | None


class GapList(Shown):
    """A page of cases without contact between their two sides, by name."""

    items: list[GapRow]
    page: int | None
    size: int
    total: int | None
    next: str | None
    days: int


class CountsQuery(Given):
    """Whose contacts are counted, between which days (inclusive)."""

    prison: PrisonCode | None = None
    region: RegionCode | None = None
    staff: StaffId | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class ContactCounts(Shown):
    """How many contacts by channel between two days."""

    from_: dt.date = Field(serialization_alias="from", validation_alias="from")
    to: dt.date
    counts: list[ChannelCount]
