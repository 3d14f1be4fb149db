"""Meetings on pages: the list with the months that lack a board, one meeting, and each step that it takes."""

from asyncio import gather
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from app.schemas.meetings import MeetingList, MeetingMonthList, MeetingOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.labels import meetings as words
from app.web.questions import Typed
from app.web.render import HEADERS, page
from app.web.route import page_route

HOLDERS = frozenset({"PANEL_SECRETARIAT"})
FILTERS = ("kind", "area", "held_from", "held_to")
STEPS: Mapping[str, str] = {"open": "opened", "close": "closed"}
PLACE = "/panel/meetings"


async def list_meetings(request: Request) -> Response:
    """The meetings, the latest day first, and the year's months with those that lack a board."""
    filters = {name: request.query_params.get(name, "")[:20] for name in FILTERS}
    after = request.query_params.get("next")
    api = request.state.api
    answer, months = await gather(
        api.get("/meetings", params={**filters, "next": after}), api.get("/meeting-months")
    )
    found = MeetingList.model_validate(answer.json)
    narrowed = {name: value for name, value in filters.items() if value}
    return page(
        request,
        "meetings/list.html",
        found=found,
        months=MeetingMonthList.model_validate(months.json),
        filters=filters,
        kinds=[("", "Any kind"), *words.KIND.items()],
        areas=[("", "Any area"), *words.AREA_SHORT.items()],
        words=words,
        may_hold=may_hold(request),
        file_address=f"{PLACE}.csv?{urlencode(narrowed)}",
        first_address=f"{PLACE}?{urlencode(narrowed)}" if after else None,
        next_address=f"{PLACE}?{urlencode({**narrowed, 'next': found.next})}" if found.next else None,
        done=done_of(request),
    )


async def send_meetings(request: Request) -> Response:
    """The same list as a file."""
    asked = {name: request.query_params.get(name, "") for name in FILTERS}
    pieces = await request.state.api.stream("/meetings", params={**asked, "format": "csv"})
    told = {"Content-Disposition": 'attachment; filename="meetings-OFFICIAL-SENSITIVE.csv"'}
    return StreamingResponse(pieces, headers={**HEADERS, **told}, media_type="text/csv; charset=utf-8")


async def show_meeting(request: Request) -> Response:
    """One meeting: when and where, who chairs, what may be done next."""
    return await _show(request)


async def take_meeting_step(request: Request) -> Response:
    """Open or close it, or say why that cannot be done yet."""
    step = request.path_params["step"]
    if step not in STEPS:
        raise HTTPException(404)
    typed = await typed_form(request)
    try:
        await request.state.api.post(f"{path_of(request)}/{step}", headers=key_of(typed))
    except ApiProblem as problem:
        if problem.status not in {400, 409, 422}:
            raise
        return await _show(request, problem)
    onward = "/room" if step == "open" else f"?done={STEPS[step]}"
    return RedirectResponse(f"{address_of(request)}{onward}", 303)


async def read_meeting(request: Request) -> tuple[MeetingOut, str]:
    """The meeting that the page's address names, and its ETag."""
    answer = await request.state.api.get(path_of(request))
    return MeetingOut.model_validate(answer.json), answer.etag or ""


def may_hold(request: Request) -> bool:
    """Whether forms that change a meeting are offered."""
    return not request.state.person.roles.isdisjoint(HOLDERS)


def path_of(request: Request) -> str:
    """The API's path of the meeting that the page's address names."""
    return f"/meetings/{part_of(request, 'meeting')}"


def address_of(request: Request) -> str:
    """The page of that meeting."""
    return f"{PLACE}/{part_of(request, 'meeting')}"


def part_of(request: Request, name: str) -> str:
    """A part of the page's address, safe in another."""
    return quote(str(request.path_params[name]), safe="")


def key_of(typed: Typed) -> dict[str, str]:
    """The key under which a form is carried out once, where it brought one."""
    return {"Idempotency-Key": typed["key"]} if typed.get("key") else {}


def done_of(request: Request) -> str:
    """What was done before this page came, in words."""
    return words.DONE.get(request.query_params.get("done", ""), "")


async def _show(request: Request, problem: ApiProblem | None = None) -> Response:
    one, _ = await read_meeting(request)
    return page(
        request,
        "meetings/meeting.html",
        status=problem.status if problem else 200,
        one=one,
        words=words,
        may_hold=may_hold(request),
        summary=[("next", problem.detail.rstrip("."))] if problem else [],
        done=done_of(request),
    )


ROUTES: list[BaseRoute] = [
    page_route(PLACE, list_meetings, name="list_meetings_page"),
    page_route(f"{PLACE}.csv", send_meetings),
    page_route(PLACE + "/{meeting}", show_meeting),
    page_route(PLACE + "/{meeting}/steps/{step}", take_meeting_step, methods=("POST",)),
]
