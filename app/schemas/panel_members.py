"""Seats, statements, organisations, sharing agreements and terms of the panel, as the API takes and gives them."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.domain.panel_seats import Seat
from app.domain.sharing_agreements import AgreementKind, AgreementState
from app.schemas.fields import Day, Flag, Given, Line, Readable, Shown, Text

Person = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Readable]
Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), Readable]
Sector = Literal["devolved", "non_devolved", "voluntary"]
SharingWarning = Literal["no_live_agreement", "agreement_past_review"]


class SeatIn(Given):
    """Somebody takes a seat, or stands in for whoever holds it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"seat": "case_manager", "username": "board.secretary", "starts_on": "2026-11-20"},
            ]
        },
    )

    seat: Seat
    username: Person
    starts_on: Day
    ends_on: Day | None = Field(default=None, description="The first day that no longer counts.")
    delegate_of: Reference | None = Field(
        default=None, description="The id of the term for whose holder this person stands in."
    )


class SeatPatch(Given):
    """Until when the term lasts; null leaves it open."""

    ends_on: Day | None


class SeatOut(Shown):
    """A term of a seat."""

    id: str
    version: int
    seat: Seat
    username: str
    name: str
    delegate_of: str | None
    starts_on: dt.date
    ends_on: dt.date | None
    is_live: bool
    has_signed: bool = Field(description="Whether their signature of the statement in force counts.")


class SeatList(Shown):
    """The terms of a day, and the seats without anybody on it."""

    on: dt.date
    items: list[SeatOut]
    vacant: list[Seat]


class StatementIn(Given):
    """A new wording of the statement."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "Confidentiality statement",
                    "text": "I share what I hear at the panel with nobody who does not need to know it.",
                    "in_force_from": "2026-12-01",
                }
            ]
        },
    )

    title: Line
    text: Long
    in_force_from: Day = Field(description="From then on signatures of earlier wordings no longer count.")


class StatementOut(Shown):
    """A wording of the statement; `signed_on` is the caller's own."""

    id: str
    number: int
    title: str
    text: str
    in_force_from: dt.date
    is_in_force: bool
    signed_on: dt.date | None


class StatementList(Shown):
    """Every wording, the latest first, and whether the caller has signed the one in force."""

    items: list[StatementOut]
    has_signed: bool


class SignatureIn(Given):
    """A signature given on paper: of somebody in the register, or of a named person of an organisation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"username": "board.secretary", "signed_on": "2026-11-20"}]},
    )

    username: Person | None = None
    name: Person | None = None
    organisation_id: Reference | None = None
    signed_on: Day


class EndSignatureIn(Given):
    """Why."""

    reason: Text


class SignatureOut(Shown):
    """Who signed a wording, and whether it counts today."""

    id: str
    name: str
    username: str | None
    organisation_id: str | None
    signed_on: dt.date
    how: Literal["online", "paper"]
    is_live: bool
    ended_on: dt.date | None
    ended_reason: str | None


class SignatureList(Shown):
    """Who signed a wording, by its number."""

    version: int
    items: list[SignatureOut]


class OrganisationIn(Given):
    """An organisation whose people are asked to meetings."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "Harbour House", "sector": "voluntary", "is_external": True}]
        },
    )

    name: Person
    sector: Sector
    is_external: Flag = Field(description="Outside HMPPS, so that a sharing agreement is needed.")


class OrganisationPatch(Given):
    """What is to change of an organisation."""

    name: Person | None = None
    sector: Sector | None = None
    in_use: Flag | None = None


class OrganisationOut(Shown):
    """An organisation, and what to warn of where its people are asked today."""

    id: str
    version: int
    name: str
    sector: Sector
    is_external: bool
    in_use: bool
    warning: SharingWarning | None


class OrganisationList(Shown):
    """Organisations by name."""

    items: list[OrganisationOut]


class AgreementIn(Given):
    """An agreement under which information is shared."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "Protocol with health partners",
                    "kind": "information_sharing_protocol",
                    "purpose": "Care and safety of women on the caseload.",
                    "starts_on": "2026-01-01",
                    "review_on": "2027-01-01",
                    "parties": ["0197a000-0000-7000-8000-000000000001"],
                }
            ]
        },
    )

    title: Line
    kind: AgreementKind
    purpose: Text
    starts_on: Day
    ends_on: Day | None = Field(default=None, description="The first day on which it no longer binds.")
    review_on: Day
    parties: Annotated[list[Reference], Field(min_length=1, max_length=50)]


class AgreementPatch(Given):
    """What is to change of an agreement; `ends_on` may be taken away with null."""

    title: Line | None = None
    purpose: Text | None = None
    ends_on: Day | None = None
    review_on: Day | None = None
    parties: Annotated[list[Reference], Field(min_length=1, max_length=50)] | None = None


class PartyOut(Shown):
    """An organisation that an agreement binds."""

    id: str
    name: str


class AgreementOut(Shown):
    """An agreement, and where it stands today."""

    id: str
    version: int
    title: str
    kind: AgreementKind
    purpose: str
    starts_on: dt.date
    ends_on: dt.date | None
    review_on: dt.date
    state: AgreementState
    parties: list[PartyOut]


class AgreementList(Shown):
    """Agreements, the one that is to be looked at first of all in front."""

    items: list[AgreementOut]


class TermsIn(Given):
    """An edition of the terms of reference."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"title": "Terms of Reference", "edition": "2", "in_force_from": "2026-12-01"},
            ]
        },
    )

    title: Line
    edition: Reference
    in_force_from: Day
    in_force_to: Day | None = Field(default=None, description="The last day on which it applies.")
    next_review_on: Day | None = None


class TermsPatch(Given):
    """Until when it applies, and when it is looked at again; null takes either away."""

    in_force_to: Day | None = None
    next_review_on: Day | None = None


class TermsOut(Shown):
    """An edition of the terms."""

    id: str
    version: int
    title: str
    edition: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    next_review_on: dt.date | None
    applies: bool


class TermsList(Shown):
    """Every edition, the latest first."""

    items: list[TermsOut]
