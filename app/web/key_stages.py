"""Key stages: those of a case with the community's answers, one to change or answer, and the list of all."""

from asyncio import gather
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.key_stages import ProgressList, StageOut, StagesOfCase
from app.web.case_reading import path_to, read_case, reference_of
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, refused, whole_body
from app.web.labels.parole import ANSWER, STAGE_KIND
from app.web.questions import Question, answers, typed_from
from app.web.render import page
from app.web.route import page_route

KIND = Question("kind", "choice", "Kind of key stage", required=True, choices=chosen(STAGE_KIND))
PLANNED = Question("planned_on", "date", "Planned for", "For example, 14 12 2026.", required=True)
NOTE = Question("note", "long_text", "What it is about")
PLAN = (KIND, PLANNED, NOTE)
HELD = Question("held_on", "date", "Held on", "Leave empty until it has been held.")
CANCELLED = Question("cancelled_on", "date", "Cancelled on", "Leave empty unless it does not take place.")
CHANGE = (KIND, PLANNED, HELD, CANCELLED, NOTE)
ANSWERS = (
    Question("response", "choice", "Your answer", required=True, choices=chosen(ANSWER)),
    Question(
        "contribution",
        "long_text",
        "What you contribute",
        "For example, what is known of housing, family or the plan after release.",
    ),
)
PROGRESS = (Question("text", "long_text", "What to tell the community manager", required=True),)
DONE = {
    "planned": "The key stage was planned",
    "changed": "The key stage was changed",
    "answered": "The answer was recorded",
    "told": "The community manager was told",
}


async def show_stages(request: Request) -> Response:
    """The key stages of the case, what was told of progress, and the forms for both."""
    return await _list(request)


async def plan_stage(request: Request) -> Response:
    """Plan a key stage, or show the form as typed."""
    typed = await typed_form(request)
    return await _add(request, "/key-stages", PLAN, typed, "planned", "plan")


async def tell_progress(request: Request) -> Response:
    """Tell the community manager of progress, or show the form as typed."""
    typed = await typed_form(request)
    return await _add(request, "/progress-notices", PROGRESS, typed, "told", "progress")


async def show_stage(request: Request) -> Response:
    """One key stage, with the forms to change and to answer it."""
    return await _one(request)


async def change_stage(request: Request) -> Response:
    """Change a key stage, or show the form as typed."""
    typed = await typed_form(request)
    body = whole_body(CHANGE, typed)
    body = {
        name: value for name, value in body.items() if value is not None or name not in {"kind", "planned_on"}
    }
    try:
        headers = {"If-Match": typed.get("version", "")}
        await request.state.api.patch(_path(request), json=body, headers=headers)
    except ApiProblem as problem:
        return await _one(request, change=refused(CHANGE, typed, problem))
    return RedirectResponse(f"{request.url.path}?done=changed", 303)


async def answer_stage(request: Request) -> Response:
    """Record the community's answer, or show the form as typed."""
    typed = await typed_form(request)
    address = request.url.path.removesuffix("/answer")
    try:
        headers = {"If-Match": typed.get("version", "")}
        path = f"{_path(request)}/answer"
        await request.state.api.put(path, json=answers(ANSWERS, typed), headers=headers)
    except ApiProblem as problem:
        return await _one(request, answer=refused(ANSWERS, typed, problem))
    return RedirectResponse(f"{address}?done=answered", 303)


async def _add(
    request: Request,
    place: str,
    questions: tuple[Question, ...],
    typed: dict[str, str],
    done: str,
    form: str,
) -> Response:
    reference = reference_of(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        path = path_to(reference, place)
        await request.state.api.post(path, json=answers(questions, typed), headers=headers)
    except ApiProblem as problem:
        return await _list(request, **{form: refused(questions, typed, problem)})
    return RedirectResponse(f"/cases/{reference}/key-stages?done={done}", 303)


async def _list(
    request: Request, *, plan: FormState | None = None, progress: FormState | None = None
) -> Response:
    api, reference = request.state.api, reference_of(request)
    read, stages, told = await gather(
        read_case(api, reference),
        api.get(path_to(reference, "/key-stages")),
        api.get(path_to(reference, "/progress-notices")),
    )
    wrong = plan or progress
    return page(
        request,
        "key_stages/case.html",
        status=wrong.status if wrong else 200,
        case=read.case,
        stages=StagesOfCase.model_validate(stages.json).items,
        told=ProgressList.model_validate(told.json).items,
        plan=plan or FormState(),
        progress=progress or FormState(),
        summary=wrong.summary if wrong else [],
        plan_questions=PLAN,
        progress_questions=PROGRESS,
        key=str(uuid4()),
        done=_done(request),
    )


async def _one(
    request: Request, *, change: FormState | None = None, answer: FormState | None = None
) -> Response:
    api, reference = request.state.api, reference_of(request)
    read, found = await gather(read_case(api, reference), api.get(_path(request)))
    stage = StageOut.model_validate(found.json)
    wrong, now = change or answer, stage.model_dump()
    return page(
        request,
        "key_stages/stage.html",
        status=wrong.status if wrong else 200,
        case=read.case,
        stage=stage,
        etag=found.etag or "",
        change=change or FormState(typed_from(CHANGE, now)),
        answer=answer or FormState(typed_from(ANSWERS, now)),
        summary=wrong.summary if wrong else [],
        change_questions=CHANGE,
        answer_questions=ANSWERS,
        done=_done(request),
    )


def _path(request: Request) -> str:
    return path_to(reference_of(request), f"/key-stages/{request.path_params['stage']}")


def _done(request: Request) -> str:
    return DONE.get(request.query_params.get("done", ""), "")


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/key-stages", show_stages),
    page_route("/cases/{case}/key-stages", plan_stage, methods=("POST",)),
    page_route("/cases/{case}/progress-notices", tell_progress, methods=("POST",)),
    page_route("/cases/{case}/key-stages/{stage}", show_stage),
    page_route("/cases/{case}/key-stages/{stage}", change_stage, methods=("POST",)),
    page_route("/cases/{case}/key-stages/{stage}/answer", answer_stage, methods=("POST",)),
]
