"""Proposing settings of a policy, and deciding on what somebody else proposed."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.policies import ProposalOut
from app.schemas.policies_in_force import SettingShown, SettingsOut
from app.web.client import ApiProblem, ProblemField
from app.web.forms import typed_form
from app.web.labels.policies import effect_of
from app.web.policies import DECIDERS, effects, path_of_policy
from app.web.questions import Fault, Question, Typed, answers, faults, unanswered
from app.web.render import page
from app.web.route import page_route

FEW = 5
REASON = Question(
    "reason", "long_text", "Why they should change", "Whoever decides reads this.", required=True
)
STARTS_ON = Question("starts_on", "date", "First day", "Tomorrow or later.", required=True)
WHY_NOT = Question("reason", "long_text", "Reason", "Needed where you refuse or withdraw.")
NOTHING = "Change at least one setting"
DONE = {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn"}


async def ask_settings(request: Request) -> Response:
    """The form, with the values of today."""
    return await _ask(request, {})


async def take_settings(request: Request) -> Response:
    """Propose what was changed."""
    typed = await typed_form(request)
    found = await _settings(request)
    body = {**answers([REASON, STARTS_ON], typed), "settings": _changed(found, typed)}
    try:
        await request.state.api.post(f"{path_of_policy(request)}/setting-proposals", json=body)
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        return await _ask(request, typed, problem)
    return RedirectResponse(f"/policies/{found.policy}/settings?done=proposed", 303)


async def show_proposal(request: Request) -> Response:
    """A proposal and, for a second person, the decision on it."""
    return await _proposal(request, {})


async def decide_proposal(request: Request) -> Response:
    """Approve, refuse or withdraw."""
    typed = await typed_form(request)
    what = typed.get("what", "")
    if what not in DONE:
        return await _proposal(request, typed, [("what-approve", "Choose what to do")], 400)
    path = f"{path_of_policy(request)}/setting-proposals/{request.path_params['proposal']}/{what}"
    try:
        answer = await request.state.api.post(
            path, json=answers([WHY_NOT], typed), headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        if problem.status not in {400, 403, 409, 412}:
            raise
        found = faults([WHY_NOT], problem.errors, typed)
        said: list[tuple[str | None, str]] = [(f.href.removeprefix("#"), f.message) for f in found]
        return await _proposal(request, typed, said or [(None, problem.detail)], problem.status)
    return RedirectResponse(f"/policies/{answer.json['policy']}/settings?done={DONE[what]}", 303)


async def _proposal(
    request: Request,
    typed: Typed,
    summary: Sequence[tuple[str | None, str]] = (),
    status: int = 200,
) -> Response:
    path = f"{path_of_policy(request)}/setting-proposals/{request.path_params['proposal']}"
    answer = await request.state.api.get(path)
    one = ProposalOut.model_validate(answer.json)
    person = request.state.person
    is_own = one.proposed_by == person.username
    return page(
        request,
        "policies/proposal.html",
        fragment="policies/_policy-run.html",
        announce="Every case has followed." if one.run and one.run.state == "done" else None,
        status=status,
        one=one,
        run=one.run,
        run_address=f"/policies/{one.policy}/settings/{one.id}",
        effects=effects(one.settings),
        is_own=is_own,
        may_decide=one.state == "proposed" and not is_own and not person.roles.isdisjoint(DECIDERS),
        may_withdraw=one.state == "proposed" and is_own,
        version=answer.etag,
        typed=typed,
        errors={name: text for name, text in summary if name},
        summary=summary,
    )


async def _ask(request: Request, typed: Typed, problem: ApiProblem | None = None) -> Response:
    policy = await _settings(request)
    questions = [REASON, STARTS_ON]
    found: Sequence[Fault] = ()
    if problem:
        found = _faults([*problem.errors, *unanswered(questions, typed)], questions, typed)
    return page(
        request,
        "policies/propose.html",
        status=problem.status if problem else 200,
        policy=policy,
        settings=[(one, _options(one), typed.get(one.key, str(one.value))) for one in policy.settings],
        questions=questions,
        typed=typed,
        errors={fault.name: fault.message for fault in found},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in found],
    )


def _faults(problems: Sequence[ProblemField], questions: Sequence[Question], typed: Typed) -> list[Fault]:
    """Settings say for themselves what is wrong with them; without any the first is named."""
    own = [p for p in problems if not p.field.startswith("settings")]
    found = [
        Fault(
            p.field.removeprefix("settings."), p.message.rstrip("."), f"#{p.field.removeprefix('settings.')}"
        )
        for p in problems
        if p.field.startswith("settings.")
    ]
    if any(p.field == "settings" for p in problems):
        found.append(Fault("settings", NOTHING, "#settings"))
    said = {p.field: p.message.rstrip(".") for p in own if p.code == "not_retroactive"}
    rest = faults(questions, own, typed)
    return [*found, *(Fault(f.name, said.get(f.name, f.message), f.href) for f in rest)]


def _changed(found: SettingsOut, typed: Mapping[str, str]) -> dict[str, Any]:
    """The settings whose value was changed in the form, as the API takes them."""
    changed: dict[str, Any] = {}
    for one in found.settings:
        given = typed.get(one.key, "").strip()
        if one.decided_by_board or not given or given == str(one.value):
            continue
        known = {str(value): value for value in one.values}
        changed[one.key] = known.get(given, given)
    return changed


def _options(one: SettingShown) -> list[tuple[str, str]]:
    """What may be chosen; none where it is a number to be typed."""
    if len(one.values) > FEW:
        return []
    return [(str(value), effect_of(one.key, value)) for value in one.values]


async def _settings(request: Request) -> SettingsOut:
    return SettingsOut.model_validate(
        (await request.state.api.get(f"{path_of_policy(request)}/settings")).json
    )


ROUTES: list[BaseRoute] = [
    page_route("/policies/{policy}/settings/propose", ask_settings),
    page_route("/policies/{policy}/settings/propose", take_settings, methods=("POST",)),
    page_route("/policies/{policy}/settings/{proposal}", show_proposal),
    page_route("/policies/{policy}/settings/{proposal}", decide_proposal, methods=("POST",)),
]
