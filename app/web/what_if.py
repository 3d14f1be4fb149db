"""Trying a fact or another policy on one case: both timelines above each other, and nothing saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.schemas.facts import FactOut
from app.schemas.what_if import CaseWhatIf, DifferenceOut, HandoverSeen, OwnerBriefly
from app.web.case_reading import CaseRead, path_to, read_case, read_facts, reference_of
from app.web.client import ApiProblem, ProblemField
from app.web.days import day_before, spoken
from app.web.effect import describe
from app.web.fact_forms import FORMS, GROUPS, FactForm
from app.web.fact_words import fact_row
from app.web.forms import typed_form
from app.web.labels import say
from app.web.places import places_of
from app.web.policy_titles import policy_titles
from app.web.questions import Fault, Question, Typed, answers, faults, unanswered
from app.web.render import page
from app.web.route import page_route
from app.web.timeline_drawing import draw, window_of

MAY_COME = "For example, 22 11 2026. A day that is yet to come may be tried."
POLICY = Question("policy", "choice", "Policy")
LEAVE = "leave-"
IN_FORCE = "The policies in force"


@dataclass(frozen=True, slots=True)
class DifferentDays:
    """Days on which the owner differs, in words."""

    days: str
    as_it_is: str
    as_it_would_be: str


async def ask_what_if(request: Request) -> Response:
    """What may be tried; with `try` in the address the questions of that kind of fact are asked."""
    return await _show(request, await read_case(request.state.api, reference_of(request)), {})


async def try_what_if(request: Request) -> Response:
    """Both timelines for what was typed, or the form again with what could not be taken."""
    api, reference, typed = request.state.api, reference_of(request), await typed_form(request)
    read = await read_case(api, reference)
    form = _form_tried(request)
    missing = unanswered(form.questions, typed) if form else []
    if missing:
        return await _show(request, read, typed, problems=missing)
    try:
        answer = await api.post(path_to(reference, "/ownership/what-if"), json=_body(form, typed))
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        named = problem.errors or (ProblemField("policy", problem.code, problem.detail),)
        return await _show(request, read, typed, problems=named)
    return await _show(request, read, typed, found=CaseWhatIf.model_validate(answer.json))


async def _show(
    request: Request,
    read: CaseRead,
    typed: Typed,
    problems: Sequence[ProblemField] = (),
    found: CaseWhatIf | None = None,
) -> Response:
    form, places = _form_tried(request), await places_of(request)
    told = await read_facts(request.state.api, reference_of(request))
    titles = await policy_titles(request)
    mistakes = _faults(form, problems, typed)
    standing = [fact for fact in told if fact.retracted_on is None]
    return page(
        request,
        "what_if/page.html",
        status=400 if mistakes else 200,
        case=read.case,
        form=form,
        kinds=[
            ("", "No fact: another policy, or a fact left out"),
            *((kind, FORMS[kind].title) for group in GROUPS for kind in group.kinds),
        ],
        typed=typed,
        errors={fault.name: fault.message for fault in mistakes},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in mistakes],
        options=places.options,
        reviews=[(name, name) for name in _reviews(standing)],
        current=read.case.dates.model_dump(),
        policies=[("", IN_FORCE), *titles.items()],
        facts=[(LEAVE + str(fact.id), fact_row(fact, places.names)) for fact in reversed(standing)],
        **(_result(found, standing, titles, request.state.today) if found else {"found": None}),
    )


def _result(
    found: CaseWhatIf, facts: Sequence[FactOut], titles: Mapping[str, str], today: date
) -> dict[str, Any]:
    before, after = found.as_it_is.periods, found.as_it_would_be.periods
    window = window_of([before, after], today)
    return {
        "found": found,
        "tried_policy": titles.get(found.policy or "", ""),
        "effect": describe(before, after, today),
        "before": draw("before", "Timeline as it is", before, today=today, facts=facts, window=window),
        "after": draw("after", "Timeline as it would be", after, today=today, facts=facts, window=window),
        "periods_before": before,
        "periods_after": after,
        "differs": [_different(each) for each in found.differs],
        "handovers": [_handover(line.handover) for line in (found.as_it_is, found.as_it_would_be)],
    }


def _different(found: DifferenceOut) -> DifferentDays:
    start = f"From {spoken(found.from_)}" if found.from_ else "From the beginning"
    end = f"to {spoken(day_before(found.to))}" if found.to else "on, with no end foreseen"
    return DifferentDays(f"{start} {end}", _owner(found.as_it_is), _owner(found.as_it_would_be))


def _owner(owner: OwnerBriefly) -> str:
    lead = f", {say('role', owner.lead_role).lower()}" if owner.lead_role else ""
    return f"{say('responsible', owner.responsible)}{lead} ({say('reason', owner.reason_code).lower()})"


def _handover(handover: HandoverSeen) -> str:
    if handover.date is None:
        return "None foreseen"
    begins = handover.start_date
    early = f", prepared from {spoken(begins)}" if begins and begins != handover.date else ""
    return f"{spoken(handover.date)}{early} ({'forecast' if handover.is_forecast else 'has come'})"


def _form_tried(request: Request) -> FactForm | None:
    """The form of the kind of fact in the address, its day free."""
    form = FORMS.get(request.query_params.get("try", ""))
    if form is None:
        return None
    happened, *others = form.questions
    return replace(form, questions=(replace(happened, hint=MAY_COME), *others))


def _body(form: FactForm | None, typed: Typed) -> dict[str, Any]:
    left_out = [name.removeprefix(LEAVE) for name, value in typed.items() if name.startswith(LEAVE) and value]
    body: dict[str, Any] = {"leave_out": left_out}
    if form:
        body["add"] = [{"type": form.kind, **answers(form.questions, typed)}]
    if typed.get("policy"):
        body["policy"] = typed["policy"]
    return body


def _faults(form: FactForm | None, problems: Sequence[ProblemField], typed: Typed) -> list[Fault]:
    questions = [*(form.questions if form else ()), POLICY]
    return faults(questions, problems, typed) if problems else []


def _reviews(facts: Sequence[FactOut]) -> list[str]:
    named = [fact.fields["review"] for fact in facts if fact.fields.get("review")]
    return list(dict.fromkeys(reversed(named)))


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/what-if", ask_what_if),
    page_route("/cases/{case}/what-if", try_what_if, methods=("POST",)),
]
