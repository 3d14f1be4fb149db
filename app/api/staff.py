"""Staff as a workforce: lists, one person, comparing, changing how they work; and the community's teams."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import StringConstraints
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import CHANGE_STAFF, KEEP_TEAMS, READ_CASES, READ_STAFF
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.case_filters import Filters
from app.domain.staff_filters import StaffFilters
from app.schemas.case_list import CaseList
from app.schemas.fields import PrisonCode, RegionCode
from app.schemas.staff import (
    StaffCompared,
    StaffList,
    StaffNames,
    StaffOut,
    StaffPatch,
    StaffQuery,
    TeamIn,
    TeamList,
    TeamOut,
)
from app.services import caseload, workforce
from app.services.caseload import Page
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Staff"], route_class=StrictRoute)

StaffRef = Annotated[str, Path(description="The person's id, or `me`.", max_length=40, examples=["me"])]


STAFF_FILE = (
    ("name", "name"),
    ("prison", "prison.code"),
    ("team", "team.code"),
    ("duties", "duties"),
    ("tenths", "tenths"),
    ("availability", "availability"),
    ("away_until", "away_until"),
    ("cases", "workload.cases"),
    ("leading", "workload.leading"),
    ("supporting", "workload.supporting"),
    ("co_working", "workload.co_working"),
    ("load", "workload.load"),
    ("new_last_7_days", "new_last_7_days"),
    ("handovers_next_56_days", "handovers_next_56_days"),
    ("staff_id", "id"),
)
ShortText = Annotated[str, StringConstraints(max_length=40)]


@router.get("/staff", response_model=StaffList, responses=CSV_TOO, openapi_extra=roles(*READ_STAFF))
def list_staff(
    call: Annotated[Call, requires(*READ_STAFF)], asked: Annotated[StaffQuery, Query()]
) -> Response:
    """The people who work where you do, by name, each with what they carry."""
    filters = StaffFilters(**asked.model_dump(exclude={"size", "next", "format"}))

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return workforce.list_staff(connection, call.caller, filters, call.today, size=size, cursor=after)

    if wants_csv(call, asked.format):
        return csv_response(every_row(call.database, read), STAFF_FILE, "staff")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    return answer(StaffList, Answered(found))


@router.get("/staff/names", response_model=StaffNames, openapi_extra=roles(*READ_STAFF))
def list_staff_names(
    call: Annotated[Call, requires(*READ_STAFF)],
    prison: PrisonCode | None = None,
    region: RegionCode | None = None,
) -> Response:
    """The people who work where you do, or at one of your places, by name alone: up to 200, as a choice."""
    filters = StaffFilters(prison=prison, region=region)
    with call.reading() as connection:
        found = workforce.list_names(connection, call.caller, filters, call.today)
    return answer(StaffNames, Answered(found))


@router.get("/staff/compare", response_model=StaffCompared, openapi_extra=roles(*READ_STAFF))
def compare_staff(
    call: Annotated[Call, requires(*READ_STAFF)],
    ids: Annotated[
        list[Annotated[str, StringConstraints(max_length=40)]], Query(alias="id", min_length=1, max_length=4)
    ],
) -> Response:
    """One to four people side by side: their cases by role and risk, their load, what is new and what comes."""
    with call.reading() as connection:
        found = workforce.compare(connection, call.caller, ids, call.today)
    return answer(StaffCompared, Answered({"items": found}))


@router.get("/staff/{staff}", response_model=StaffOut, openapi_extra=roles(*READ_STAFF))
def read_person(staff: StaffRef, call: Annotated[Call, requires(*READ_STAFF)]) -> Response:
    """One person: duties, place, working pattern, availability, and what they carry."""
    with call.reading() as connection:
        found = workforce.show_person(connection, call.caller, staff, call.today)
    return answer(StaffOut, versioned(found))


@router.patch("/staff/{staff}", response_model=StaffOut, openapi_extra=roles(*CHANGE_STAFF))
def change_person(
    staff: StaffRef,
    given: StaffPatch,
    call: Annotated[Call, requires(*CHANGE_STAFF)],
    write: WritingDep,
) -> Response:
    """Change how a person works. Sign-in, roles and whose cases they may see are the operators' to change."""
    sent = write(call)
    version = sent.required_version()
    changes: dict[str, Any] = given.model_dump(exclude_unset=True)
    for name, column in (("prison", "prison_code"), ("team", "team_code")):
        if name in changes:
            changes[column] = changes.pop(name)
    return sent.carry_out(
        StaffOut, lambda work: versioned(workforce.change_person(work, staff, changes, version))
    )


@router.get("/staff/{staff}/caseload", response_model=CaseList, openapi_extra=roles(*READ_CASES))
def read_staff_caseload(
    staff: StaffRef,
    call: Annotated[Call, requires(*READ_CASES)],
    size: Annotated[int, Query(ge=1, le=100)] = 25,
    after: Annotated[str | None, Query(alias="next", max_length=600)] = None,
) -> Response:
    """The open cases that a person holds a role on, by name. `GET /cases?staff=` narrows and orders them."""
    with call.reading() as connection:
        person = workforce.seen_person(connection, call.caller, staff)
        filters = Filters(staff=person["id"], status="open")
        found = caseload.list_cases(
            connection, call.caller, filters, "last_name,asc", Page(size=size, cursor=after), call.today
        )
    call.note_read("CASES_LISTED", details={"cases": [row["id"] for row in found["items"]]})
    return answer(CaseList, Answered(found))


@router.get("/teams", response_model=TeamList, openapi_extra=roles(*READ_STAFF))
def list_teams(
    call: Annotated[Call, requires(*READ_STAFF)], region: Annotated[RegionCode | None, Query()] = None
) -> Response:
    """The teams of community offender managers, by name."""
    with call.reading() as connection:
        return answer(TeamList, Answered({"items": workforce.list_teams(connection, region)}))


@router.post("/teams", response_model=TeamOut, status_code=201, openapi_extra=roles(*KEEP_TEAMS))
def open_team(given: TeamIn, call: Annotated[Call, requires(*KEEP_TEAMS)], write: WritingDep) -> Response:
    """A new team in a region of yours."""

    def use_case(work: UnitOfWork) -> Answered:
        return Answered(workforce.open_team(work, given.model_dump()), 201)

    return write(call).carry_out(TeamOut, use_case)
