"""Board decisions on policy: the list, one decision with how far the cases have followed, and a new paper."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.ownership import PolicyList
from app.schemas.policies import DecisionList, DecisionOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.labels.policies import ESTATE, STATUS_COLOUR, place_in_words
from app.web.places import places_of
from app.web.policies import effects
from app.web.policy_titles import policy_titles
from app.web.questions import Question, Typed, answers, faults, unanswered
from app.web.render import page
from app.web.route import page_route

RECORDERS = frozenset({"PANEL_SECRETARIAT", "ADMIN"})
APPROVERS = frozenset({"GROUP_DIRECTOR", "REGIONAL_DIRECTOR", "ADMIN"})
THREE_PARTS = "three-parts-of-2013"
OF_2013: Sequence[Mapping[str, Any]] = (
    {
        "text": "Transfer management responsibility for all cases to the prison during the custodial period.",
        "policy": "omcp-2013-option-2",
    },
    {
        "text": "Retain a seconded probation oversight for the retained NPS cases until the point of formal handover.",
        "settings": {"seconded_lead": True},
        "settings_if_not_agreed": {"seconded_lead": False},
    },
    {
        "text": "All NPS retained cases have a named community Offender Manager from the start of sentence,"
        " able to contribute to sentence planning meetings and other key events.",
    },
)
"""Paragraph 13 of the paper of 2013."""

REFERENCE = Question("reference", "text", "Reference of the paper", required=True)
TITLE = Question("title", "text", "Title", required=True)
BOARD = Question("board", "text", "Board", "The board that the paper goes to first.", required=True)
BOARD_ON = Question("board_on", "date", "Day of the board", required=True)
QUESTIONS = (REFERENCE, TITLE, BOARD, BOARD_ON)
EVERYWHERE = ("everywhere", "Everywhere")


async def list_decisions(request: Request) -> Response:
    """The decisions, the latest first."""
    after = request.query_params.get("next")
    answer = await request.state.api.get("/policy-decisions", params={"next": after})
    found, regions = DecisionList.model_validate(answer.json), (await places_of(request)).regions
    return page(
        request,
        "policy_decisions/list.html",
        items=[(one, place_in_words(one.place_kind, one.place_code, regions)) for one in found.items],
        colours=STATUS_COLOUR,
        may_record=may_record(request),
        first_address="/policy-decisions" if after else None,
        next_address=f"/policy-decisions?next={found.next}" if found.next else None,
    )


async def show_decision(request: Request) -> Response:
    """One decision, or with htmx how far its run is."""
    answer = await request.state.api.get(path_of(request))
    one = DecisionOut.model_validate(answer.json)
    titles, regions = await policy_titles(request), (await places_of(request)).regions
    is_open = one.status in {"drafted", "agreed_in_principle"} or (one.status == "refused" and not one.ended)
    person = request.state.person
    return page(
        request,
        "policy_decisions/decision.html",
        fragment="policies/_policy-run.html",
        announce="Every case has followed." if one.run and one.run.state == "done" else None,
        one=one,
        run=one.run,
        run_address=f"/policy-decisions/{one.id}",
        colour=STATUS_COLOUR[one.status],
        place=place_in_words(one.place_kind, one.place_code, regions),
        titles=titles,
        parts=[(part, effects(part.settings), effects(part.amendment_settings)) for part in one.parts],
        would=effects(one.would_put_in_force.settings) if one.would_put_in_force else [],
        brings=effects(one.in_force.settings) if one.in_force else [],
        may_record=is_open and may_record(request),
        may_approve=one.status == "agreed_in_principle" and not person.roles.isdisjoint(APPROVERS),
    )


async def ask_paper(request: Request) -> Response:
    """The form for a new paper."""
    return await _ask(request, {})


async def take_paper(request: Request) -> Response:
    """Record a paper as it goes to its board."""
    typed = await typed_form(request)
    asks = typed.get("asks", "")
    place, _, code = typed.get("place", "everywhere").partition(":")
    parts = OF_2013 if asks == THREE_PARTS else [{"text": typed.get("text", "").strip(), "policy": asks}]
    body = {**answers(QUESTIONS, typed), "place_kind": place, "parts": parts}
    if code:
        body["place_code"] = code
    try:
        answer = await request.state.api.post("/policy-decisions", json=body)
    except ApiProblem as problem:
        if problem.status not in {400, 409}:
            raise
        return await _ask(request, typed, problem)
    return RedirectResponse(f"/policy-decisions/{answer.json['id']}", 303)


def may_record(request: Request) -> bool:
    """Whether forms for papers and outcomes are offered."""
    return not request.state.person.roles.isdisjoint(RECORDERS)


def path_of(request: Request) -> str:
    """The API's path of the decision that the page's address names."""
    return f"/policy-decisions/{quote(str(request.path_params['decision']), safe='')}"


async def _ask(request: Request, typed: Typed, problem: ApiProblem | None = None) -> Response:
    policies = PolicyList.model_validate((await request.state.api.get("/policies")).json).items
    regions = (await places_of(request)).regions
    summary = _summary(problem, typed) if problem else []
    return page(
        request,
        "policy_decisions/new.html",
        status=problem.status if problem else 200,
        questions=QUESTIONS,
        places=[
            EVERYWHERE,
            *((f"estate:{code}", name) for code, name in ESTATE.items()),
            *((f"region:{code}", name) for code, name in regions.items()),
        ],
        asks=[
            (THREE_PARTS, "The three parts of the paper of 2013 (paragraph 13)"),
            *((policy.id, f"One part: {policy.title}") for policy in policies),
        ],
        typed=typed,
        errors={(name or "").removesuffix("-day"): text for name, text in summary},
        summary=summary,
    )


def _summary(problem: ApiProblem, typed: Typed) -> list[tuple[str | None, str]]:
    """What is wrong, each beside the question that it is about."""
    own = [error for error in problem.errors if not error.field.startswith("parts")]
    found = faults(QUESTIONS, [*own, *unanswered(QUESTIONS, typed)], typed)
    said: list[tuple[str | None, str]] = [(f.href.removeprefix("#"), f.message) for f in found]
    if any(error.field.endswith("policy") for error in problem.errors):
        said.append(("asks", "Choose what the paper would put in force"))
    elif any(error.field.endswith("text") for error in problem.errors):
        said.append(("text", "Enter the words of the part"))
    return said or [(None, problem.detail)]


ROUTES: list[BaseRoute] = [
    page_route("/policy-decisions", list_decisions, name="list_policy_decisions"),
    page_route("/policy-decisions/new", ask_paper),
    page_route("/policy-decisions/new", take_paper, methods=("POST",)),
    page_route("/policy-decisions/{decision}", show_decision, name="show_policy_decision"),
]
