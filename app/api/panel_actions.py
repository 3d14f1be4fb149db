"""The panel's actions: given at an agenda item, listed for their owners and before a meeting, followed up."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import FOLLOW_ACTIONS, GIVE_ACTIONS, READ_MOVES
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.schemas.panel_actions import ActionIn, ActionList, ActionOut, ActionPatch, ActionQueryIn
from app.services.panel_access import require_item
from app.services.panel_actions import following, giving, showing
from app.services.panel_actions.showing import ActionQuery
from app.services.panel_reading import reading_of, require_reading
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Actions"], route_class=StrictRoute)

ActionRef = Annotated[str, Path(max_length=40, description="The id of an action.")]
ItemRef = Annotated[str, Path(max_length=40, description="The id of an agenda item.")]
Reader = Annotated[Call, requires(*READ_MOVES)]
COLUMNS = (
    ("due_on", "due_on"),
    ("state", "state"),
    ("overdue", "is_overdue"),
    ("owner", "owner"),
    ("owner_role", "owner_role"),
    ("aim", "aim"),
    ("action", "text"),
    ("prison_number", "case.prison_number"),
    ("crn", "case.crn"),
    ("last_name", "case.last_name"),
    ("first_name", "case.first_name"),
    ("prison", "case.prison_code"),
    ("home_region", "case.home_region"),
    ("given_on", "given_on"),
    ("last_update_on", "heard_on"),
    ("closed_on", "closed_on"),
    ("action_id", "id"),
    ("case_id", "case.id"),
)


@router.get("/actions", response_model=ActionList, responses=CSV_TOO, openapi_extra=roles(*READ_MOVES))
def list_actions(call: Reader, asked: Annotated[ActionQueryIn, Query()]) -> Response:
    """Actions that you may see, those due first before the others; open ones, unless you ask otherwise."""
    reading = require_reading(call)
    wanted = ActionQuery(**asked.model_dump(exclude={"size", "next", "format"}))

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return showing.list_actions(
            connection, call.caller, reading, wanted, call.today, size=size, cursor=after
        )

    if wants_csv(call, asked.format):
        call.note_read("ACTIONS_EXPORTED", details={"new": asked.model_dump(mode="json", exclude_none=True)})
        return csv_response(every_row(call.database, read), COLUMNS, "actions")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    return answer(ActionList, Answered(found))


@router.post(
    "/agenda-items/{item}/actions",
    response_model=ActionOut,
    status_code=201,
    openapi_extra=roles(*GIVE_ACTIONS),
)
def give_action(
    item: ItemRef, given: ActionIn, call: Annotated[Call, requires(*GIVE_ACTIONS)], write: WritingDep
) -> Response:
    """Give an action at an agenda item: one owner, a day, one of the five aims."""
    require_item(call, item)

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, giving.give(work, item, given.model_dump()), 201)

    return write(call).carry_out(ActionOut, use_case)


@router.get("/actions/{action}", response_model=ActionOut, openapi_extra=roles(*READ_MOVES))
def read_action(action: ActionRef, call: Reader) -> Response:
    """One action with everything that was said of it, and an ETag of its version."""
    reading = require_reading(call)
    with call.reading() as connection:
        found = showing.read_action(connection, call.caller, reading, action, call.today)
    call.note_read("CASE_READ", case_id=found["case"]["id"], details={"part": "panel_action"})
    return answer(ActionOut, versioned(found))


@router.patch("/actions/{action}", response_model=ActionOut, openapi_extra=roles(*FOLLOW_ACTIONS))
def follow_action(
    action: ActionRef,
    given: ActionPatch,
    call: Annotated[Call, requires(*FOLLOW_ACTIONS)],
    write: WritingDep,
) -> Response:
    """Say how an action goes, and close it; the secretariat and the chair change its owner and day as well."""
    require_reading(call)
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, following.follow_up(work, action, given.model_dump(), version))

    return sent.carry_out(ActionOut, use_case)


def _answered(work: UnitOfWork, action: str, status: int = 200) -> Answered:
    reading = reading_of(work.connection, work.caller, work.today)
    found = showing.read_action(work.connection, work.caller, reading, action, work.today)
    location = f"/api/v1/actions/{found['id']}" if status == 201 else None
    return Answered(found, status, found["version"], location)
