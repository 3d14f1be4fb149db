"""Staff as a workforce: the list, a person's page, and the form for how they work."""

from asyncio import gather
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.days import boxes, read_boxes, typed_boxes
from app.web.labels.allocation import AVAILABILITY, CASE_ROLE
from app.web.places import places_of, prison_choices
from app.web.render import page
from app.web.route import page_route

FILTERS = ("q", "prison", "duty", "availability")
PATTERNS = tuple(
    (str(tenths), f"{tenths * 3.75:g} hours a week" + (" (full time)" if tenths == 10 else ""))
    for tenths in range(10, 0, -1)
)
CHANGED = (
    "Somebody changed this entry after you opened the form. Look at what it says now, and save once more."
)
ANCHORS = {"duties": "duties-1", "away_until": "away_until-day", "availability": "availability"}


async def show_staff(request: Request) -> Response:
    """The people who work where the person does."""
    asked = {name: request.query_params.get(name, "").strip() for name in FILTERS}
    trouble = None
    try:
        params = {**asked, "next": request.query_params.get("next"), "size": 50}
        found = (await request.state.api.get("/staff", params=params)).json
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        found, trouble = {"items": [], "total": 0, "next": None}, problem.detail
    places, person = await places_of(request), request.state.person
    return page(
        request,
        "staff/list.html",
        filters=asked,
        items=found["items"],
        total=found["total"],
        trouble=trouble,
        duties=[("", "Any duty"), *CASE_ROLE.items()],
        availability=[("", "Anybody"), *AVAILABILITY.items()],
        prisons=prison_choices(places, person.prisons, everywhere=person.everywhere),
        first=_list_address(asked) if request.query_params.get("next") else None,
        following=_list_address({**asked, "next": found["next"]}) if found["next"] else None,
    )


async def show_person(request: Request) -> Response:
    """One person: what they carry, and their cases a page at a time."""
    path = path_to_person(request)
    asked = {"next": request.query_params.get("next")}
    person, cases = await gather(request.state.api.get(path), _cases(request, path, asked))
    address = f"/staff/{person.json['id']}"
    return page(
        request,
        "staff/person.html",
        one=person.json,
        address=address,
        items=cases["items"],
        total=cases["total"],
        first=address if asked["next"] else None,
        following=f"{address}?{urlencode({'next': cases['next']})}" if cases["next"] else None,
        saved="saved" in request.query_params,
    )


async def ask_person(request: Request) -> Response:
    """The form for how somebody works, as they work now."""
    answer = await request.state.api.get(path_to_person(request))
    one = answer.json
    typed = {
        "prison": one["prison"]["code"] if one["prison"] else "",
        "team": one["team"]["code"] if one["team"] else "",
        "tenths": str(one["tenths"]),
        "availability": one["availability"],
    }
    return await _form(request, one, typed, one["duties"], answer.etag, until=boxes(one["away_until"]))


async def save_person(request: Request) -> Response:
    """Change how somebody works."""
    form = await request.form()
    typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    duties = [value for value in form.getlist("duties") if isinstance(value, str)]
    tenths = typed.get("tenths", "")
    body: dict[str, Any] = {
        "duties": duties,
        "prison": typed.get("prison") or None,
        "team": typed.get("team") or None,
        "tenths": int(tenths) if tenths.isascii() and tenths.isdigit() and len(tenths) < 3 else tenths,
        "availability": typed.get("availability", ""),
    }
    if typed.get("availability") == "away":
        body["away_until"] = read_boxes(typed, "away_until")
    path = path_to_person(request)
    try:
        answer = await request.state.api.patch(
            path, json=body, headers={"If-Match": typed.get("version") or '"0"'}
        )
    except ApiProblem as problem:
        if problem.status not in {400, 403, 412}:
            raise
        now = await request.state.api.get(path)
        until = typed_boxes(typed, "away_until")
        return await _form(request, now.json, typed, duties, now.etag, problem, until=until)
    return RedirectResponse(f"/staff/{answer.json['id']}?saved=1", 303)


def path_to_person(request: Request) -> str:
    """The API's path of the person whom the page's address names."""
    return f"/staff/{quote(str(request.path_params['staff']), safe='')}"


async def _cases(request: Request, path: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The person's cases; none for whoever may see the person and no cases."""
    if not request.state.person.may_read_cases:
        return {"items": [], "total": None, "next": None}
    found: Mapping[str, Any] = (await request.state.api.get(f"{path}/caseload", params=asked)).json
    return found


async def _form(
    request: Request,
    one: Mapping[str, Any],
    typed: Mapping[str, str],
    duties: list[str],
    version: str | None,
    problem: ApiProblem | None = None,
    *,
    until: Mapping[str, str],
) -> Response:
    places = await places_of(request)
    teams = (await request.state.api.get("/teams")).json["items"]
    errors = _errors(problem)
    return page(
        request,
        "staff/form.html",
        status=problem.status if problem else 200,
        one=one,
        typed=typed,
        duties=duties,
        until=until,
        version=version,
        roles=list(CASE_ROLE.items()),
        prisons=[("", "None"), *places.options["prison"]],
        teams=[("", "None"), *((team["code"], team["name"]) for team in teams)],
        patterns=PATTERNS,
        availability=list(AVAILABILITY.items()),
        errors=errors,
        summary=[
            (ANCHORS.get(name, name) if name != "version" else None, words) for name, words in errors.items()
        ],
    )


def _errors(problem: ApiProblem | None) -> dict[str, str]:
    if problem is None:
        return {}
    if problem.status == 412:
        return {"version": CHANGED}
    named = {each.field.partition("[")[0]: each.message for each in problem.errors}
    return named or {"version": problem.detail}


def _list_address(told: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in told.items() if value})
    return f"/staff?{query}" if query else "/staff"


ROUTES: list[BaseRoute] = [
    page_route("/staff", show_staff),
    page_route("/staff/{staff}", show_person),
    page_route("/staff/{staff}/edit", ask_person, name="ask_how_person_works"),
    page_route("/staff/{staff}/edit", save_person, methods=("POST",), name="save_how_person_works"),
]
