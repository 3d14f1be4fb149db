"""Takes what is typed on the meeting's screen, with scripts and without; a clash shows both texts and loses neither."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.render import HEADERS
from app.web.room import item_path, path_of, read_record, room_address, room_page, standing_of

CLASH = "Somebody else wrote in the same place. Nothing is lost: make one text of both and save it"
TOLD_FIRST = "Somebody else recorded this first. Look at it again"
STANDING: Mapping[str, Mapping[str, Any]] = {
    "present": {"attended": True},
    "apologies": {"attended": False, "has_apologised": True},
    "absent": {"attended": False, "has_apologised": False},
    "": {"attended": None, "has_apologised": False},
}
TOO_LONG = "This text is too long to be kept"


async def save_discussion(request: Request) -> Response:
    """Keep what is said of an item."""
    return await _save(request, "/discussion", "discussion")


async def save_line(request: Request) -> Response:
    """Keep what one person's part is."""
    part = str(request.path_params["part"])
    return await _save(request, f"/responsibilities/{quote(part, safe='')}", part)


def wants_json(request: Request) -> bool:
    """Whether the screen's own script asks, rather than a form that was sent."""
    return request.headers.get("accept", "").startswith("application/json")


async def save_attendance(request: Request) -> Response:
    """Say whether somebody came."""
    typed, person = await typed_form(request), str(request.path_params["person"])
    told = STANDING.get(typed.get("standing", ""))
    path = f"{path_of(request)}/attendance/{quote(person, safe='')}"
    problem, status = ("Choose one of the list", 400) if told is None else ("", 200)
    try:
        if told is not None:
            headers = {"If-Match": f'"{typed.get("version", "")}"'}
            await request.state.api.patch(path, json=told, headers=headers)
    except ApiProblem as error:
        if error.status not in {400, 409, 412}:
            raise
        problem = TOLD_FIRST if error.status == 412 else error.detail.rstrip(".")
        status = error.status
    if not wants_json(request):
        if not problem:
            return RedirectResponse(f"{room_address(request)}?done=attendance#people", 303)
        return await room_page(request, status=status, problem=(f"person-{person}", problem))
    record = await read_record(request)
    now = next((standing_of(each) for each in record.attendance if each.id == person), {})
    return JSONResponse({**now, "problem": problem}, status, headers=HEADERS)


async def _save(request: Request, end: str, name: str) -> Response:
    typed = await typed_form(request)
    text = typed.get("text", "").replace("\r\n", "\n")
    path, api = item_path(request) + end, request.state.api
    try:
        kept = await api.put(path, json={"text": text}, headers={"If-Match": f'"{typed.get("version", "")}"'})
    except ApiProblem as problem:
        if problem.status == 412:
            return await _clashed(request, path, name, text, typed)
        if problem.status not in {400, 409}:
            raise
        return await _refused(request, problem, name, text, typed)
    if wants_json(request):
        return JSONResponse({"version": kept.json["version"]}, headers=HEADERS)
    return RedirectResponse(f"{room_address(request)}?done=saved#{_box(name, typed)}", 303)


async def _clashed(request: Request, path: str, name: str, text: str, typed: dict[str, str]) -> Response:
    theirs = (await request.state.api.get(path)).json
    if theirs["text"] == text:
        # The answer to an earlier sending was lost on its way: what was typed is kept already.
        if wants_json(request):
            return JSONResponse({"version": theirs["version"]}, headers=HEADERS)
        return RedirectResponse(f"{room_address(request)}?done=saved#{_box(name, typed)}", 303)
    if wants_json(request):
        told: dict[str, Any] = {"theirs": theirs["text"], "version": theirs["version"]}
        return JSONResponse({**told, "who": theirs["changed_by"] or ""}, 412, headers=HEADERS)
    box = _box(name, typed)
    return await room_page(request, status=412, typed={box: text}, clash=box, problem=(box, CLASH))


async def _refused(
    request: Request, problem: ApiProblem, name: str, text: str, typed: dict[str, str]
) -> Response:
    too_long = any(error.code == "too_long" for error in problem.errors)
    words = TOO_LONG if too_long else problem.detail.rstrip(".")
    if wants_json(request):
        return JSONResponse({"problem": words}, problem.status, headers=HEADERS)
    box = _box(name, typed)
    return await room_page(request, status=problem.status, typed={box: text}, problem=(box, words))


def _box(name: str, typed: dict[str, str]) -> str:
    """The id of the box that was typed into; its item's place on the agenda is sent along."""
    place = typed.get("place", "")
    return f"{name}-{place if place.isdigit() else 1}"
