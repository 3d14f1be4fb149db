"""Recording a fact in three steps (which kind, what happened, what it does) and taking one back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.cases import HistoryEntry
from app.schemas.facts import FactOut, FactOutcome
from app.web.case_reading import (
    CaseRead,
    newest,
    path_to,
    read_case,
    read_facts,
    read_history,
    reference_of,
    since,
)
from app.web.client import ApiProblem, ProblemField, RequestApi
from app.web.effect import effect_of
from app.web.fact_forms import FORMS, GROUPS, FactForm
from app.web.fact_words import change_rows, fact_row
from app.web.forms import typed_form
from app.web.labels import FIELD
from app.web.places import places_of
from app.web.questions import Fault, Question, Typed, answers, faults, in_words, kept, unanswered
from app.web.render import page
from app.web.route import page_route
from app.web.timeline_drawing import draw, window_of

WHY = Question("reason", "long_text", FIELD["reason"], required=True)
SEEN_EFFECT = "What the fact would do if it were taken back"


@dataclass(frozen=True, slots=True)
class Standing:
    """The case as a form finds it: its version, its facts, and what changed since the person last looked."""

    read: CaseRead
    facts: Sequence[FactOut]
    others: Sequence[HistoryEntry]
    seen: str

    @property
    def marks(self) -> dict[str, str]:
        """What a form sends along, to tell later whether somebody else was faster."""
        return {"version": self.read.etag, "seen": self.seen}


async def choose_kind(request: Request) -> Response:
    """The kinds of fact, in groups."""
    read = await read_case(request.state.api, reference_of(request))
    return page(request, "facts/choose.html", case=read.case, groups=GROUPS, forms=FORMS)


async def ask_fact(request: Request) -> Response:
    """The form of one kind of fact; what the address says of its questions is filled in."""
    form = _form_of(request)
    typed = kept(form.questions, request.query_params)
    return await _ask(request, form, await _standing(request.state.api, reference_of(request)), typed)


async def take_fact(request: Request) -> Response:
    """The next step from a form as it was sent: show what the fact does, save it, or change the answers."""
    form, typed = _form_of(request), await typed_form(request)
    api, reference = request.state.api, reference_of(request)
    if typed.get("step") == "change":
        return await _ask(request, form, await _standing(api, reference, typed), typed)
    if typed.get("step") == "save":
        return await _save(request, form, typed)
    return await _check(request, form, await _standing(api, reference, typed), typed)


async def show_moved_away(request: Request) -> Response:
    """After a fact that took the case out of the person's sight: it says that, and nothing of the case."""
    return page(request, "facts/moved-away.html")


async def ask_retraction(request: Request) -> Response:
    """What taking a fact back does, and the question why."""
    return await _retraction(request, await _standing(request.state.api, reference_of(request)), {})


