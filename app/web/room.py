"""The secretary's one screen in the meeting: attendance, and item by item what is said, advised, decided, taken on."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.schemas.minutes import RecordedPerson, RecordOut, WrittenOut
from app.web.csrf import token_for
from app.web.labels import minutes as words
from app.web.render import HEADERS, page

EVERY_SECONDS = 5
"""How often the screen asks whether the other secretary has written."""


async def show_room(request: Request) -> Response:
    """The whole screen."""
    return await room_page(request, done=words.DONE.get(request.query_params.get("done", ""), ""))


async def room_page(
    request: Request,
    *,
    status: int = 200,
    done: str = "",
    typed: Mapping[str, str] | None = None,
    clash: str = "",
    problem: tuple[str, str] | None = None,
) -> Response:
    """The screen; `typed` stands in the box named `clash` beside what somebody else wrote meanwhile."""
    record = await read_record(request)
    return page(
        request,
        "minutes/room.html",
        status=status,
        record=record,
        meeting=record.meeting,
        words=words,
        typed=typed or {},
        clash=clash,
        summary=[problem] if problem else [],
        done=done,
        every_seconds=EVERY_SECONDS,
        may_write="PANEL_SECRETARIAT" in request.state.person.roles,
    )


async def show_state(request: Request) -> Response:
    """What stands in each box, for the screen to follow the other secretary; nothing where nothing has changed."""
    seen = request.query_params.get("seen", "")
    answer = await request.state.api.get(f"{path_of(request)}/minutes/digest")
    state: dict[str, Any] = {"seen": answer.json["digest"], "csrf": token_for(request.state.csrf_secret)}
    if state["seen"] != seen:
        record = await read_record(request)
        state |= {"seen": record.digest, "texts": texts_of(record), "entries": entries_of(record)}
        state["attendance"] = {each.id: standing_of(each) for each in record.attendance}
    return JSONResponse(state, headers=HEADERS)


async def show_entries(request: Request) -> Response:
    """What came of one item: advice, decisions and actions, to be put in the place of what the screen shows."""
    record = await read_record(request)
    item = next((each for each in record.items if each.item_id == request.path_params["item"]), None)
    if item is None:
        raise HTTPException(404)
    return page(request, "minutes/_entries.html", item=item, words=words, record=record)


async def read_record(request: Request) -> RecordOut:
    """The meeting as it is recorded so far. Raises ApiProblem."""
    answer = await request.state.api.get(f"{path_of(request)}/minutes")
    return RecordOut.model_validate(answer.json)


def path_of(request: Request) -> str:
    """The API's path of the meeting that the page's address names."""
    return f"/meetings/{quote(str(request.path_params['meeting']), safe='')}"


def item_path(request: Request) -> str:
    """The API's path of the item that the page's address names."""
    return f"/agenda-items/{quote(str(request.path_params['item']), safe='')}"


def room_address(request: Request) -> str:
    """The screen's own address."""
    return f"/panel/meetings/{quote(str(request.path_params['meeting']), safe='')}/room"


def texts_of(record: RecordOut) -> dict[str, dict[str, Any]]:
    """Each text by the id of its box, with its version and who wrote it."""
    found = {}
    for item in record.items:
        written: list[tuple[str, WrittenOut]] = [("discussion", item.discussion)]
        written += [(line.part, line) for line in item.responsibilities]
        for name, text in written:
            found[f"{name}-{item.position}"] = {
                "text": text.text,
                "version": text.version,
                "who": text.changed_by or "",
            }
    return found


def standing_of(person: RecordedPerson) -> dict[str, Any]:
    """Whether somebody came, as the screen asks for it, with its version."""
    standing = "absent" if person.attended is False else ""
    if person.has_apologised:
        standing = "apologies"
    return {"standing": "present" if person.attended else standing, "version": person.version}


def entries_of(record: RecordOut) -> dict[str, str]:
    """What tells one state of an item's advice, decisions and actions from another, by the item."""
    return {
        item.item_id: ",".join(
            [f"{each.id}.{each.version}" for each in item.recommendations]
            + [f"{each.id}.{each.version}" for each in item.provisional_decisions]
            + [f"{each.id}.{each.state}" for each in item.actions]
        )
        for item in record.items
    }
