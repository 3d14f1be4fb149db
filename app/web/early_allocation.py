"""Early allocation of a case: where it stands, the questions in their steps, one assessment to print, the decision."""

from asyncio import gather
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.early_allocation import AssessmentOut, AssessmentsOut
from app.web.case_reading import path_to, read_case, reference_of
from app.web.client import ApiProblem, ProblemField
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, refused
from app.web.labels import early_allocation as words
from app.web.mistakes import message_about
from app.web.questions import Fault, Question, Typed, answers, kept, unanswered
from app.web.render import HEADERS, page
from app.web.route import page_route

OASYS = Question("oasys_on", "date", "Last OASys assessment", "For example, 2 11 2026.", required=True)
FIRST = (OASYS, *(Question(name, "yes_no", asked, required=True) for name, asked in words.FIRST.items()))
SECOND = tuple(
    Question(name, "yes_no", asked, required=name != "release_within_24_months")
    for name, asked in words.SECOND.items()
)
APPROVAL = (
    Question("reason", "long_text", "Why should the community take the case early?", required=True),
    Question(
        "approved",
        "yes_no",
        "Has the Head of Offender Management Delivery approved this referral?",
        required=True,
    ),
    Question("approved_by", "text", "Name of who approved it", required=True),
)
DECISION = (
    Question(
        "decision",
        "choice",
        "The community’s decision",
        required=True,
        choices=chosen(words.DECISION),
    ),
    Question("reason", "long_text", "Reason"),
)
STEPS: dict[str, tuple[str, Sequence[Question]]] = {
    "first": ("Assess for early allocation", FIRST),
    "second": ("Further questions", SECOND),
    "approval": ("Reason and approval", APPROVAL),
}
ALL = (*FIRST, *SECOND, *APPROVAL)


async def show_early_allocation(request: Request) -> Response:
    """Where the case stands, and every assessment."""
    return await _overview(request)


async def ask_first(request: Request) -> Response:
    """The first questions."""
    return await _step(request, "first", {})


async def take_answers(request: Request) -> Response:
    """The next step: more questions where the answers so far need them, else the assessment is kept."""
    typed = await typed_form(request)
    if typed.get("step") == "change":
        return await _step(request, "first", typed)
    api, reference = request.state.api, reference_of(request)
    key = typed.get("key") or str(uuid4())
    try:
        answer = await api.post(
            path_to(reference, "/early-allocations"),
            json=answers(ALL, typed),
            headers={"Idempotency-Key": key},
        )
    except ApiProblem as problem:
        return await _asked_again(request, typed, problem)
    number = AssessmentOut.model_validate(answer.json).number
    return RedirectResponse(f"/cases/{reference}/early-allocation/{number}?done=assessed", 303)


async def show_assessment(request: Request) -> Response:
    """One assessment as it was made, to read or print, and the decision where it waits for one."""
    return await _one(request)


