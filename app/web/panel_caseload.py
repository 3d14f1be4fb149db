"""The panel's caseload as a page: what it comes to, and everybody on it; and the register of Governors."""

from asyncio import gather
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from app.schemas.panel_caseload import CaseloadList, CaseloadTotals
from app.schemas.prison_governors import GovernorList
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, refused
from app.web.labels import panel_caseload as words
from app.web.panel_caseload_forms import ENTER, GOVERNOR, PanelForm
from app.web.places import places_of, prison_choices
from app.web.render import HEADERS, page
from app.web.route import page_route

KEPT = ("stage", "route", "aim", "aim_state", "attention", "prison", "region", "q", "sort")
HOME = "/panel/caseload"
GOVERNORS = f"{HOME}/governors"


async def show_caseload(request: Request) -> Response:
    """The caseload by the filters of the address."""
    filters = {name: request.query_params.get(name, "").strip()[:100] for name in KEPT}
    if not filters["aim"]:
        filters["aim_state"] = ""
    cursor, api, trouble = request.query_params.get("next"), request.state.api, None
    places = await places_of(request)
    found, totals = None, None
    try:
        listed, counted = await gather(
            api.get("/caseload", params={**filters, "next": cursor}),
            api.get("/caseload-totals", params=filters),
        )
        found, totals = CaseloadList.model_validate(listed.json), CaseloadTotals.model_validate(counted.json)
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        trouble = problem.detail
    person = request.state.person
    following = found.next if found else None
    return page(
        request,
        "panel_caseload/page.html",
        status=400 if trouble else 200,
        filters=filters,
        is_narrowed=any(value for name, value in filters.items() if name != "sort"),
        trouble=trouble,
        found=found,
        totals=totals,
        words=words,
        may_keep=may_keep(request),
        csv_href=_address(filters, "/panel/caseload.csv"),
        first_page=_address(filters) if cursor else None,
        next_page=_address({**filters, "next": following}) if following else None,
        prisons=prison_choices(places, person.prisons, everywhere=person.everywhere),
        regions=list(places.regions.items()) if person.everywhere else [],
        places=places,
    )


async def send_caseload(request: Request) -> Response:
    """The same list as a file, every row of it."""
    asked = {name: request.query_params.get(name, "")[:100] for name in KEPT}
    pieces = await request.state.api.stream("/caseload", params={**asked, "format": "csv"})
    told = {"Content-Disposition": 'attachment; filename="panel-caseload-OFFICIAL-SENSITIVE.csv"'}
    return StreamingResponse(pieces, headers={**HEADERS, **told}, media_type="text/csv; charset=utf-8")


async def ask_woman(request: Request) -> Response:
    """Whom to bring on the caseload."""
    return _form(request, ENTER, FormState({"case": request.query_params.get("case", "")[:40]}))


async def bring_on(request: Request) -> Response:
    """Bring her on, or show the form as typed."""
    typed = await typed_form(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        answer = await request.state.api.post("/caseload", json=ENTER.body(typed), headers=headers)
    except ApiProblem as problem:
        shown = ApiProblem(409, problem.code, problem.detail) if problem.status == 404 else problem
        return _form(request, ENTER, refused(ENTER.questions, typed, shown))
    return RedirectResponse(f"{HOME}/{answer.json['case_id']}?done=entered", 303)


async def show_governors(request: Request) -> Response:
    """Who governs each women's prison."""
    return await _governors(request, FormState())


async def name_governor(request: Request) -> Response:
    """Keep who governs a prison, or show the form as typed."""
    typed = await typed_form(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        await request.state.api.post("/prison-governors", json=GOVERNOR.body(typed), headers=headers)
    except ApiProblem as problem:
        return await _governors(request, refused(GOVERNOR.questions, typed, problem))
    return RedirectResponse(f"{GOVERNORS}?done=governor", 303)


def may_keep(request: Request) -> bool:
    """Whether the forms of the secretariat are offered."""
    return "PANEL_SECRETARIAT" in request.state.person.roles


def may_tell(request: Request) -> bool:
    """Whether forms for what the prison and the panel's specialists know are offered."""
    tells = {"PANEL_SECRETARIAT", "PANEL_MEMBER", "OMU_OFFICER", "OMU_MANAGER"}
    return not tells.isdisjoint(request.state.person.roles)


def _form(request: Request, form: PanelForm, state: FormState) -> Response:
    return page(
        request,
        "panel_caseload/form.html",
        status=state.status,
        form=form,
        state=state,
        back=HOME,
        back_words="Back to the caseload",
        version="",
        action=request.url.path,
        key=state.typed.get("key") or str(uuid4()),
    )


async def _governors(request: Request, state: FormState) -> Response:
    answer = await request.state.api.get("/prison-governors")
    found = GovernorList.model_validate(answer.json).items
    prisons = tuple((each.prison.code, each.prison.name) for each in found)
    first, *others = GOVERNOR.questions
    return page(
        request,
        "panel_caseload/governors.html",
        status=state.status,
        found=found,
        form=replace(GOVERNOR, questions=(replace(first, choices=prisons), *others)),
        state=state,
        words=words,
        may_name=may_keep(request) or "ADMIN" in request.state.person.roles,
        action=request.url.path,
        key=state.typed.get("key") or str(uuid4()),
        done=words.DONE.get(request.query_params.get("done", ""), ""),
    )


def _address(told: Mapping[str, str], path: str = HOME) -> str:
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{path}?{query}" if query else path


ROUTES: list[BaseRoute] = [
    page_route(HOME, show_caseload),
    page_route("/panel/caseload.csv", send_caseload),
    page_route(f"{HOME}/new", ask_woman),
    page_route(f"{HOME}/new", bring_on, methods=("POST",)),
    page_route(GOVERNORS, show_governors),
    page_route(GOVERNORS, name_governor, methods=("POST",)),
]
