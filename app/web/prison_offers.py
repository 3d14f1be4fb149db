"""What each women's prison offers, with the administrator's form, and who may decide in the director's place."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.delegations import DelegationList
from app.schemas.prison_offers import OfferList, OfferOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState
from app.web.labels import movements as words
from app.web.movements import may, prisons_and_interventions
from app.web.panel_forms import shown_again
from app.web.questions import Question, Typed, answers
from app.web.render import page
from app.web.route import page_route

ADMIN, DIRECTOR = frozenset({"ADMIN"}), frozenset({"GROUP_DIRECTOR"})
KNOWN = (("yes", "Yes"), ("no", "No"), ("unknown", "Not known"))
HOLDS = Question(
    "holds_restricted_status", "choice", "Does it hold women under Restricted Status?", choices=KNOWN
)
UNIT = Question("mother_and_baby_unit", "choice", "Has it a mother and baby unit?", choices=KNOWN)
SOURCE = Question("source", "text", "Where this is known from", required=True)
NAME = (Question("name", "text", "Name of the intervention", required=True),)
DELEGATE = (
    Question("username", "text", "Username", "Somebody with a role on the panel.", required=True),
    Question("first_day", "date", "First day", required=True),
    Question("last_day", "date", "Last day", "This day counts.", required=True),
    Question("reason", "long_text", "Reason", required=True),
)
MESSAGES = {
    "not_of_the_panel": "Enter the username of somebody with a role on the panel",
    "names_themselves": "You decide in any case: name somebody else",
    "date_in_past": "The first day must be today or later",
    "ends_before_start": "The last day must not be before the first",
    "already_listed": "This intervention is in the list already",
}
MISSING = {"source": "Enter where this is known from"}


async def list_offers(request: Request) -> Response:
    """Every women's prison with what it offers."""
    return await _offers(request, FormState())


async def add_intervention(request: Request) -> Response:
    """Add to the list of interventions, or show the form as typed."""
    typed = await typed_form(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        await request.state.api.post("/interventions", json=answers(NAME, typed), headers=headers)
    except ApiProblem as problem:
        return await _offers(request, _again(NAME, typed, problem))
    return RedirectResponse("/panel/prison-offers?done=listed", 303)


async def ask_offer(request: Request) -> Response:
    """The form for what one prison offers."""
    one, etag = await _read(request)
    typed = {"version": etag, "source": one.source or "", "interventions_known": ""}
    typed |= {
        name: "unknown" if value is None else "yes" if value else "no"
        for name, value in (
            ("holds_restricted_status", one.holds_restricted_status),
            ("mother_and_baby_unit", one.mother_and_baby_unit),
        )
    }
    typed["interventions_known"] = "" if one.interventions is None else "yes"
    return await _offer(request, one, FormState(typed), one.interventions or [])


async def take_offer(request: Request) -> Response:
    """Keep what one prison offers, or show the form as typed."""
    typed = await typed_form(request)
    ticked = [str(value) for value in (await request.form()).getlist("interventions")]
    flags = {"yes": True, "no": False}
    body: dict[str, Any] = {
        "holds_restricted_status": flags.get(typed.get("holds_restricted_status", "")),
        "mother_and_baby_unit": flags.get(typed.get("mother_and_baby_unit", "")),
        "interventions": ticked if ticked or typed.get("interventions_known") == "yes" else None,
        **answers((SOURCE,), typed),
    }
    try:
        await request.state.api.put(_path(request), json=body, headers={"If-Match": typed.get("version", "")})
    except ApiProblem as problem:
        one, _ = await _read(request)
        return await _offer(request, one, _again((SOURCE,), typed, problem), ticked)
    return RedirectResponse("/panel/prison-offers?done=kept", 303)


async def list_delegates(request: Request) -> Response:
    """Who may decide in the director's place, and the director's form to name somebody."""
    return await _delegates(request, FormState())


async def name_delegate(request: Request) -> Response:
    """Name a delegate, or show the form as typed."""
    typed = await typed_form(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        await request.state.api.post("/decision-delegations", json=answers(DELEGATE, typed), headers=headers)
    except ApiProblem as problem:
        return await _delegates(request, _again(DELEGATE, typed, problem))
    return RedirectResponse("/panel/delegates?done=named", 303)


async def end_delegate(request: Request) -> Response:
    """End a delegation today."""
    typed = await typed_form(request)
    wanted = quote(str(request.path_params["delegation"]), safe="")
    try:
        await request.state.api.delete(
            f"/decision-delegations/{wanted}", headers={"If-Match": f'"{typed.get("version", "")}"'}
        )
    except ApiProblem as problem:
        return await _delegates(request, _again(DELEGATE, {}, problem))
    return RedirectResponse("/panel/delegates?done=ended", 303)


async def _offers(request: Request, form: FormState) -> Response:
    found: OfferList = await prisons_and_interventions(request)
    return page(
        request,
        "movements/offers.html",
        status=form.status,
        found=found,
        named={each.code: each.name for each in found.interventions},
        words=words,
        may_keep=may(request, ADMIN),
        questions=NAME,
        key=str(uuid4()),
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        done=words.DONE.get(request.query_params.get("done", "")),
    )


async def _offer(request: Request, one: OfferOut, form: FormState, ticked: list[str]) -> Response:
    found = await prisons_and_interventions(request)
    return page(
        request,
        "movements/offer.html",
        status=form.status,
        one=one,
        questions=(HOLDS, UNIT),
        source=SOURCE,
        interventions=[(each.code, each.name) for each in found.interventions],
        ticked=ticked,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
    )


async def _delegates(request: Request, form: FormState) -> Response:
    answer = await request.state.api.get("/decision-delegations")
    return page(
        request,
        "movements/delegates.html",
        status=form.status,
        found=DelegationList.model_validate(answer.json),
        may_name=may(request, DIRECTOR),
        questions=DELEGATE,
        key=str(uuid4()),
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        done=words.DONE.get(request.query_params.get("done", "")),
    )


async def _read(request: Request) -> tuple[OfferOut, str]:
    answer = await request.state.api.get(_path(request))
    return OfferOut.model_validate(answer.json), answer.etag or ""


def _path(request: Request) -> str:
    return f"/prison-offers/{quote(str(request.path_params['prison']), safe='')}"


def _again(questions: tuple[Question, ...], typed: Typed, problem: ApiProblem) -> FormState:
    return shown_again(questions, typed, problem, messages=MESSAGES, missing=MISSING)


ROUTES: list[BaseRoute] = [
    page_route("/panel/prison-offers", list_offers),
    page_route("/panel/prison-offers", add_intervention, methods=("POST",)),
    page_route("/panel/prison-offers/{prison}", ask_offer),
    page_route("/panel/prison-offers/{prison}", take_offer, methods=("POST",)),
    page_route("/panel/delegates", list_delegates),
    page_route("/panel/delegates", name_delegate, methods=("POST",)),
    page_route("/panel/delegates/{delegation}/end", end_delegate, methods=("POST",)),
]
