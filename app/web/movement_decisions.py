"""Deciding on a proposal or on advice, making a prepared decision final, and setting advice beside a move."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.minutes import RecommendationOut
from app.schemas.movements import DecisionOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen
from app.web.labels import movements as words
from app.web.movements import DECIDERS, address_of, may, path_of, prisons_and_interventions, read
from app.web.panel_forms import shown_again
from app.web.questions import Question, Typed, answers
from app.web.render import page
from app.web.route import page_route

PRISON = Question("prison", "choice", "Where she is to be held", required=True)
WEIGHED = Question("weighed_most", "choice", "What weighed most", required=True, choices=chosen(words.FACTOR))
FOLLOWS = Question("follows_advice", "yes_no", "Is this what was advised?", required=True)
DEPARTURE = Question(
    "departure_reason", "long_text", "Why it departs from the advice", "Needed where it does."
)
TEXT = Question("text", "long_text", "The decision in your own words")
ADVICE = Question("recommendation", "choice", "The board’s recommendation", required=True)
ADVISED = Question(
    "prison",
    "choice",
    "Where the board advises that she is held",
    "If she is to stay, where she is now.",
    required=True,
)


async def ask_decision(request: Request) -> Response:
    """The form to decide on a proposal, under everything that is weighed."""
    return await _on_proposal(request, FormState())


async def take_decision(request: Request) -> Response:
    """Keep a decision on a proposal, or show the form as typed."""
    typed = await typed_form(request)
    questions = (await _of_proposal(request))[1]
    try:
        await _send(request, f"{path_of(request)}/decision", questions, typed)
    except ApiProblem as problem:
        return await _on_proposal(request, _again(questions, typed, problem))
    return RedirectResponse(f"{address_of(request)}?done={_done(typed)}", 303)


async def ask_on_advice(request: Request) -> Response:
    """The form to decide on advice that stands beside no proposal."""
    return await _on_advice(request, FormState())


async def take_on_advice(request: Request) -> Response:
    """Keep a decision on advice, or show the form as typed."""
    typed = await typed_form(request)
    advice = await _read_advice(request)
    questions = await _of_advice(request, advice)
    try:
        answer = await _send(
            request, f"/recommendations/{_id(request, 'recommendation')}/decision", questions, typed
        )
    except ApiProblem as problem:
        return await _on_advice(request, _again(questions, typed, problem))
    return RedirectResponse(f"/panel/decisions/{answer['id']}?done={_done(typed)}", 303)


async def show_decision(request: Request) -> Response:
    """One decision, and the button that makes it final."""
    return await _one(request, FormState())


async def make_final(request: Request) -> Response:
    """Make a prepared decision final."""
    typed = await typed_form(request)
    decision = _id(request, "decision")
    try:
        await request.state.api.post(
            f"/placement-decisions/{decision}/final", headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        return await _one(request, _again((), typed, problem))
    return RedirectResponse(f"/panel/decisions/{decision}?done=decided", 303)


async def ask_advice(request: Request) -> Response:
    """The form that sets the board's advice beside a proposal."""
    return await _beside(request, FormState())