async def keep_decision(request: Request) -> Response:
    """Keep the community's decision, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.patch(
            _path(request), json=answers(DECISION, typed), headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        return await _one(request, refused(DECISION, typed, problem))
    return RedirectResponse(f"{request.url.path}?done=decided", 303)


async def send_form(request: Request) -> Response:
    """The same as a PDF file."""
    answer = await request.state.api.raw("GET", f"{_path(request)}/form.pdf")
    if answer.status_code == 404:
        raise HTTPException(404)
    answer.raise_for_status()
    told = {"Content-Disposition": answer.headers["content-disposition"]}
    return Response(answer.content, headers={**HEADERS, **told}, media_type="application/pdf")


async def _overview(request: Request) -> Response:
    api, reference = request.state.api, reference_of(request)
    read, answer = await gather(read_case(api, reference), api.get(path_to(reference, "/early-allocations")))
    return page(
        request,
        "early_allocation/case.html",
        case=read.case,
        found=AssessmentsOut.model_validate(answer.json),
        words=words,
    )


async def _asked_again(request: Request, typed: Typed, problem: ApiProblem) -> Response:
    """The step that the API's words belong to; a step that was not asked yet is asked without reproach."""
    if problem.status == 409:
        return await _step(
            request, "first", typed, [Fault("form", problem.detail.rstrip("."), "#main-content")], 409
        )
    if problem.status != 400:
        raise problem
    named = [error.field.rpartition(".")[2] for error in problem.errors]
    step = next((step for step, (_, asked) in STEPS.items() if any(q.name in named for q in asked)), "first")
    order = list(STEPS)
    if order.index(step) > order.index(typed.get("step", "first")):
        return await _step(request, step, typed)
    questions = STEPS[step][1]
    problems = [*problem.errors, *unanswered(questions, typed)]
    found = [fault for question in questions if (fault := _fault(question, problems))]
    if not found:
        found = [Fault("form", problem.detail.rstrip("."), f"#{questions[0].first_box}")]
    return await _step(request, step, typed, found, 400)


def _fault(question: Question, problems: Sequence[ProblemField]) -> Fault | None:
    """What is wrong with one answer, in the page's words; None where nothing is."""
    error = next((each for each in problems if each.field.rpartition(".")[2] == question.name), None)
    if error is None:
        return None
    code = error.code
    if code == "missing" and question is OASYS:
        said = "Enter the date of the last OASys assessment"
    elif code == "missing":
        said = words.MISSING.get(question.name, words.MESSAGES["answer_missing"])
    else:
        said = words.MESSAGES.get(code) or message_about(question.label, question.widget, error, {})
    if said == words.MESSAGES["answer_missing"]:
        said = f"{said}: {question.label.rstrip('?')}"
    return Fault(question.name, said, f"#{question.first_box}")


async def _step(
    request: Request, step: str, typed: Typed, found: Sequence[Fault] = (), status: int = 200
) -> Response:
    read = await read_case(request.state.api, reference_of(request))
    title, questions = STEPS[step]
    others = [question for question in ALL if question not in questions]
    form = FormState(typed, found, status)
    return page(
        request,
        "early_allocation/ask.html",
        status=status,
        case=read.case,
        title=title,
        step=step,
        questions=questions,
        typed=typed,
        errors=form.errors,
        summary=form.summary,
        hidden={**kept(others, typed), "key": typed.get("key") or str(uuid4())},
    )


async def _one(request: Request, form: FormState | None = None) -> Response:
    api, reference = request.state.api, reference_of(request)
    read, answer = await gather(read_case(api, reference), api.get(_path(request)))
    form = form or FormState()
    return page(
        request,
        "early_allocation/assessment.html",
        status=form.status,
        case=read.case,
        found=AssessmentOut.model_validate(answer.json),
        asked=_asked(answer.json["answers"]),
        etag=answer.etag or "",
        questions=DECISION,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        words=words,
        done=words.DONE.get(request.query_params.get("done", ""), ""),
    )


def _asked(given: dict[str, Any]) -> list[tuple[str, str]]:
    """The questions that were asked, in their order, each with its answer."""
    asked = {**words.FIRST, **words.SECOND}
    return [(text, "Yes" if given[name] else "No") for name, text in asked.items() if name in given]


def _path(request: Request) -> str:
    return path_to(reference_of(request), f"/early-allocations/{request.path_params['assessment']}")


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/early-allocation", show_early_allocation),
    page_route("/cases/{case}/early-allocation/assess", ask_first),
    page_route("/cases/{case}/early-allocation/assess", take_answers, methods=("POST",)),
    page_route("/cases/{case}/early-allocation/{assessment}", show_assessment),
    page_route("/cases/{case}/early-allocation/{assessment}", keep_decision, methods=("POST",)),
    page_route("/cases/{case}/early-allocation/{assessment}/form.pdf", send_form),
]