async def retract(request: Request) -> Response:
    """Take the fact back, or say why it could not be."""
    api, reference, typed = request.state.api, reference_of(request), await typed_form(request)
    fact_id = request.path_params["fact"]
    why = answers([WHY], typed)
    if not why:
        found = [Fault("reason", "Enter why this fact is taken back", "#reason")]
        return await _retraction(request, await _standing(api, reference, typed), typed, found, status=400)
    try:
        await api.delete(
            path_to(reference, f"/events/{fact_id}"),
            json=why,
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        if problem.status not in {400, 412}:
            raise
        standing = await _standing(api, reference, typed)
        found = faults([WHY], problem.errors, typed)
        changed = problem.status == 412
        return await _retraction(request, standing, typed, found, status=problem.status, changed=changed)
    return await _to_case(api, reference, f"retracted={fact_id}")


async def _save(request: Request, form: FactForm, typed: Typed) -> Response:
    api, reference = request.state.api, reference_of(request)
    headers = {"If-Match": typed.get("version", ""), "Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        answer = await api.post(path_to(reference, "/events"), json=_body(form, typed), headers=headers)
    except ApiProblem as problem:
        standing = await _standing(api, reference, typed)
        if problem.status == 412:
            return await _check(request, form, standing, typed, changed=True)
        return await _ask(request, form, standing, typed, problem)
    outcome = FactOutcome.model_validate(answer.json)
    return await _to_case(api, reference, f"recorded={outcome.event.id}")


async def _to_case(api: RequestApi, reference: str, done: str) -> Response:
    """Back to the case, unless what was recorded took it out of the person's sight."""
    try:
        await api.get(path_to(reference))
    except ApiProblem as problem:
        if problem.status != 404:
            raise
        return RedirectResponse(f"/cases/{reference}/facts/moved-away", 303)
    return RedirectResponse(f"/cases/{reference}?{done}", 303)


async def _check(
    request: Request, form: FactForm, standing: Standing, typed: Typed, *, changed: bool = False
) -> Response:
    """What the fact would do, before anything is stored."""
    api, reference, today = request.state.api, reference_of(request), request.state.today
    try:
        answer = await api.post(
            path_to(reference, "/events"), json=_body(form, typed), params={"dry_run": "true"}
        )
    except ApiProblem as problem:
        return await _ask(request, form, standing, typed, problem)
    outcome = FactOutcome.model_validate(answer.json)
    names = (await places_of(request)).names
    told = _body(form, typed)
    return page(
        request,
        "facts/check.html",
        status=412 if changed else 200,
        case=standing.read.case,
        form=form,
        answers=[(q.label, in_words(q, told[q.name], names)) for q in form.questions if q.name in told],
        hidden={**kept(form.questions, typed), **standing.marks, "key": str(uuid4())},
        prompts=_prompts(outcome, standing.read, today),
        others=change_rows(standing.others, names),
        changed=changed,
        **_effect(outcome, standing.facts, today),
    )


async def _ask(
    request: Request,
    form: FactForm,
    standing: Standing,
    typed: Typed,
    problem: ApiProblem | None = None,
) -> Response:
    """The form, as typed, with what the API could not take."""
    found: list[Fault] = []
    if problem:
        if problem.status not in {400, 409, 422}:
            raise problem
        named = problem.errors or (ProblemField("type", problem.code, problem.detail),)
        found = faults(form.questions, [*named, *unanswered(form.questions, typed)], typed)
    places = await places_of(request)
    return page(
        request,
        "facts/form.html",
        status=problem.status if problem else 200,
        case=standing.read.case,
        form=form,
        typed=typed,
        hidden=standing.marks,
        errors={fault.name: fault.message for fault in found},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in found],
        options=places.options,
        reviews=_reviews(standing.facts),
        current=standing.read.case.dates.model_dump(),
        others=change_rows(standing.others, places.names),
    )


async def _retraction(
    request: Request,
    standing: Standing,
    typed: Typed,
    found: Sequence[Fault] = (),
    *,
    status: int = 200,
    changed: bool = False,
) -> Response:
    api, reference, today = request.state.api, reference_of(request), request.state.today
    fact_id = request.path_params["fact"]
    fact = next((fact for fact in standing.facts if fact.id == fact_id and fact.retracted_on is None), None)
    if fact is None:
        raise HTTPException(404)
    answer = await api.delete(
        path_to(reference, f"/events/{fact_id}"),
        json={"reason": SEEN_EFFECT},
        params={"dry_run": "true"},
        headers={"If-Match": standing.read.etag},
    )
    outcome = FactOutcome.model_validate(answer.json)
    names = (await places_of(request)).names
    return page(
        request,
        "facts/retract.html",
        status=status,
        case=standing.read.case,
        fact=fact_row(fact, names),
        typed=typed,
        why=WHY,
        hidden=standing.marks,
        errors={fault.name: fault.message for fault in found},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in found],
        others=change_rows(standing.others, names),
        changed=changed,
        **_effect(outcome, [each for each in standing.facts if each.id != fact_id], today),
    )


async def _standing(api: RequestApi, reference: str, typed: Typed | None = None) -> Standing:
    """The case now. Changes are read first: one that comes in between is then seen by the save."""
    history = await read_history(api, reference)
    read = await read_case(api, reference)
    facts = await read_facts(api, reference)
    return Standing(read, facts, since(history, (typed or {}).get("seen", "")), newest(history))


def _form_of(request: Request) -> FactForm:
    form = FORMS.get(request.path_params["kind"])
    if form is None:
        raise HTTPException(404)
    return form


def _body(form: FactForm, typed: Typed) -> dict[str, Any]:
    return {"type": form.kind, **answers(form.questions, typed)}


def _reviews(facts: Sequence[FactOut]) -> list[tuple[str, str]]:
    """The reviews that the case's facts name, the latest first."""
    named = [
        fact.fields["review"] for fact in facts if fact.fields.get("review") and fact.retracted_on is None
    ]
    return [(name, name) for name in dict.fromkeys(reversed(named))]


def _prompts(outcome: FactOutcome, read: CaseRead, today: date) -> list[str]:
    """What to look at; on the day a case is opened nothing is late, for its facts count from their own dates."""
    is_opening = read.case.opened_on == today
    return [code for code in outcome.prompts if not (is_opening and code == "fact_is_late")]


def _effect(outcome: FactOutcome, facts: Sequence[FactOut], today: date) -> Mapping[str, Any]:
    """The effect in words, and both timelines drawn over the same days."""
    window = window_of([outcome.periods_before, outcome.periods], today)
    before, after = outcome.periods_before, outcome.periods
    now, then = "Timeline as it stands now", "Timeline with this change"
    return {
        "effect": effect_of(outcome, today),
        "before": draw("before", now, before, today=today, facts=facts, window=window),
        "after": draw("after", then, after, today=today, facts=facts, window=window),
        "periods_before": before,
        "periods_after": after,
    }


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/facts/new", choose_kind),
    page_route("/cases/{case}/facts/new/{kind}", ask_fact),
    page_route("/cases/{case}/facts/new/{kind}", take_fact, methods=("POST",)),
    page_route("/cases/{case}/facts/moved-away", show_moved_away),
    page_route("/cases/{case}/facts/{fact}/retract", ask_retraction),
    page_route("/cases/{case}/facts/{fact}/retract", retract, methods=("POST",)),
]
