"""The minutes of a meeting: what keeps them back, publishing them, each version, and a file for who may have one."""

from urllib.parse import quote
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.minutes import MinutesOut
from app.web import room, room_adding, room_saving
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.labels import minutes as words
from app.web.render import HEADERS, page
from app.web.room import path_of, read_record
from app.web.route import page_route

SUMMARY = list[tuple[str | None, str]]


async def show_minutes(request: Request) -> Response:
    """The record so far: who lacks which line, the versions, and publishing the next one."""
    return await _minutes(request)


async def publish(request: Request) -> Response:
    """Publish the record as it was read."""
    typed = await typed_form(request)
    body = {name: typed[name].strip() for name in ("digest", "reason") if typed.get(name, "").strip()}
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        made = await request.state.api.post(f"{path_of(request)}/minutes/publish", json=body, headers=headers)
    except ApiProblem as problem:
        if problem.status not in {400, 409}:
            raise
        return await _minutes(request, problem, typed)
    return RedirectResponse(f"{_address(request)}/{made.json['number']}?done=published", 303)


async def show_version(request: Request) -> Response:
    """One version as it was published."""
    return await _version(request)


async def send_file(request: Request) -> Response:
    """The version as a PDF for one recipient, where the Chair agreed; what leaves is kept."""
    recipient = request.query_params.get("recipient", "").strip()
    if not recipient:
        return await _version(request, [("recipient", "Enter to whom it goes")], 400)
    path = f"{_version_path(request)}/file.pdf"
    answer = await request.state.api.raw("GET", path, params={"recipient": recipient})
    if answer.status_code in {400, 403} and "share_needed" not in answer.text:
        return await _version(request, [("recipient", "Enter a name as the Chair agreed on it")], 400)
    if answer.status_code == 403:
        said = "The Chair has not agreed that these minutes go to this recipient"
        return await _version(request, [("recipient", said)], 403)
    if answer.status_code == 404:
        raise HTTPException(404)
    answer.raise_for_status()
    told = {"Content-Disposition": answer.headers["content-disposition"]}
    return Response(answer.content, headers={**HEADERS, **told}, media_type="application/pdf")


async def change_decision(request: Request) -> Response:
    """Confirm a provisional decision, or say that it no longer stands."""
    typed, api = await typed_form(request), request.state.api
    path = f"/provisional-decisions/{quote(str(request.path_params['provisional']), safe='')}"
    headers = {"If-Match": f'"{typed.get("version", "")}"'}
    done = "confirmed" if typed.get("what") == "confirm" else "ended"
    try:
        if done == "confirmed":
            await api.put(f"{path}/confirmation", headers=headers)
        else:
            await api.delete(path, json={"reason": typed.get("reason", "").strip()}, headers=headers)
    except ApiProblem as problem:
        if problem.status not in {400, 409, 412}:
            raise
        said = "Enter why it no longer stands" if problem.status == 400 else problem.detail.rstrip(".")
        return await _minutes(request, typed=typed, summary=[("decisions", said)], status=problem.status)
    return RedirectResponse(f"{_address(request)}?done={done}#decisions", 303)


async def _minutes(
    request: Request,
    problem: ApiProblem | None = None,
    typed: dict[str, str] | None = None,
    *,
    summary: SUMMARY | None = None,
    status: int = 200,
) -> Response:
    record = await read_record(request)
    waiting = [each for item in record.items for each in item.provisional_decisions]
    return page(
        request,
        "minutes/page.html",
        status=problem.status if problem else status,
        record=record,
        meeting=record.meeting,
        words=words,
        lacking=[item for item in record.items if item.lacking],
        decisions=waiting,
        typed=typed or {},
        summary=summary or (_said(problem) if problem else []),
        key=str(uuid4()),
        roles=request.state.person.roles,
        done=words.DONE.get(request.query_params.get("done", ""), ""),
    )


def _said(problem: ApiProblem) -> SUMMARY:
    if problem.code == "responsibilities_missing":
        return [("lacking", "Some discussed cases lack lines of responsibility")]
    if problem.status == 400:
        return [("reason", "Enter what is put right in this version")]
    return [("publish", words.NOT_PUBLISHED.get(problem.code, problem.detail).rstrip("."))]


async def _version(request: Request, summary: SUMMARY | None = None, status: int = 200) -> Response:
    answer = await request.state.api.get(_version_path(request))
    found = MinutesOut.model_validate(answer.json)
    return page(
        request,
        "minutes/version.html",
        status=status,
        found=found,
        meeting=found.meeting,
        words=words,
        summary=summary or [],
        recipient=request.query_params.get("recipient", ""),
        may_share=bool({"PANEL_SECRETARIAT", "PANEL_CHAIR"} & request.state.person.roles),
        done="The minutes are published" if request.query_params.get("done") == "published" else "",
    )


def _address(request: Request) -> str:
    return f"/panel/meetings/{quote(str(request.path_params['meeting']), safe='')}/minutes"


def _version_path(request: Request) -> str:
    return f"{path_of(request)}/minutes/{quote(str(request.path_params['number']), safe='')}"


ROOM, MINUTES = "/panel/meetings/{meeting}/room", "/panel/meetings/{meeting}/minutes"
ROUTES: list[BaseRoute] = [
    page_route(ROOM, room.show_room),
    page_route(f"{ROOM}/state", room.show_state),
    page_route(f"{ROOM}/forms/{{kind}}", room_adding.ask_in_place),
    page_route(f"{ROOM}/items/{{item}}/entries", room.show_entries),
    page_route(f"{ROOM}/people/{{person}}", room_saving.save_attendance, methods=("POST",)),
    page_route(f"{ROOM}/items/{{item}}/discussion", room_saving.save_discussion, methods=("POST",)),
    page_route(f"{ROOM}/items/{{item}}/lines/{{part}}", room_saving.save_line, methods=("POST",)),
    page_route(f"{ROOM}/items/{{item}}/add/{{kind}}", room_adding.ask),
    page_route(f"{ROOM}/items/{{item}}/add/{{kind}}", room_adding.add, methods=("POST",)),
    page_route(MINUTES, show_minutes),
    page_route(f"{MINUTES}/publish", publish, methods=("POST",)),
    page_route(f"{MINUTES}/decisions/{{provisional}}", change_decision, methods=("POST",)),
    page_route(f"{MINUTES}/{{number}}", show_version),
    page_route(f"{MINUTES}/{{number}}/file.pdf", send_file),
]
