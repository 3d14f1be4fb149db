"""Meetings of the panel: scheduling, opening and closing, and who comes."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import HOLD_MEETINGS, SEE_PANEL
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, created, requires, roles, versioned
from app.domain.meetings import MeetingFilters
from app.schemas.agenda import WithdrawItemIn
from app.schemas.fields import Day
from app.schemas.meetings import (
    MeetingIn,
    MeetingList,
    MeetingMonthList,
    MeetingOut,
    MeetingPatch,
    MeetingPersonIn,
    MeetingPersonList,
    MeetingPersonPatch,
    MeetingsQuery,
)
from app.services.meetings import attending, months, scheduling, showing
from app.services.meetings.cancelling import cancel
from app.services.panel_access import require_meeting, sight_of
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Meetings"], route_class=StrictRoute)

MeetingRef = Annotated[str, Path(description="The id of a meeting.", max_length=40)]
PersonRef = Annotated[str, Path(description="The id of somebody on the meeting's list.", max_length=40)]
Reader = Annotated[Call, requires(*SEE_PANEL)]
Holder = Annotated[Call, requires(*HOLD_MEETINGS)]
NEVER_NULL = frozenset({"held_on", "starts_at", "mode"})
MAY_BE_UNKNOWN = frozenset({"mode", "attended"})
COLUMNS = (
    ("day", "held_on"),
    ("time", "starts_at"),
    ("kind", "kind"),
    ("area", "area"),
    ("venue", "venue"),
    ("mode", "mode"),
    ("chair", "chair_name"),
    ("state", "state"),
)
MEETING, PEOPLE = "/meetings/{meeting}", "/meetings/{meeting}/attendance"


@router.get("/meetings", response_model=MeetingList, responses=CSV_TOO, openapi_extra=roles(*SEE_PANEL))
def list_meetings(call: Reader, asked: Annotated[MeetingsQuery, Query()]) -> Response:
    """The meetings, the latest day first: when, where and by whom, and no case."""
    filters = MeetingFilters(asked.kind, asked.area, asked.held_from, asked.held_to)

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return showing.list_meetings(connection, filters, size=size, cursor=after)

    if wants_csv(call, asked.format):
        return csv_response(every_row(call.database, read), COLUMNS, "meetings")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    return answer(MeetingList, Answered(found))


@router.get("/meeting-months", response_model=MeetingMonthList, openapi_extra=roles(*SEE_PANEL))
def list_meeting_months(
    call: Reader,
    first: Annotated[Day | None, Query(alias="from", description="A day of the first month.")] = None,
    count: Annotated[int, Query(ge=1, le=36)] = 12,
) -> Response:
    """Calendar months with the areas whose board met or is to meet; a month that lacks a board is flagged."""
    reading = call.request.app.state.settings.panel_month_reading
    with call.reading() as connection:
        found = months.list_months(connection, call.today, reading=reading, first=first, count=count)
    return answer(MeetingMonthList, Answered(found))


@router.post("/meetings", response_model=MeetingOut, status_code=201, openapi_extra=roles(*HOLD_MEETINGS))
def schedule_meeting(given: MeetingIn, call: Holder, write: WritingDep) -> Response:
    """Schedule a meeting. The holders of the board's seats on its day are its members."""

    def use_case(work: UnitOfWork) -> Answered:
        found = showing.read_meeting(work.connection, scheduling.schedule(work, given.model_dump()))
        return created(found, "/meetings")

    return write(call).carry_out(MeetingOut, use_case)


@router.get(MEETING, response_model=MeetingOut, openapi_extra=roles(*SEE_PANEL))
def read_meeting(meeting: MeetingRef, call: Reader) -> Response:
    """One meeting, with the terms that apply on its day, and an ETag of its version. No case is in it."""
    with call.reading() as connection:
        found = showing.read_meeting(connection, meeting)
    return answer(MeetingOut, versioned(found))


@router.patch(MEETING, response_model=MeetingOut, openapi_extra=roles(*HOLD_MEETINGS))
def change_meeting(meeting: MeetingRef, given: MeetingPatch, call: Holder, write: WritingDep) -> Response:
    """Change a meeting that is not over: its day, place, mode, chair."""
    sent = write(call)
    version, asked = sent.required_version(), given.model_dump(exclude_unset=True)
    changes = {name: value for name, value in asked.items() if value is not None or name not in NEVER_NULL}

    def use_case(work: UnitOfWork) -> Answered:
        scheduling.change(work, meeting, changes, version)
        return _meeting(work, meeting)

    return sent.carry_out(MeetingOut, use_case)


