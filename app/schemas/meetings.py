"""Meetings and the people of meetings, as the API takes and gives them."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.domain.invitees import InviteeKind
from app.domain.meetings import ChairBasis, MeetingKind, MeetingState, Mode
from app.domain.panel import Area
from app.domain.panel_seats import Seat
from app.schemas.fields import Day, FileFormat, Flag, Given, PrisonCode, Readable, Shown, Text
from app.schemas.panel_members import Person, Reference, SharingWarning

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), Field(examples=["10:00"])]
Venue = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
Part = Literal["member", "delegate", "establishment", "invitee"]
WayOfComing = Literal["in_person", "teleconference", "virtual"]


class MeetingIn(Given):
    """A meeting to be held. A board's venue is that of its area where none is given."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"kind": "board", "held_on": "2026-12-10", "area": "midlands", "mode": "in_person"},
            ]
        },
    )

    kind: MeetingKind
    held_on: Day
    starts_at: Clock = "10:00"
    area: Area | None = None
    venue: Venue | None = None
    mode: Mode
    mode_reason: Text | None = Field(default=None, description="Why nobody meets in person.")
    chair: Person | None = Field(default=None, description="The username of whoever is to chair.")
    chair_basis: ChairBasis | None = None
    chair_nominated_by: Person | None = Field(
        default=None, description="The username of the Head of Women's Team who nominated them."
    )
    chair_nominated_on: Day | None = None


class MeetingPatch(Given):
    """What is to change of a meeting. The chair is given whole: person, basis and nomination."""

    held_on: Day | None = None
    starts_at: Clock | None = None
    area: Area | None = None
    venue: Venue | None = None
    mode: Mode | None = None
    mode_reason: Text | None = None
    shared: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), Readable] | None = (
        Field(default=None, description="What was shared in a case conference.")
    )
    chair: Person | None = None
    chair_basis: ChairBasis | None = None
    chair_nominated_by: Person | None = None
    chair_nominated_on: Day | None = None


class TermsOfMeeting(Shown):
    """The edition of the terms of reference that applies on a meeting's day."""

    title: str
    edition: str
    in_force_from: dt.date


class MeetingShort(Shown):
    """A meeting in a list."""

    id: str
    version: int
    kind: MeetingKind
    state: MeetingState
    held_on: dt.date
    starts_at: str
    area: Area | None
    venue: str
    mode: Mode
    chair_name: str | None
    agenda_edition: int


class MeetingOut(MeetingShort):
    """One meeting."""

    mode_reason: str | None
    chair_basis: ChairBasis | None
    nominated_by_name: str | None
    chair_nominated_on: dt.date | None
    chair_is_valid: bool
    chair_faults: list[str]
    terms: TermsOfMeeting | None
    shared: str | None
    created_by_name: str | None
    agenda_published_at: dt.datetime | None
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    cancelled_reason: str | None


class MeetingList(Shown):
    """Meetings, the latest day first."""

    items: list[MeetingShort]
    page: int | None
    size: int
    total: int | None
    next: str | None


class MeetingsQuery(Given):
    """Which meetings are wanted."""

    kind: MeetingKind | None = None
    area: Area | None = None
    held_from: Day | None = None
    held_to: Day | None = None
    size: Annotated[int, Field(ge=1, le=100)] = 25
    next: Annotated[str, Field(max_length=600)] | None = None
    format: FileFormat = None


class MeetingMonthOut(Shown):
    """A calendar month: the areas whose board met or is to meet in it, and those without."""

    month: dt.date
    areas: list[Area]
    without: list[Area]
    is_over: bool
    flagged: bool


class MeetingMonthList(Shown):
    """Months, the earliest first. `reading` says whether one board a month is asked for, or one of each area."""

    reading: Literal["overall", "per_area"]
    items: list[MeetingMonthOut]


class MeetingPersonIn(Given):
    """Somebody to put on the list of a meeting: of the register, or a named person of an organisation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "part": "invitee",
                    "kind": "chaplaincy",
                    "name": "Morwenna Tidewell",
                    "organisation_id": "0197a000-0000-7000-8000-000000000001",
                }
            ]
        },
    )

    part: Part
    username: Person | None = None
    name: Person | None = None
    organisation_id: Reference | None = None
    kind: InviteeKind | None = Field(default=None, description="For an invitee.")
    item_id: Reference | None = Field(default=None, description="The item that an invitee is asked to.")
    delegate_for: Reference | None = Field(
        default=None, description="For a delegate: the member on the list."
    )
    prison_code: PrisonCode | None = Field(default=None, description="For a prison's representative.")
    mode: WayOfComing | None = None
    has_authority: Flag = Field(default=False, description="May make provisional decisions.")
    override_reason: Text | None = Field(
        default=None, description="Why somebody is asked without a sharing agreement in force."
    )


class MeetingPersonPatch(Given):
    """How somebody comes, and whether they came."""

    mode: WayOfComing | None = None
    has_apologised: Flag | None = None
    attended: Flag | None = None
    has_authority: Flag | None = None


class MeetingPersonOut(Shown):
    """Somebody on the list of a meeting."""

    id: str
    version: int
    part: Part
    seat: Seat | None
    kind: InviteeKind | None
    name: str
    username: str | None
    organisation_id: str | None
    organisation_name: str | None
    prison_code: str | None
    delegate_for: str | None
    item_id: str | None
    mode: WayOfComing | None
    has_apologised: bool
    attended: bool | None
    has_authority: bool
    must_sign: bool
    has_signed: bool
    womens_team: bool
    warning: SharingWarning | None = Field(description="What was warned of when they were asked.")
    warning_now: SharingWarning | None = Field(
        description="What is to be warned of as the agreements stand now."
    )
    override_reason: str | None


class MeetingPersonList(Shown):
    """Everybody on the list of a meeting."""

    meeting_id: str
    items: list[MeetingPersonOut]
