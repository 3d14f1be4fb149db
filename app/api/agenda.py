"""The agenda of a meeting: its items in their order, and services that a conference asks for."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app.api import API
from app.api.access import HOLD_MEETINGS, SEE_PANEL
from app.api.meetings import MeetingRef
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.refusals import NotFound
from app.schemas.agenda import (
    AgendaItemIn,
    AgendaItemOut,
    AgendaOrderIn,
    AgendaOut,
    BuiltAgendaOut,
    ServicesIn,
    WithdrawItemIn,
)
from app.services.meetings import agenda, conferences, showing
from app.services.panel_access import NO_ITEM, item_in_sight, require_item, require_meeting, sight_of
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Meetings"], route_class=StrictRoute)

ItemRef = Annotated[str, Path(description="The id of an agenda item.", max_length=40)]
Reader = Annotated[Call, requires(*SEE_PANEL)]
Holder = Annotated[Call, requires(*HOLD_MEETINGS)]
AGENDA, ITEM = "/meetings/{meeting}/agenda", "/agenda-items/{item}"


@router.get(AGENDA, response_model=AgendaOut, openapi_extra=roles(*SEE_PANEL))
def read_agenda(meeting: MeetingRef, call: Reader) -> Response:
    """The items that the caller sees: members once it is published, the high-security seat Restricted Status alone."""
    row, sight = require_meeting(call, meeting)
    with call.reading() as connection:
        found = showing.read_agenda(connection, call.caller, row, sight)
    note_items_read(call, found["items"], sight.reason)
    return answer(AgendaOut, versioned(found))


@router.post(AGENDA, response_model=AgendaItemOut, status_code=201, openapi_extra=roles(*HOLD_MEETINGS))
def add_to_agenda(meeting: MeetingRef, given: AgendaItemIn, call: Holder, write: WritingDep) -> Response:
    """Put a case on the agenda by hand, at its end."""
    require_meeting(call, meeting)

    def use_case(work: UnitOfWork) -> Answered:
        item_id = agenda.add_item(work, meeting, given.model_dump())
        return item_answer(work, item_id, 201)

    return write(call).carry_out(AgendaItemOut, use_case)


@router.post(AGENDA + "/build", response_model=BuiltAgendaOut, openapi_extra=roles(*HOLD_MEETINGS))
def build_agenda(meeting: MeetingRef, call: Holder, write: WritingDep) -> Response:
    """Add what is due in the board's area: accepted referrals that have waited, and reviews due by its day."""
    require_meeting(call, meeting)
    wait = call.request.app.state.settings.panel_discussion_working_days

    def use_case(work: UnitOfWork) -> Answered:
        added = agenda.build(work, meeting, wait)
        found = _agenda(work, meeting)
        return Answered({**found.value, "added": added}, version=found.version)

    return write(call).carry_out(BuiltAgendaOut, use_case)


@router.put(AGENDA + "/order", response_model=AgendaOut, openapi_extra=roles(*HOLD_MEETINGS))
def order_agenda(meeting: MeetingRef, given: AgendaOrderIn, call: Holder, write: WritingDep) -> Response:
    """Order the agenda by hand, from the version of the meeting that the agenda was read with."""
    require_meeting(call, meeting)
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        agenda.order(work, meeting, given.items, version)
        return _agenda(work, meeting)

    return sent.carry_out(AgendaOut, use_case)


@router.post(AGENDA + "/publish", response_model=AgendaOut, openapi_extra=roles(*HOLD_MEETINGS))
def publish_agenda(meeting: MeetingRef, call: Holder, write: WritingDep) -> Response:
    """Publish the agenda to the members; they are told that there is one, never who is on it."""
    require_meeting(call, meeting)

    def use_case(work: UnitOfWork) -> Answered:
        agenda.publish(work, meeting)
        return _agenda(work, meeting)

    return write(call).carry_out(AgendaOut, use_case)


@router.get(ITEM, response_model=AgendaItemOut, openapi_extra=roles(*SEE_PANEL))
def read_agenda_item(item: ItemRef, call: Reader) -> Response:
    """One item: who it is about, her formulation or that there is none, papers, prompts, services asked for."""
    row = shown_item(call, item)
    with call.reading() as connection:
        found = showing.show_item(connection, row)
    note_items_read(call, [row], "item")
    return answer(AgendaItemOut, versioned(found))


@router.post(ITEM + "/withdraw", response_model=AgendaOut, openapi_extra=roles(*HOLD_MEETINGS))
def withdraw_agenda_item(item: ItemRef, given: WithdrawItemIn, call: Holder, write: WritingDep) -> Response:
    """Take an item off the agenda, before the meeting is open."""
    require_item(call, item)
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        return _agenda(work, agenda.withdraw_item(work, item, given.reason, sent.version))

    return sent.carry_out(AgendaOut, use_case)


@router.post(
    ITEM + "/services", response_model=AgendaItemOut, status_code=201, openapi_extra=roles(*HOLD_MEETINGS)
)
def ask_services(item: ItemRef, given: ServicesIn, call: Holder, write: WritingDep) -> Response:
    """Ask services to take her on, from an open case conference, in one step: all are kept, or none."""
    require_item(call, item)

    def use_case(work: UnitOfWork) -> Answered:
        conferences.ask_services(work, item, [each.model_dump() for each in given.services])
        return item_answer(work, item, 201)

    return write(call).carry_out(AgendaItemOut, use_case)


def shown_item(call: Call, item: str) -> Mapping[str, Any]:
    """An item in sight; members find it once the agenda is published."""
    row = require_item(call, item)
    meeting, _ = require_meeting(call, row["meeting_id"])
    if not showing.may_open_item(call.caller, meeting):
        raise NotFound(NO_ITEM)
    return row


def note_items_read(call: Call, items: list[Mapping[str, Any]] | Any, why: str) -> None:
    """An entry for each case that was shown, with what opened it."""
    if items:
        with call.work() as work:
            for each in items:
                details = {"part": "agenda_item", "item": each["id"], "why": why}
                work.record("CASE_READ", case_id=each["case_id"], details=details)


def item_answer(work: UnitOfWork, item_id: str, status: int = 200) -> Answered:
    """An item as it stands now."""
    row = item_in_sight(work.connection, work.caller, item_id, work.today)
    found = showing.show_item(work.connection, row)
    location = f"/api/v1/agenda-items/{found['id']}" if status == 201 else None
    return Answered(found, status, found["version"], location)


def _agenda(work: UnitOfWork, meeting_id: str) -> Answered:
    row = showing.meeting_row(work.connection, meeting_id)
    sight = sight_of(work.connection, work.caller, work.today)
    found = showing.read_agenda(work.connection, work.caller, row, sight)
    return versioned(found)
