"""Agendas, their items and papers, and services asked for, as the API takes and gives them."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.domain.agenda import ItemKind
from app.schemas.fields import Given, Readable, Shown, Text
from app.schemas.panel_members import Person, Reference

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Readable]


class AgendaItemIn(Given):
    """A case to put on the agenda."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"case": "A1234BC", "kind": "review"}]}
    )

    case: Reference = Field(description="The id of a case, a prison number or a CRN.")
    kind: ItemKind = ItemKind.OTHER
    why: Why | None = None
    referral_id: Reference | None = None


class AgendaOrderIn(Given):
    """Every item of the agenda, in the order that is wanted."""

    items: Annotated[list[Reference], Field(min_length=1, max_length=200)]


class WithdrawItemIn(Given):
    """Why an item leaves the agenda."""

    reason: Why


class PrisonOfItem(Shown):
    """Where she is."""

    code: str
    name: str


class AgendaPaperOut(Shown):
    """A paper to an item; its file is at /agenda-items/{item}/papers/{paper}."""

    id: str
    title: str
    file_name: str
    media_type: str
    size: int
    added_at: dt.datetime


class AgendaItemShort(Shown):
    """An item of an agenda. `prompts` say what the secretary should look at."""

    id: str
    version: int
    number: int
    position: int
    kind: ItemKind
    why: str | None
    case_id: str
    prison_number: str | None
    crn: str | None
    first_name: str
    last_name: str
    prison: PrisonOfItem | None
    home_area: str | None
    entry_id: str | None
    referral_id: str | None
    is_restricted: bool
    is_ycs_transition: bool
    is_welsh: bool
    papers: list[AgendaPaperOut]
    prompts: list[Literal["no_welsh_invitee"]]


class AgendaOut(Shown):
    """An agenda as far as the caller sees it. `version` is that of the meeting, for ordering by hand."""

    meeting_id: str
    version: int
    edition: int
    is_published: bool
    published_at: dt.datetime | None
    restricted_only: bool = Field(description="The caller sees items on Restricted Status cases alone.")
    items: list[AgendaItemShort]


class BuiltAgendaOut(AgendaOut):
    """The agenda after building, and how many items came to it."""

    added: int


class FormulationOfItem(Shown):
    """The formulation in force."""

    number: int
    summary: str
    author: str
    written_on: dt.date


class ServiceOut(Shown):
    """A service that a case conference asked to take her on."""

    id: str
    organisation_id: str
    organisation_name: str | None
    service: str
    need: str
    referred_on: dt.date


class AgendaItemOut(AgendaItemShort):
    """One item with all that belongs to it; `formulation` is null where there is none."""

    meeting_id: str
    held_on: dt.date
    formulation: FormulationOfItem | None
    services: list[ServiceOut]


class ServiceIn(Given):
    """A service to ask for."""

    organisation_id: Reference
    service: Person
    need: Text


class ServicesIn(Given):
    """The services that a conference asks for, in one step: all of them are kept, or none."""

    services: Annotated[list[ServiceIn], Field(min_length=1, max_length=20)]
