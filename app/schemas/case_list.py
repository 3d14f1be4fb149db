"""Cases in a list: what may be asked for, a row, a page of them, and how many need what."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.schemas.case_record import MissingCode
from app.schemas.fields import (
    Day,
    FileFormat,
    Given,
    PrisonCode,
    RegionCode,
    Shown,
)
from app.schemas.ownership import Responsible
from app.schemas.places import PrisonRef
from app.schemas.roles import CaseRole

Attention = Literal["release_not_recorded", "provider_missing", "release_date_unknown", "details_unconfirmed"]
Place = Literal["unallocated", "caseload", "out_of_scope", "no_community_manager"]
Status = Literal["open", "not_sentenced", "custody", "recalled", "licence", "closed"]


class CaseQuery(Given):
    """What a list of cases is narrowed to, how it is ordered, and which part of it is wanted."""

    q: Annotated[str, Field(max_length=100)] | None = Field(
        default=None, description="A name or number, by its start."
    )
    prison: PrisonCode | None = None
    region: RegionCode | None = None
    responsible: Responsible | None = None
    status: Status | None = None
    attention: Attention | None = None
    missing: MissingCode | None = Field(default=None, description="What the record of the case lacks.")
    handover_from: Day | None = None
    handover_to: Day | None = None
    changed_from: Day | None = Field(default=None, description="Owner changed on or after this day.")
    release_from: Day | None = None
    release_to: Day | None = None
    allocation: Place | None = Field(
        default=None,
        description="In somebody's caseload, waiting for a lead, out of scope; or without a community manager.",
    )
    staff: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="Held by this person of the register, `me` for yourself."
    )
    role: CaseRole | None = Field(default=None, description="With `staff`: in this role.")
    allocated_from: Day | None = Field(default=None, description="With `staff`: on or after this day.")
    sort: str = Field(
        default="last_name,asc",
        max_length=40,
        description="last_name, prison_number, release_date or handover_date, then ,asc or ,desc.",
    )
    page: int = Field(default=1, ge=1, le=10_000)
    size: int = Field(default=25, ge=0, le=100, description="How many at most; 0 asks for the total alone.")
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")
    format: FileFormat = None


class HeldRole(Shown):
    """A role that the person asked about holds on a case."""

    allocation_id: str
    role: str
    since: date


class PersonRef(Shown):
    """A person of the register."""

    id: str
    name: str


class CaseRow(Shown):
    """A case in a list, with its owner on the day asked about."""

    id: str
    prison_number: str | None
    crn: str | None
    first_name: str
    last_name: str
    prison: PrisonRef | None
    home_region: str | None
    status: Status
    sentence_type: str | None
    provider: str | None
    release_date: date | None
    responsible: Responsible
    lead_role: str | None
    reason_code: str
    owned_since: date | None = Field(
        description="The first day of the period; earlier ones may have the same side."
    )
    handover_date: date | None
    community_manager_name: str | None
    attention: list[Attention]
    lead_name: str | None = Field(default=None, description="Who leads the case; null where nobody is named.")
    lead_staff_id: str | None = None
    held: list[HeldRole] = Field(default=[], description="With `staff`: the roles that the person holds.")
    role_needed: str | None = Field(default=None, description="With `allocation=unallocated`.")
    waiting_since: date | None = None
    waiting_working_days: int | None = None
    recommended: PersonRef | None = Field(default=None, description="Whom the rules would choose.")


class CaseList(Shown):
    """A page of cases. `total` is null where counting is dear; `next` serves any depth."""

    items: list[CaseRow]
    page: int | None
    size: int
    total: int | None
    next: str | None


class NeedsCount(Shown):
    """How many cases want something; `total` is null above what is counted."""

    code: str
    total: int | None


class Overview(Shown):
    """What needs the caller: counts over the cases they may see, each with a list behind it."""

    prison: str | None
    open_cases: int | None
    with_custody: int | None
    with_community: int | None
    handovers_next_56_days: int | None
    changed_owner_last_7_days: int | None
    attention: list[NeedsCount]
