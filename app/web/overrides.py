"""A manager's decision about who owns a case: asked for, shown with its effect before it is saved, and ended."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.overrides import OverrideOutcome
from app.web.case_reading import CaseRead, path_to, read_case, read_facts, read_owner, reference_of
from app.web.client import ApiProblem, ProblemField
from app.web.effect import describe
from app.web.forms import typed_form
from app.web.labels import handovers as words
from app.web.questions import Fault, Question, Typed, answers, faults, in_words, kept, unanswered
from app.web.render import page
from app.web.route import page_route
from app.web.timeline_drawing import draw, window_of

SIDES = (("community", "The community"), ("custody", "The prison"))
QUESTIONS = (
    Question("responsible", "choice", "Who is to be responsible", required=True, choices=SIDES),
    Question(
        "reason_code",
        "choice",
        "Reason",
        required=True,
        choices=tuple(words.OVERRIDE_REASON.items()),
    ),
    Question("text", "long_text", "Why, in words", "Both sides read this on the case.", required=True),
    Question("review_on", "date", "Day of review", "Give this, the day it ends, or both."),
    Question(
        "expires_on",
        "date",
        "First day without the decision",
        "From this day the rules decide again, without anybody doing anything.",
    ),
)
WHY = Question("reason", "long_text", "Why the decision is ended", required=True)
MESSAGES: Mapping[str, str] = {
    "review_or_expiry_missing": "Enter a day of review, or the first day without the decision",
    "review_after_expiry": "The day of review must be before the first day without the decision",
}
CHANGED = "The case changed after you opened this form. Look at the effect again"
OVERRIDE_CHANGED = "The decision changed after you opened this form. Look at it again"


async def ask_override(request: Request) -> Response:
    """The form."""
    return await _ask(request, {})


async def take_override(request: Request) -> Response:
    """The next step from the form: show the effect, save, or change the answers."""
    typed = await typed_form(request)
    if typed.get("step") == "change":
        return await _ask(request, typed)
    if typed.get("step") == "save":
        return await _save(request, typed)
    return await _check(request, typed)


async def _save(request: Request, typed: Typed) -> Response:
    api, reference = request.state.api, reference_of(request)
    headers = {"If-Match": typed.get("version", ""), "Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        await api.post(
            path_to(reference, "/ownership/overrides"), json=answers(QUESTIONS, typed), headers=headers
        )
    except ApiProblem as problem:
        if problem.status == 412:
            return await _check(request, typed, changed=True)
        return await _ask(request, typed, problem)
    return RedirectResponse(f"/cases/{reference}?done=decided", 303)


async def _check(request: Request, typed: Typed, *, changed: bool = False) -> Response:
    """What the decision would do, before anything is stored."""
    api, reference, today = request.state.api, reference_of(request), request.state.today
    read = await read_case(api, reference)
    body = answers(QUESTIONS, typed)
    try:
        answer = await api.post(
            path_to(reference, "/ownership/overrides"), json=body, params={"dry_run": "true"}
        )
    except ApiProblem as problem:
        return await _ask(request, typed, problem)
    outcome = OverrideOutcome.model_validate(answer.json)
    hidden = {**kept(QUESTIONS, typed), "version": read.etag, "key": str(uuid4())}
    return page(
        request,
        "overrides/check.html",
        status=412 if changed else 200,
        case=read.case,
        answers=[(q.label, _said(q, body[q.name])) for q in QUESTIONS if q.name in body],
        hidden=hidden,
        summary=[(None, CHANGED)] if changed else [],
        automatic=outcome.automatic,
        **await _effect(request, outcome, today),
    )


async def _ask(request: Request, typed: Typed, problem: ApiProblem | None = None) -> Response:
    """The form, as typed, with what the API could not take."""
    found: Sequence[Fault] = ()
    if problem:
        if problem.status not in {400, 409}:
            raise problem
        named = problem.errors or (ProblemField("responsible", problem.code, problem.detail),)
        found = _faults([*named, *unanswered(QUESTIONS, typed)], typed)
    api, reference = request.state.api, reference_of(request)
    read, owner = await read_case(api, reference), await read_owner(api, reference)
    return page(
        request,
        "overrides/form.html",
        status=problem.status if problem else 200,
        case=read.case,
        owner=owner,
        questions=QUESTIONS,
        typed=typed,
        errors={fault.name: fault.message for fault in found},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in found],
    )


def _faults(problems: Sequence[ProblemField], typed: Typed) -> list[Fault]:
    found = faults(QUESTIONS, problems, typed)
    said = {problem.field: MESSAGES[problem.code] for problem in problems if problem.code in MESSAGES}
    future = {p.field: p.message.rstrip(".") for p in problems if p.code == "date_not_in_future"}
    return [Fault(f.name, said.get(f.name) or future.get(f.name) or f.message, f.href) for f in found]


async def ask_end(request: Request) -> Response:
    """What ending the decision does, and the question why."""
    return await _end(request, {})


async def end_override(request: Request) -> Response:
    """End the decision, or say why it could not be."""
    api, reference, typed = request.state.api, reference_of(request), await typed_form(request)
    why = answers([WHY], typed)
    if not why:
        return await _end(request, typed, [("reason", "Enter why the decision is ended")], 400)
    try:
        await api.delete(_path(request), json=why, headers={"If-Match": typed.get("version", "")})
    except ApiProblem as problem:
        if problem.status not in {400, 409, 412}:
            raise
        if problem.status == 409:
            return RedirectResponse(f"/cases/{reference}", 303)
        said = OVERRIDE_CHANGED if problem.status == 412 else "Enter why the decision is ended"
        where = None if problem.status == 412 else "reason"
        return await _end(request, typed, [(where, said)], problem.status)
    return RedirectResponse(f"/cases/{reference}?done=undecided", 303)


async def _end(
    request: Request, typed: Typed, summary: Sequence[tuple[str | None, str]] = (), status: int = 200
) -> Response:
    api, today = request.state.api, request.state.today
    read: CaseRead = await read_case(api, reference_of(request))
    override = await api.get(_path(request))
    try:
        answer = await api.delete(
            _path(request),
            json={"reason": "What ending it would do"},
            params={"dry_run": "true"},
            headers={"If-Match": "*"},
        )
    except ApiProblem as problem:
        if problem.status == 409:
            return RedirectResponse(f"/cases/{reference_of(request)}", 303)
        raise
    outcome = OverrideOutcome.model_validate(answer.json)
    return page(
        request,
        "overrides/end.html",
        status=status,
        case=read.case,
        override=outcome.override,
        hidden={"version": override.etag or ""},
        typed=typed,
        errors={name: text for name, text in summary if name},
        summary=summary,
        why=WHY,
        words=words,
        automatic=outcome.automatic,
        **await _effect(request, outcome, today),
    )


async def _effect(request: Request, outcome: OverrideOutcome, today: date) -> Mapping[str, Any]:
    """The effect in words, and both timelines drawn over the same days."""
    facts = await read_facts(request.state.api, reference_of(request))
    before, after = outcome.periods_before, outcome.periods
    window = window_of([before, after], today)
    return {
        "effect": describe(before, after, today),
        "before": draw(
            "before", "Timeline as it stands now", before, today=today, facts=facts, window=window
        ),
        "after": draw("after", "Timeline with this change", after, today=today, facts=facts, window=window),
        "periods_before": before,
        "periods_after": after,
    }


def _said(question: Question, value: Any) -> str:
    if question.widget == "choice":
        return dict(question.choices).get(value, str(value))
    return in_words(question, value, {})


def _path(request: Request) -> str:
    return path_to(reference_of(request), f"/ownership/overrides/{request.path_params['override']}")


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/override", ask_override),
    page_route("/cases/{case}/override", take_override, methods=("POST",)),
    page_route("/cases/{case}/override/{override}/end", ask_end),
    page_route("/cases/{case}/override/{override}/end", end_override, methods=("POST",)),
]