async def take_advice(request: Request) -> Response:
    """Set the board's advice beside a proposal, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.put(
            f"{path_of(request)}/advice",
            json=answers((ADVICE, ADVISED), typed),
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _beside(request, _again((ADVICE, ADVISED), typed, problem))
    return RedirectResponse(f"{address_of(request)}?done=advised", 303)


async def _send(request: Request, path: str, questions: Sequence[Question], typed: Typed) -> Any:
    body = {**answers(questions, typed), "final": typed.get("final") == "yes"}
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    if typed.get("version"):
        headers["If-Match"] = typed["version"]
    return (await request.state.api.post(path, json=body, headers=headers)).json


async def _on_proposal(request: Request, form: FormState) -> Response:
    (one, etag), questions = await _of_proposal(request)
    return page(
        request,
        "movements/decide.html",
        status=form.status,
        one=one,
        case=one.case,
        etag=form.typed.get("version") or etag,
        back_to=address_of(request),
        advised=next((each.prison.name for each in one.prisons if each.is_advised), None),
        proposed=next((each.prison.name for each in one.prisons if each.is_proposed), None),
        advice=one.advice,
        questions=questions,
        **await _shared(request, form),
    )


async def _on_advice(request: Request, form: FormState) -> Response:
    advice = await _read_advice(request)
    return page(
        request,
        "movements/decide.html",
        status=form.status,
        one=None,
        case=None,
        etag="",
        back_to="/panel/movements",
        advised=None,
        proposed=None,
        advice=advice,
        questions=await _of_advice(request, advice),
        **await _shared(request, form),
    )


async def _shared(request: Request, form: FormState) -> dict[str, Any]:
    is_director = "GROUP_DIRECTOR" in request.state.person.roles
    return {
        "words": words,
        "may_finish": is_director or await _is_delegate(request),
        "action": request.url.path,
        "typed": form.typed,
        "errors": form.errors,
        "summary": form.summary,
        "key": str(uuid4()),
    }


async def _is_delegate(request: Request) -> bool:
    items = (await request.state.api.get("/decision-delegations")).json["items"]
    return any(each["holds_today"] and each["username"] == request.state.person.username for each in items)


async def _of_proposal(request: Request) -> tuple[Any, list[Question]]:
    found = await read(request)
    prisons = tuple((each.prison.code, each.prison.name) for each in found[0].prisons)
    return found, [replace(PRISON, choices=prisons), WEIGHED, DEPARTURE, TEXT]


async def _of_advice(request: Request, advice: RecommendationOut) -> list[Question]:
    if advice.kind != "movement":
        return [FOLLOWS, DEPARTURE, TEXT]
    offers = await prisons_and_interventions(request)
    prisons = tuple((each.prison.code, each.prison.name) for each in offers.items)
    return [replace(PRISON, choices=prisons), FOLLOWS, WEIGHED, DEPARTURE, TEXT]


async def _read_advice(request: Request) -> RecommendationOut:
    answer = await request.state.api.get(f"/recommendations/{_id(request, 'recommendation')}")
    return RecommendationOut.model_validate(answer.json)


async def _one(request: Request, form: FormState) -> Response:
    answer = await request.state.api.get(f"/placement-decisions/{_id(request, 'decision')}")
    one = DecisionOut.model_validate(answer.json)
    may_finish = not (one.is_final or one.is_superseded) and may(request, DECIDERS)
    return page(
        request,
        "movements/decision.html",
        status=form.status,
        one=one,
        etag=answer.etag or "",
        words=words,
        may_finish=may_finish
        and ("GROUP_DIRECTOR" in request.state.person.roles or await _is_delegate(request)),
        summary=form.summary,
        done=words.DONE.get(request.query_params.get("done", "")),
    )


async def _beside(request: Request, form: FormState) -> Response:
    one, etag = await read(request)
    prisons = tuple((each.prison.code, each.prison.name) for each in one.prisons)
    offered = tuple((each.id, f"{each.made_on:%d.%m.%Y}: {each.text[:150]}") for each in one.advice_there_is)
    return page(
        request,
        "movements/advice.html",
        status=form.status,
        one=one,
        etag=form.typed.get("version") or etag,
        questions=[replace(ADVICE, choices=offered), replace(ADVISED, choices=prisons)],
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
    )


def _again(questions: Sequence[Question], typed: Typed, problem: ApiProblem) -> FormState:
    return shown_again(questions, typed, problem, messages=words.MESSAGES, missing=words.OF_FIELD)


def _done(typed: Typed) -> str:
    return "decided" if typed.get("final") == "yes" else "prepared"


def _id(request: Request, name: str) -> str:
    return quote(str(request.path_params[name]), safe="")


ROUTES: list[BaseRoute] = [
    page_route("/panel/movements/{proposal}/decide", ask_decision, name="ask_placement"),
    page_route("/panel/movements/{proposal}/decide", take_decision, methods=("POST",), name="take_placement"),
    page_route("/panel/movements/{proposal}/advice", ask_advice, name="ask_movement_advice"),
    page_route(
        "/panel/movements/{proposal}/advice", take_advice, methods=("POST",), name="take_movement_advice"
    ),
    page_route("/panel/recommendations/{recommendation}/decide", ask_on_advice),
    page_route("/panel/recommendations/{recommendation}/decide", take_on_advice, methods=("POST",)),
    page_route("/panel/decisions/{decision}", show_decision, name="show_placement"),
    page_route("/panel/decisions/{decision}/final", make_final, methods=("POST",), name="finish_placement"),
]