@router.post(MEETING + "/open", response_model=MeetingOut, openapi_extra=roles(*HOLD_MEETINGS))
def open_meeting(meeting: MeetingRef, call: Holder, write: WritingDep) -> Response:
    """Open a meeting on its day or later. It needs a valid chair."""
    return _done(meeting, call, write, lambda work: scheduling.open_meeting(work, meeting))


@router.post(MEETING + "/close", response_model=MeetingOut, openapi_extra=roles(*HOLD_MEETINGS))
def close_meeting(meeting: MeetingRef, call: Holder, write: WritingDep) -> Response:
    """Close an open meeting; a multi-disciplinary one on a caseload case needs the Women's Team to have been there."""
    return _done(meeting, call, write, lambda work: scheduling.close_meeting(work, meeting))


@router.post(MEETING + "/cancel", response_model=MeetingOut, openapi_extra=roles(*HOLD_MEETINGS))
def cancel_meeting(meeting: MeetingRef, given: WithdrawItemIn, call: Holder, write: WritingDep) -> Response:
    """Cancel a meeting that is not over; what was on its agenda waits for another one."""
    return _done(meeting, call, write, lambda work: cancel(work, meeting, given.reason))


@router.get(PEOPLE, response_model=MeetingPersonList, openapi_extra=roles(*SEE_PANEL))
def list_attendance(meeting: MeetingRef, call: Reader) -> Response:
    """Who is asked to a meeting, who comes in whose place, what they still need, and who came."""
    row, sight = require_meeting(call, meeting)
    with call.reading() as connection:
        found = attending.list_people(connection, row, sight)
    return answer(MeetingPersonList, Answered({"meeting_id": row["id"], "items": found}))


@router.post(PEOPLE, response_model=MeetingPersonList, status_code=201, openapi_extra=roles(*HOLD_MEETINGS))
def ask_to_meeting(meeting: MeetingRef, given: MeetingPersonIn, call: Holder, write: WritingDep) -> Response:
    """Put somebody on the list. Somebody of an organisation without a sharing agreement needs a reason."""
    require_meeting(call, meeting)

    def use_case(work: UnitOfWork) -> Answered:
        held = scheduling.held_meeting(work, meeting, None)
        person_id = attending.ask_person(work, held, given.model_dump())
        location = f"/api/v1/meetings/{held['id']}/attendance/{person_id}"
        return Answered(_people(work, held), 201, location=location)

    return write(call).carry_out(MeetingPersonList, use_case)


@router.patch(PEOPLE + "/{person}", response_model=MeetingPersonList, openapi_extra=roles(*HOLD_MEETINGS))
def record_attendance(
    meeting: MeetingRef, person: PersonRef, given: MeetingPersonPatch, call: Holder, write: WritingDep
) -> Response:
    """Say how somebody comes, or that they came. Members, delegates and prisons need a signed statement to be there."""
    require_meeting(call, meeting)
    sent = write(call)
    version, asked = sent.required_version(), given.model_dump(exclude_unset=True)
    changes = {name: value for name, value in asked.items() if value is not None or name in MAY_BE_UNKNOWN}

    def use_case(work: UnitOfWork) -> Answered:
        held = scheduling.held_meeting(work, meeting, None)
        attending.change_person(work, held, person, changes, version)
        return Answered(_people(work, held))

    return sent.carry_out(MeetingPersonList, use_case)


@router.delete(PEOPLE + "/{person}", response_model=MeetingPersonList, openapi_extra=roles(*HOLD_MEETINGS))
def take_off_meeting(meeting: MeetingRef, person: PersonRef, call: Holder, write: WritingDep) -> Response:
    """Take somebody off the list, and whoever was to come in their place."""
    require_meeting(call, meeting)
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        held = scheduling.held_meeting(work, meeting, None)
        attending.remove_person(work, held, person, version)
        return Answered(_people(work, held))

    return sent.carry_out(MeetingPersonList, use_case)


def _done(meeting: str, call: Call, write: Any, step: Callable[[UnitOfWork], None]) -> Response:
    def use_case(work: UnitOfWork) -> Answered:
        step(work)
        return _meeting(work, meeting)

    response: Response = write(call).carry_out(MeetingOut, use_case)
    return response


def _meeting(work: UnitOfWork, meeting: str) -> Answered:
    found = showing.read_meeting(work.connection, meeting)
    return versioned(found)


def _people(work: UnitOfWork, meeting: Mapping[str, Any]) -> dict[str, Any]:
    sight = sight_of(work.connection, work.caller, work.today)
    return {"meeting_id": meeting["id"], "items": attending.list_people(work.connection, meeting, sight)}
