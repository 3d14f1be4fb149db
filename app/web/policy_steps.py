"""Recording what boards said of a paper: the outcome of a part, the final approval, and an end without either."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.policies import DecisionOut
from app.schemas.policies_in_force import SettingsOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.labels.policies import PART_OUTCOME, effect_of
from app.web.policies import effects
from app.web.policy_decisions import path_of
from app.web.policy_titles import policy_titles
from app.web.questions import Question, Typed, answers, faults, unanswered
from app.web.render import page
from app.web.route import page_route

OUTCOME = Question(
    "outcome", "choice", "What the board decided", required=True, choices=tuple(PART_OUTCOME.items())
)
TEXT = Question("text", "long_text", "Words of the amendment", "Needed where the part was amended.")
OF_PART = (OUTCOME, TEXT)
OF_APPROVAL = (
    Question("board", "text", "Board", "The next board, which approved.", required=True),
    Question("board_on", "date", "Day of the board", required=True),
    Question("reference", "text", "Reference of its paper", required=True),
    Question(
        "in_force_from",
        "date",
        "In force from",
        "Tomorrow or later: no day that has begun changes.",
        required=True,
    ),
)
ENDS = (("refuse", "The next board refused it"), ("withdraw", "It was withdrawn"))
END = Question("what", "choice", "What happened", required=True, choices=ENDS)
WHY = Question("reason", "long_text", "Why", required=True)
FEW = 5
CHANGED = "Somebody recorded something of this decision after you opened this form. Look at it again"
Summary = Sequence[tuple[str | None, str]]


async def ask_outcome(request: Request) -> Response:
    """The form for the outcome of a part."""
    return await _outcome(request, {})


async def take_outcome(request: Request) -> Response:
    """Record the outcome of a part."""
    typed, (one, _) = await typed_form(request), await _read(request)
    settings = await _settings(request, one)
    body = answers(OF_PART, typed)
    if body.get("outcome") == "amended":
        body["settings"] = _amended(settings, typed)
    path = f"{path_of(request)}/parts/{_number(request)}/outcome"
    return await _post(request, path, body, typed, OF_PART, _outcome)


async def ask_approval(request: Request) -> Response:
    """The form for the final approval, with what it would put in force."""
    return await _approval(request, {})


async def take_approval(request: Request) -> Response:
    """Record the final approval."""
    typed = await typed_form(request)
    body, path = answers(OF_APPROVAL, typed), f"{path_of(request)}/final-approval"
    return await _post(request, path, body, typed, OF_APPROVAL, _approval)


async def ask_end(request: Request) -> Response:
    """The form for a paper that does not come into force."""
    return await _end(request, {})


async def take_end(request: Request) -> Response:
    """Record that a paper was refused or withdrawn."""
    typed = await typed_form(request)
    what = typed.get("what", "")
    if what not in dict(ENDS):
        return await _end(request, typed, [("what", "Select what happened")], 400)
    return await _post(request, f"{path_of(request)}/{what}", answers([WHY], typed), typed, (WHY,), _end)


async def _post(
    request: Request,
    path: str,
    body: Mapping[str, Any],
    typed: Typed,
    questions: Sequence[Question],
    again: Any,
) -> Response:
    """Send it, and go back to the decision; or show the form again with what is wrong."""
    try:
        answer = await request.state.api.post(
            path, json=body, headers={"If-Match": typed.get("version") or "*"}
        )
    except ApiProblem as problem:
        if problem.status not in {400, 403, 409, 412}:
            raise
        named = [*problem.errors, *(unanswered(questions, typed) if problem.status == 400 else ())]
        found = faults(questions, named, typed)
        said = {e.field: e.message.rstrip(".") for e in problem.errors if e.code in OWN_WORDS}
        summary: Summary = [(f.href.removeprefix("#"), said.get(f.name, f.message)) for f in found]
        words = CHANGED if problem.status == 412 else problem.detail
        shown: Response = await again(request, typed, summary or [(None, words)], problem.status)
        return shown
    return RedirectResponse(f"/policy-decisions/{answer.json['id']}", 303)


NO_PART = "There is no such part of this paper."
OWN_WORDS = frozenset({"not_retroactive", "before_first_board"})
"""Codes whose message says more than a form could."""


def _number(request: Request) -> int:
    given = str(request.path_params["part"])
    if not (given.isascii() and given.isdecimal()):
        raise ApiProblem(404, "not_found", NO_PART)
    return int(given)


async def _outcome(request: Request, typed: Typed, summary: Summary = (), status: int = 200) -> Response:
    one, version = await _read(request)
    number = _number(request)
    part = next((each for each in one.parts if each.number == number), None)
    if part is None:
        raise ApiProblem(404, "not_found", NO_PART)
    settings = await _settings(request, one)
    return page(
        request,
        "policy_decisions/outcome.html",
        status=status,
        one=one,
        part=part,
        effects=effects(part.settings),
        otherwise=effects(part.settings_if_not_agreed),
        outcome=OUTCOME,
        text=TEXT,
        settings=[
            (each, [] if len(each.values) > FEW else [(str(v), effect_of(each.key, v)) for v in each.values])
            for each in settings.settings
        ],
        version=version,
        typed=typed,
        errors=_by_name(summary),
        summary=summary,
    )


async def _approval(request: Request, typed: Typed, summary: Summary = (), status: int = 200) -> Response:
    one, version = await _read(request)
    would = one.would_put_in_force
    titles = await policy_titles(request)
    return page(
        request,
        "policy_decisions/approve.html",
        status=status,
        one=one,
        title_of_policy=titles.get(would.policy, would.policy) if would else None,
        effects=effects(would.settings) if would else [],
        questions=OF_APPROVAL,
        version=version,
        typed=typed,
        errors=_by_name(summary),
        summary=summary,
    )


async def _end(request: Request, typed: Typed, summary: Summary = (), status: int = 200) -> Response:
    one, version = await _read(request)
    return page(
        request,
        "policy_decisions/end.html",
        status=status,
        one=one,
        questions=(END, WHY),
        version=version,
        typed=typed,
        errors=_by_name(summary),
        summary=summary,
    )


def _by_name(summary: Summary) -> dict[str, str]:
    return {name.removesuffix("-day"): text for name, text in summary if name}


async def _read(request: Request) -> tuple[DecisionOut, str | None]:
    answer = await request.state.api.get(path_of(request))
    return DecisionOut.model_validate(answer.json), answer.etag


async def _settings(request: Request, one: DecisionOut) -> SettingsOut:
    """The settings of the policy that the paper would put in force."""
    policy = next(part.policy for part in one.parts if part.policy is not None)
    return SettingsOut.model_validate((await request.state.api.get(f"/policies/{policy}/settings")).json)


def _amended(found: SettingsOut, typed: Mapping[str, str]) -> dict[str, Any]:
    """The settings that the amendment names, as the API takes them."""
    given = {one.key: typed.get(one.key, "").strip() for one in found.settings}
    known = {one.key: {str(value): value for value in one.values} for one in found.settings}
    return {key: known[key].get(value, value) for key, value in given.items() if value}


ROUTES: list[BaseRoute] = [
    page_route("/policy-decisions/{decision}/parts/{part}", ask_outcome),
    page_route("/policy-decisions/{decision}/parts/{part}", take_outcome, methods=("POST",)),
    page_route("/policy-decisions/{decision}/approve", ask_approval),
    page_route("/policy-decisions/{decision}/approve", take_approval, methods=("POST",)),
    page_route("/policy-decisions/{decision}/end", ask_end, name="ask_policy_end"),
    page_route("/policy-decisions/{decision}/end", take_end, methods=("POST",), name="take_policy_end"),
]
