"""Referrals on pages: the list, one with its steps, and what a person may do with it next."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from app.schemas.referrals import PrincipleMet, ReferralList, ReferralOut
from app.web.client import ApiProblem, ProblemField
from app.web.days import spoken_iso
from app.web.forms import typed_form
from app.web.kept_forms import FormState, refused
from app.web.labels import panel_caseload as caseload_words
from app.web.labels import referrals as words
from app.web.places import places_of, prison_choices
from app.web.questions import Fault, Question, Typed
from app.web.referral_answers import faults_of, filled
from app.web.render import HEADERS, page
from app.web.route import page_route

FILTERS = ("q", "status", "kind", "route", "prison", "region")
REFERRERS = frozenset(
    {"OMU_OFFICER", "OMU_MANAGER", "COMMUNITY_MANAGER", "COMMUNITY_SENIOR", "PANEL_SECRETARIAT"}
)
ANSWERERS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR"})
SUPPORTERS = ANSWERERS | {"OMU_OFFICER", "OMU_MANAGER"}
KEEPERS = frozenset({"PANEL_SECRETARIAT", "ADMIN"})
STATUSES = (("", "Any status"), ("open", "Open"), *words.STATUS.items())
STEPS: Mapping[str, tuple[str, tuple[Question, ...]]] = {
    "submit": ("submitted", ()),
    "triage": ("triaged", (Question("triage_text", "long_text", "What the secretariat found"),)),
    "accept": ("accepted", (Question("accept_text", "long_text", "Remark"),)),
    "decline": ("declined", (Question("decline_reason", "long_text", "Reason", required=True),)),
    "withdraw": ("withdrawn", (Question("withdraw_reason", "long_text", "Reason", required=True),)),
    "close": ("closed", (Question("close_reason", "long_text", "Reason", required=True),)),
}
"""By the last part of the address: the step, and what it asks for. No two boxes of the page have one name."""
BY_REFERRER = frozenset({"submit", "withdraw"})


async def list_referrals(request: Request) -> Response:
    """The referrals that the person may see, the latest first; with htmx the list alone."""
    filters = {name: request.query_params.get(name, "").strip()[:100] for name in FILTERS}
    after = request.query_params.get("next")
    person, places = request.state.person, await places_of(request)
    trouble, found = None, ReferralList(items=[], page=1, size=25, total=0, next=None)
    try:
        answer = await request.state.api.get("/referrals", params={**filters, "next": after})
        found = ReferralList.model_validate(answer.json)
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        trouble = problem.detail
    return page(
        request,
        "referrals/list.html",
        fragment="referrals/_referral-list.html",
        announce=f"{found.total if found.total is not None else 'Many'} referrals",
        status=400 if trouble else 200,
        found=found,
        trouble=trouble,
        filters=filters,
        is_narrowed=any(filters.values()),
        statuses=STATUSES,
        kinds=[("", "Any kind"), *words.KIND.items()],
        routes=[("", "Any route"), *words.ROUTE.items()],
        prisons=prison_choices(places, tuple(person.prisons), everywhere=person.everywhere),
        words=words,
        may_refer=may(request, REFERRERS),
        may_keep=may(request, KEEPERS),
        first_address=_address(filters) if after else None,
        next_address=_address(filters, next=found.next) if found.next else None,
        file_address=f"/panel/referrals.csv?{urlencode({n: v for n, v in filters.items() if v})}",
    )


async def send_file(request: Request) -> Response:
    """The same list as a file."""
    asked = {name: request.query_params.get(name, "") for name in FILTERS}
    pieces = await request.state.api.stream("/referrals", params={**asked, "format": "csv"})
    told = {"Content-Disposition": 'attachment; filename="referrals-OFFICIAL-SENSITIVE.csv"'}
    return StreamingResponse(pieces, headers={**HEADERS, **told}, media_type="text/csv; charset=utf-8")


async def show_referral(request: Request) -> Response:
    """One referral with everything it says."""
    return await _show(request)


async def take_step(request: Request) -> Response:
    """Send, triage, accept, decline, withdraw or close it; shown again as typed where it is refused."""
    name = request.path_params["step"]
    if name not in STEPS:
        raise HTTPException(404)
    typed = await typed_form(request)
    questions = STEPS[name][1]
    body: dict[str, Any] = {
        question.name.removeprefix(f"{name}_"): text
        for question in questions
        if (text := typed.get(question.name, "").replace("\r\n", "\n").strip())
    }
    if name == "accept" and "routes-asked" in typed:
        body["routes"] = [code for code in words.ROUTE if typed.get(f"route-{code}") == "yes"]
    headers = {"If-Match": typed.get("version", "*")}
    try:
        await request.state.api.post(
            f"{path_of(request)}/{name}", json=None if name == "submit" else body, headers=headers
        )
    except ApiProblem as problem:
        return await _show(request, name, _refused(name, questions, typed, problem))
    return RedirectResponse(f"/panel/referrals/{request.path_params['referral']}?done={name}", 303)


def may(request: Request, roles: frozenset[str]) -> bool:
    """Whether the person holds one of these roles."""
    return not request.state.person.roles.isdisjoint(roles)


def path_of(request: Request) -> str:
    """The API's path of the referral that the page's address names."""
    return f"/referrals/{quote(str(request.path_params['referral']), safe='')}"


def _refused(name: str, questions: tuple[Question, ...], typed: Typed, problem: ApiProblem) -> FormState:
    if name == "submit" and problem.status == 400:
        return FormState(typed, [], 400)
    if name == "accept" and any(error.field == "routes" for error in problem.errors):
        return FormState(typed, [Fault("routes", "Choose at least one route", "#route-complex_needs")], 400)
    own = [ProblemField(f"{name}_{error.field}", error.code, error.message) for error in problem.errors]
    return refused(questions, typed, ApiProblem(problem.status, problem.code, problem.detail, own))


async def _show(request: Request, step: str = "", form: FormState | None = None) -> Response:
    answer = await request.state.api.get(path_of(request))
    one = ReferralOut.model_validate(answer.json)
    form = form or FormState()
    offered = [
        name
        for name, (kind, _) in STEPS.items()
        if kind in one.next_steps and may(request, REFERRERS if name in BY_REFERRER else ANSWERERS)
    ]
    may_change = may(request, REFERRERS) and one.status not in {"declined", "withdrawn", "closed"}
    lacking = faults_of([ProblemField(e.field, e.code, e.message) for e in one.lacking], filled(answer.json))
    return page(
        request,
        "referrals/referral.html",
        status=form.status,
        one=one,
        etag=answer.etag or "",
        words=words,
        offered=offered,
        questions={name: asked for name, (_, asked) in STEPS.items()},
        step=step,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary if step != "submit" else [],
        lacking=lacking,
        may_change=may_change,
        may_support=one.staff_support_open and may(request, SUPPORTERS),
        support_states=caseload_words.SUPPORT,
        in_words=partial(in_words, one.principles),
        done=words.DONE.get(request.query_params.get("done", ""), ""),
    )


def in_words(principles: Sequence[PrincipleMet], field: str, value: Any) -> str:
    """An answer of an amendment as a person reads it."""
    if value is None or value in ([], {}):
        return "nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return "\n".join(f"{words.NEED.get(code, code)}: {text}" for code, text in value.items())
    if isinstance(value, list):
        named = {**words.ROUTE, **{each.id: each.text for each in principles}}
        return "\n".join(
            _approach(each) if field == "approaches" else named.get(str(each), str(each)) for each in value
        )
    codes = {"source": words.SOURCE, "stage": words.STAGE, "wopd_status": words.WOPD}.get(field, {})
    return codes.get(str(value), str(value))


def _approach(each: Mapping[str, Any]) -> str:
    days = [spoken_iso(str(each.get(name) or "")) for name in ("started_on", "ended_on")]
    when = " to ".join(day for day in days if day)
    return "; ".join(str(part) for part in (each.get("what"), when, each.get("result")) if part)


def _address(filters: Mapping[str, str], **more: str | None) -> str:
    told = {name: value for name, value in {**filters, **more}.items() if value}
    return f"/panel/referrals?{urlencode(told)}" if told else "/panel/referrals"


ROUTES: list[BaseRoute] = [
    page_route("/panel/referrals", list_referrals, name="list_panel_referrals"),
    page_route("/panel/referrals.csv", send_file, name="send_panel_referrals"),
    page_route("/panel/referrals/{referral}", show_referral, name="show_panel_referral"),
    page_route("/panel/referrals/{referral}/{step}", take_step, methods=("POST",), name="take_referral_step"),
]
