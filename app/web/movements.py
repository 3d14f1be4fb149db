"""Proposed moves: the list, one proposal with the prisons side by side, the forms to write and withdraw it."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.movements import ProposalList, ProposalOut, UndecidedAdvice
from app.schemas.prison_offers import OfferList
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, whole_body
from app.web.labels import movements as words
from app.web.panel_forms import shown_again
from app.web.questions import Question, Typed, typed_from
from app.web.render import page
from app.web.route import page_route

PROPOSERS = frozenset({"OMU_OFFICER", "OMU_MANAGER", "PANEL_SECRETARIAT", "PANEL_CHAIR", "GROUP_DIRECTOR"})
ADVISERS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR"})
DECIDERS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR", "PANEL_MEMBER", "GROUP_DIRECTOR"})
BOARD = DECIDERS
TEXTS = (
    Question("her_interests", "long_text", words.FACTOR["her_interests"]),
    Question("operational_need", "long_text", words.FACTOR["operational_need"]),
    Question("closeness_to_home", "long_text", words.FACTOR["closeness_to_home"]),
    Question("interventions", "long_text", words.FACTOR["interventions"]),
    Question(
        "caring_duties",
        "long_text",
        "Her caring duties",
        "How they and the interests of her children were taken into account, or that she has none.",
    ),
    Question("her_views", "long_text", "Her own views"),
    Question(
        "home_unknown_reason",
        "long_text",
        "Why her home area is not known",
        "Only where the case has no home area.",
    ),
)
CASE = Question("case", "text", "Her prison number or CRN", required=True)
WITHDRAW = (Question("reason", "long_text", "Why it is withdrawn", required=True),)


async def list_moves(request: Request) -> Response:
    """Proposals, the latest first, and for the board the advice that waits for a decision."""
    api, asked = request.state.api, request.query_params
    status = asked.get("status") if asked.get("status") in words.STATUS else None
    answer = await api.get("/movement-proposals", params={"status": status, "next": asked.get("next")})
    found = ProposalList.model_validate(answer.json)
    waiting = None
    if may(request, BOARD) and not status and not asked.get("next"):
        waiting = UndecidedAdvice.model_validate((await api.get("/undecided-advice")).json).items
    here = f"/panel/movements?status={status or ''}"
    return page(
        request,
        "movements/list.html",
        found=found,
        waiting=waiting,
        chosen=status,
        words=words,
        may_propose=may(request, PROPOSERS),
        may_name=may(request, frozenset({"GROUP_DIRECTOR"})),
        first_page=here if asked.get("next") else None,
        next_page=f"{here}&next={quote(found.next)}" if found.next else None,
    )


async def ask_move(request: Request) -> Response:
    """The form for a new draft."""
    return await _write(request, FormState({"case": request.query_params.get("case", "")}), None)


async def take_move(request: Request) -> Response:
    """Keep a new draft, or show the form as typed."""
    typed, body = await _typed(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        answer = await request.state.api.post(
            "/movement-proposals", json={**body, "case": typed.get("case", "").strip()}, headers=headers
        )
    except ApiProblem as problem:
        return await _write(request, _again((CASE, *TEXTS), typed, problem), None)
    return RedirectResponse(f"/panel/movements/{answer.json['id']}?done=drafted", 303)


async def show_move(request: Request) -> Response:
    """One proposal with everything that is weighed in it."""
    return await _show(request)


async def ask_change(request: Request) -> Response:
    """The form for a draft as it stands."""
    one, etag = await read(request)
    values = one.model_dump(mode="json")
    typed = typed_from(TEXTS, values)
    typed |= {"prison": one.prison_code or "", "version": etag}
    typed |= {"needs_mother_and_baby_unit": "yes" if one.needs_mother_and_baby_unit else ""}
    return await _write(request, FormState(typed), one, one.interventions_needed)


async def take_change(request: Request) -> Response:
    """Change a draft, or show the form as typed."""
    typed, body = await _typed(request)
    try:
        await request.state.api.patch(
            path_of(request), json=body, headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        one, _ = await read(request)
        return await _write(request, _again(TEXTS, typed, problem), one)
    return RedirectResponse(f"{address_of(request)}?done=changed", 303)


async def submit(request: Request) -> Response:
    """Put a draft before the director, or say what it still lacks."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(
            f"{path_of(request)}/submit", headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        return await _show(request, _again((), typed, problem))
    return RedirectResponse(f"{address_of(request)}?done=submitted", 303)


