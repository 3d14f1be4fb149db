"""Cases as they are opened, changed and shown."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from app.schemas.case_list import Attention, Status
from app.schemas.facts import FactIn
from app.schemas.fields import (
    Crn,
    Day,
    Flag,
    Given,
    Line,
    Name,
    PrisonCode,
    PrisonNumber,
    RegionCode,
    Shown,
)
from app.schemas.places import PrisonRef

Months = Annotated[int, Field(ge=0, le=1200, strict=True)]


class SentenceIn(Given):
    """The sentence a case opens with; leave `length_months` out for LIFE, IPP and DPP."""

    start_date: Day
    sentence_type: Literal["SDS", "EDS", "SOPC", "LIFE", "IPP", "DPP"]
    length_months: Months | None = None
    release_date: Day | None = None
    parole_eligibility_date: Day | None = None
    tariff_expiry_date: Day | None = None
    licence_expiry_date: Day | None = None
    home_detention_curfew_eligibility_date: Day | None = None
    home_detention_curfew_actual_date: Day | None = None
    automatic_release_date: Day | None = None
    conditional_release_date: Day | None = None
    court_case: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class CaseDetails(Given):
    """Names, numbers and descriptive fields, all of which PATCH may change."""

    crn: Crn | None = None
    pnc: Annotated[str, Field(max_length=13)] | None = None
    cro: Annotated[str, Field(max_length=20)] | None = None
    booking_id: Annotated[str, Field(max_length=20)] | None = None
    middle_names: Line | None = None
    date_of_birth: Day | None = None
    gender: Annotated[str, Field(max_length=40)] | None = None
    home_area: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    home_region: RegionCode | None = None
    cell_location: Annotated[str, Field(max_length=100)] | None = None
    complexity_of_need: Literal["low", "medium", "high"] | None = None
    most_serious_offence: Annotated[str, Field(max_length=300)] | None = None
    community_manager_name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    community_manager_email: Annotated[str, Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    community_team: Annotated[str, Field(max_length=120)] | None = None


_NEW_CASE: JsonDict = {
    "prison_number": "A1234BC",
    "crn": "X123456",
    "first_name": "Ada",
    "last_name": "Alder",
    "prison": "FHI",
    "home_region": "east_midlands",
    "provider": "nps",
    "rosh_level": "high",
    "sentence": {
        "start_date": "2025-01-13",
        "sentence_type": "SDS",
        "length_months": 48,
        "release_date": "2027-01-13",
    },
    "events": [{"type": "parole_process_started", "date": "2026-02-01", "review": "first"}],
}


class CaseIn(CaseDetails):
    """A new case. It may carry its history in `events`: each counts as known on its own date."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_NEW_CASE]})

    prison_number: PrisonNumber
    first_name: Name
    last_name: Name
    estate: Literal["women", "men"] | None = Field(
        default=None, description="Follows from the prison if left out."
    )
    prison: PrisonCode
    arrived_on: Day | None = Field(
        default=None,
        description="The day she came to this prison; the start of the sentence, or today, if left out.",
    )
    provider: Literal["nps", "crc"] | None = None
    rosh_level: Literal["low", "medium", "high", "very_high"] | None = None
    mappa_level: Annotated[int, Field(ge=0, le=3, strict=True)] | None = None
    ppo: Flag | None = None
    sentence: SentenceIn | None = Field(default=None, description="Leave out while on remand.")
    events: list[FactIn] = Field(default=[], max_length=500)


class CasePatch(CaseDetails):
    """Changes to names, identifiers, home area and descriptive fields; null clears one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"home_area": "Derby"}]})

    prison_number: PrisonNumber | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    confirm: list[str] = Field(
        default=[], max_length=20, description="Derived details now confirmed by a person."
    )


class CaseListed(Shown):
    """Which case a row of a list is of."""

    id: str
    prison_number: str | None
    crn: str | None
    first_name: str
    last_name: str
    home_region: str | None
    prison: PrisonRef | None


class Manager(Shown):
    """Who answers for her daily management, whatever the panel advises: the Governor or Director (000 L57)."""

    title: Literal["governor", "director"]
    name: str | None = Field(description="Null where the register names nobody.")
    prison: PrisonRef


class SentenceOut(Shown):
    """A sentence as it was started."""

    event_id: str
    started_on: date
    sentence_type: str
    length_months: int | None
    starts_on: date | None = None
    court_case: str | None = None


class CaseDates(Shown):
    """The dates in force for the whole case."""

    release_date: date | None
    parole_eligibility_date: date | None
    tariff_expiry_date: date | None
    licence_expiry_date: date | None
    home_detention_curfew_eligibility_date: date | None
    home_detention_curfew_actual_date: date | None
    automatic_release_date: date | None
    conditional_release_date: date | None


class CaseOut(Shown):
    """A case. The ETag of the response is `version`."""

    id: str
    version: int
    prison_number: str | None
    crn: str | None
    pnc: str | None
    cro: str | None
    booking_id: str | None
    first_name: str
    middle_names: str | None
    last_name: str
    date_of_birth: date | None
    gender: str | None
    estate: str
    prison: PrisonRef | None
    operational_manager: Manager | None = Field(
        default=None, description="In the women's estate, of whoever is held: the Governor or Director."
    )
    home_area: str | None
    home_region: str | None
    cell_location: str | None
    complexity_of_need: str | None
    most_serious_offence: str | None
    restricted_patient: bool
    community_manager_name: str | None
    community_manager_email: str | None
    community_team: str | None
    status: Status
    provider: str | None
    rosh_level: str | None
    mappa_level: int | None
    ppo: bool
    category: str | None
    open_conditions: bool | None = Field(
        default=None,
        description="By category in the women's estate, by prison in the men's; null outside custody.",
    )
    open_conditions_since: date | None = Field(
        default=None, description="The day from which today's rules count them; null where they do not apply."
    )
    sentences: list[SentenceOut]
    dates: CaseDates
    attention: list[Attention]
    warnings: list[Literal["crc_after_contracts_ended"]] = Field(
        default=[],
        description="A company's case dated after its contracts ended, where today's policy governs.",
    )
    unconfirmed: list[str] = Field(description="Details worked out by an import that nobody has confirmed.")
    opened_on: date
    closes_on: date | None
    created_at: datetime
    created_by: str


class HistoryEntry(Shown):
    """One change of a case: what, old, new, who, when and why."""

    id: str
    what: str
    at: datetime
    who: str
    who_name: str | None = Field(
        default=None, description="The name behind `who`, where the register knows it."
    )
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    why: str | None


class History(Shown):
    """The changes of a case, the latest first; `next` continues."""

    items: list[HistoryEntry]
    next: str | None
