"""Why a case is with its owner: the rules tried for a day, read as a caseworker would tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.schemas.why import SawOut, WhyOut, WouldChangeOut
from app.web.case_reading import path_to, read_case, reference_of
from app.web.client import ApiProblem, ProblemField
from app.web.days import boxes, read_boxes, spoken_iso, typed_boxes
from app.web.labels import say
from app.web.labels.why import IF_TOLD, PHASE, SAW
from app.web.policy_titles import policy_titles
from app.web.questions import Question, faults
from app.web.render import page
from app.web.route import page_route

ON = Question("on", "date", "Date")
YES_NO = {True: "Yes", False: "No"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact that a rule looked at, in words."""

    name: str
    value: str


async def show_why(request: Request) -> Response:
    """The rules tried for a day; today where none is asked."""
    api, reference = request.state.api, reference_of(request)
    typed = dict(request.query_params)
    wanted, problem = read_boxes(typed, "on"), None
    read = await read_case(api, reference)
    try:
        answer = await api.get(path_to(reference, "/ownership/why"), params={"on": wanted})
    except ApiProblem as refused:
        if refused.status != 400:
            raise
        problem = refused
        answer = await api.get(path_to(reference, "/ownership/why"))
    found = WhyOut.model_validate(answer.json)
    titles = await policy_titles(request)
    return page(
        request,
        "cases/why.html",
        status=400 if problem else 200,
        case=read.case,
        found=found,
        tried=[(one, seen(one.saw)) for one in found.tried],
        moves=[(if_told(change), change) for change in found.would_change],
        policy_title=titles.get(found.policy, found.policy),
        on=typed_boxes(typed, "on") if wanted else boxes(found.on),
        **_mistakes(problem, typed),
    )


def seen(saw: Sequence[SawOut]) -> list[Seen]:
    """The facts that a rule looked at, in words."""
    return [Seen(SAW.get(one.fact, one.fact), in_words(one.fact, one.value)) for one in saw]


def in_words(fact: str, value: Any) -> str:
    """A value as a caseworker would say it."""
    if value is None or value == []:
        return "None" if fact == "open_reviews" else "Not known"
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list):
        family = "sentence_type" if fact == "sentence_types" else ""
        return ", ".join(say(family, each) if family else str(each) for each in value)
    if fact == "phase":
        return PHASE.get(value, str(value))
    return spoken_iso(str(value)) or say(fact, value)


def if_told(change: WouldChangeOut) -> str:
    """What would have to happen, in words."""
    fields = change.fields
    if change.type == "release_date_recalculated":
        return f"The release date becomes {spoken_iso(fields['release_date']) or 'another day'}"
    if change.type == "sentence_dates_changed":
        name, on = next(iter(fields.items()))
        return f"{say('field', name)} becomes {spoken_iso(on) or 'another day'}"
    if change.type == "hearing_date_set":
        return f"A hearing is set for {spoken_iso(fields['target_hearing_date']) or 'another day'}"
    code = fields.get("decision") or fields.get("outcome") or fields.get("provider") or change.type
    return IF_TOLD.get(str(code)) or say("fact", change.type)


def _mistakes(problem: ApiProblem | None, typed: Mapping[str, str]) -> dict[str, Any]:
    if problem is None:
        return {"errors": {}, "summary": []}
    named = problem.errors or (ProblemField("on", problem.code, problem.detail),)
    found = faults([ON], named, typed)
    return {
        "errors": {fault.name: fault.message for fault in found},
        "summary": [(fault.href.removeprefix("#"), fault.message) for fault in found],
    }


ROUTES: list[BaseRoute] = [page_route("/cases/{case}/why", show_why)]