async def withdraw(request: Request) -> Response:
    """Take a proposal back, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(
            f"{path_of(request)}/withdraw",
            json={"reason": typed.get("reason", "").strip()},
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _show(request, _again(WITHDRAW, typed, problem))
    return RedirectResponse(f"{address_of(request)}?done=withdrawn", 303)


async def read(request: Request) -> tuple[ProposalOut, str]:
    """The proposal that the page's address names, and its version."""
    answer = await request.state.api.get(path_of(request))
    return ProposalOut.model_validate(answer.json), answer.etag or ""


def path_of(request: Request) -> str:
    """The API's path of the proposal."""
    return f"/movement-proposals/{quote(str(request.path_params['proposal']), safe='')}"


def address_of(request: Request) -> str:
    """The page of the proposal."""
    return f"/panel/movements/{quote(str(request.path_params['proposal']), safe='')}"


def may(request: Request, roles: frozenset[str]) -> bool:
    """Whether the person holds one of these roles."""
    return not request.state.person.roles.isdisjoint(roles)


async def prisons_and_interventions(request: Request) -> OfferList:
    """The women's prisons with what each offers, and the interventions there are."""
    return OfferList.model_validate((await request.state.api.get("/prison-offers")).json)


def _again(questions: tuple[Question, ...], typed: Typed, problem: ApiProblem) -> FormState:
    return shown_again(questions, typed, problem, messages=words.MESSAGES, missing=words.OF_FIELD)


async def _typed(request: Request) -> tuple[dict[str, str], dict[str, Any]]:
    """What was typed, and the body that it makes: a text left empty is taken away."""
    typed = await typed_form(request)
    ticked = [str(value) for value in (await request.form()).getlist("interventions_needed")]
    return typed, {
        **whole_body(TEXTS, typed),
        "prison": typed.get("prison") or None,
        "interventions_needed": ticked,
        "needs_mother_and_baby_unit": typed.get("needs_mother_and_baby_unit") == "yes",
    }


async def _write(
    request: Request, form: FormState, one: ProposalOut | None, ticked: list[str] | None = None
) -> Response:
    offers = await prisons_and_interventions(request)
    if ticked is None:
        ticked = [str(value) for value in (await request.form()).getlist("interventions_needed")]
    return page(
        request,
        "movements/write.html",
        status=form.status,
        one=one,
        case_question=CASE,
        questions=TEXTS,
        prisons=[("", "Choose a prison"), *((each.prison.code, each.prison.name) for each in offers.items)],
        interventions=[(each.code, each.name) for each in offers.interventions],
        ticked=ticked,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        key=form.typed.get("key") or str(uuid4()),
    )


async def _show(request: Request, form: FormState | None = None) -> Response:
    one, etag = await read(request)
    form = form or FormState()
    is_open = one.status in {"draft", "submitted", "decision_prepared"}
    return page(
        request,
        "movements/proposal.html",
        status=form.status,
        one=one,
        etag=etag,
        words=words,
        may_write=one.status == "draft" and may(request, PROPOSERS),
        may_withdraw=is_open and may(request, PROPOSERS),
        may_advise=is_open and may(request, ADVISERS) and bool(one.advice_there_is),
        may_decide=one.status in {"submitted", "decision_prepared"} and may(request, DECIDERS),
        withdraw_questions=WITHDRAW,
        next_transfer=_transfer(one) if one.decision and one.decision.transfer_is_next else None,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        done=words.DONE.get(request.query_params.get("done", "")),
    )


def _transfer(one: ProposalOut) -> str:
    prison = one.decision.prison_code if one.decision else ""
    return f"/cases/{one.case.id}/facts/new/prison_transfer?to_prison={prison}"


ROUTES: list[BaseRoute] = [
    page_route("/panel/movements", list_moves),
    page_route("/panel/movements/new", ask_move),
    page_route("/panel/movements/new", take_move, methods=("POST",)),
    page_route("/panel/movements/{proposal}", show_move),
    page_route("/panel/movements/{proposal}/change", ask_change, name="ask_move_change"),
    page_route("/panel/movements/{proposal}/change", take_change, methods=("POST",), name="take_move_change"),
    page_route("/panel/movements/{proposal}/submit", submit, methods=("POST",), name="submit_move"),
    page_route("/panel/movements/{proposal}/withdraw", withdraw, methods=("POST",), name="withdraw_move"),
]
