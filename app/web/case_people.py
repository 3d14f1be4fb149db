"""The people of a case: who holds each role now and before, choosing somebody, comparing, confirming, ending."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.web.case_reading import CaseRead, path_to, read_case, reference_of
from app.web.client import ApiProblem
from app.web.labels import say
from app.web.labels.allocation import CASE_ROLE, OVERRIDE
from app.web.render import page
from app.web.route import page_route

MOST_COMPARED = 4
NO_REASON = "Choose at least one reason, because another person is recommended"
NO_WORDS = "Say in words why this person suits the case, or what the other reason is"
TOO_MANY = "Choose up to four people to compare"
NOBODY_CHOSEN = "Choose at least one person to compare"
CHANGED = "The case changed after you opened this page. Nothing was saved: look again, and confirm once more."


async def show_people(request: Request) -> Response:
    """Who holds each role of the case now, and the history."""
    api, reference = request.state.api, reference_of(request)
    read, answer = await gather(read_case(api, reference), api.get(path_to(reference, "/allocations")))
    people = answer.json
    held = {row["role"]: row for row in people["now"]}
    first = [role for role in (people["role_needed"], *people["supporting"]) if role in CASE_ROLE]
    order = list(dict.fromkeys([*first, *held, "co_working", "key_worker", "community_offender_manager"]))
    return page(
        request,
        "allocation/people.html",
        case=read.case,
        people=people,
        roles=[(role, held.get(role), _part(role, people)) for role in order],
        done=_done(request, held),
    )


async def choose_person(request: Request) -> Response:
    """Everybody who could take the role, the fittest first."""
    read, found = await _read(request)
    compared = request.query_params.get("compare")
    fault = {"none": NOBODY_CHOSEN, "many": TOO_MANY}.get(compared or "")
    return page(
        request,
        "allocation/choose.html",
        status=400 if fault else 200,
        case=read.case,
        role=found["role"],
        found=found,
        able=[one for one in found["items"] if one["rank"]],
        unable=[one for one in found["items"] if not one["rank"]],
        summary=[("compare-1", fault)] if fault else [],
    )


async def compare_people(request: Request) -> Response:
    """Up to four people side by side."""
    chosen = [value for value in request.query_params.getlist("id") if value]
    base = _base(request)
    if not 1 <= len(chosen) <= MOST_COMPARED:
        return RedirectResponse(f"{base}/choose?compare={'many' if chosen else 'none'}", 303)
    read, found = await _read(request)
    ranked = {one["id"]: one for one in found["items"]}
    people = (await request.state.api.get("/staff/compare", params={"id": chosen})).json["items"]
    return page(
        request,
        "allocation/compare.html",
        case=read.case,
        role=found["role"],
        found=found,
        people=[(one, ranked.get(one["id"])) for one in people],
    )


async def confirm_person(request: Request) -> Response:
    """Before it is saved: who, whether another was recommended, and a note."""
    return await _confirm(request, request.query_params.get("staff", ""), {}, [])


async def save_person(request: Request) -> Response:
    """Give the role to the person."""
    form = await request.form()
    typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    reasons = [value for value in form.getlist("reasons") if isinstance(value, str)]
    staff_id, text = typed.get("staff", ""), typed.get("override_text", "").strip()
    body: dict[str, Any] = {"staff_id": staff_id, "override_reasons": reasons}
    body |= {"override_text": text} if text else {}
    note = typed.get("note", "").replace("\r\n", "\n").strip()
    body |= {"note": note} if note else {}
    role, reference = request.path_params["role"], reference_of(request)
    try:
        await request.state.api.put(
            path_to(reference, f"/allocations/{_plain(role)}"),
            json=body,
            headers={"If-Match": typed.get("version", "") or '"0"'},
        )
    except ApiProblem as problem:
        if problem.status not in {400, 409, 412}:
            raise
        return await _confirm(request, staff_id, typed, reasons, problem)
    return RedirectResponse(f"/cases/{reference}/allocations?given={_plain(role)}", 303)


async def ask_end(request: Request) -> Response:
    """Before a role is taken from somebody."""
    return await _ask_end(request)


async def end_role(request: Request) -> Response:
    """Take the role from whoever holds it."""
    form = await request.form()
    role, reference = request.path_params["role"], reference_of(request)
    try:
        await request.state.api.delete(
            path_to(reference, f"/allocations/{_plain(role)}"),
            headers={"If-Match": str(form.get("version") or '"0"')},
        )
    except ApiProblem as problem:
        if problem.status not in {409, 412}:
            raise
        return await _ask_end(request, CHANGED if problem.status == 412 else problem.detail, problem.status)
    return RedirectResponse(f"/cases/{reference}/allocations?ended={_plain(role)}", 303)


async def _ask_end(request: Request, trouble: str | None = None, status: int = 200) -> Response:
    api, reference, role = request.state.api, reference_of(request), request.path_params["role"]
    read, answer = await gather(read_case(api, reference), api.get(path_to(reference, "/allocations")))
    held = next((row for row in answer.json["now"] if row["role"] == role), None)
    if held is None:
        raise HTTPException(404)
    return page(
        request,
        "allocation/end.html",
        status=status,
        case=read.case,
        role=role,
        held=held,
        version=answer.etag,
        summary=[(None, trouble)] if trouble else [],
    )


async def _confirm(
    request: Request,
    staff_id: str,
    typed: Mapping[str, str],
    reasons: Sequence[str],
    problem: ApiProblem | None = None,
) -> Response:
    read, found = await _read(request)
    person = next((one for one in found["items"] if one["id"] == staff_id), None)
    if person is None:
        return RedirectResponse(f"{_base(request)}/choose", 303)
    errors = _errors(problem)
    return page(
        request,
        "allocation/confirm.html",
        status=problem.status if problem else 200,
        case=read.case,
        role=found["role"],
        found=found,
        one=person,
        is_override=person["rank"] != 1,
        overrides=list(OVERRIDE.items()),
        reasons=reasons,
        typed=typed,
        version=f'"{found["case_version"]}"',
        errors=errors,
        summary=[(_anchor(name), words) for name, words in errors.items()],
    )


def _errors(problem: ApiProblem | None) -> dict[str, str]:
    if problem is None:
        return {}
    if problem.status == 412:
        return {"version": CHANGED}
    said = {"override_needed": NO_REASON, "missing": NO_WORDS}
    named = {each.field: said.get(each.code, each.message) for each in problem.errors}
    return named or {"staff_id": problem.detail}


def _anchor(name: str) -> str | None:
    return {"override_reasons": "reasons-1", "override_text": "override_text", "note": "note"}.get(name)


async def _read(request: Request) -> tuple[CaseRead, dict[str, Any]]:
    api, reference, role = request.state.api, reference_of(request), request.path_params["role"]
    if role not in CASE_ROLE:
        raise HTTPException(404)
    path = path_to(reference, f"/allocations/{role}/recommendation")
    answer = await api.get(path)
    read = await read_case(api, reference)
    return read, answer.json


def _part(role: str, people: Mapping[str, Any]) -> str:
    if role == people["role_needed"]:
        return "Leads the case today"
    return "Supports" if role in people["supporting"] else ""


def _done(request: Request, held: Mapping[str, Any]) -> str | None:
    given, ended = request.query_params.get("given", ""), request.query_params.get("ended", "")
    if given in held:
        return f"{held[given]['named']} is now the {say('role', given).lower()} of this case."
    return f"Nobody is the {say('role', ended).lower()} of this case now." if ended in CASE_ROLE else None


def _base(request: Request) -> str:
    return f"/cases/{_plain(reference_of(request))}/allocations/{_plain(request.path_params['role'])}"


def _plain(part: str) -> str:
    """A part of an address that holds nothing but what ids and codes hold."""
    return "".join(letter for letter in part if letter.isalnum() or letter in "-_")


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/allocations", show_people),
    page_route("/cases/{case}/allocations/{role}/choose", choose_person),
    page_route("/cases/{case}/allocations/{role}/compare", compare_people),
    page_route("/cases/{case}/allocations/{role}/confirm", confirm_person),
    page_route("/cases/{case}/allocations/{role}/confirm", save_person, methods=("POST",)),
    page_route("/cases/{case}/allocations/{role}/end", ask_end),
    page_route("/cases/{case}/allocations/{role}/end", end_role, methods=("POST",)),
]
