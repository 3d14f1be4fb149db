"""Adds advice, a provisional decision or an action to an item, from the meeting's screen or a page of its own."""

from collections.abc import Sequence
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.schemas.minutes import RecordedItem, RecordOut
from app.web.client import ApiProblem, ProblemField
from app.web.forms import typed_form
from app.web.kept_forms import FormState
from app.web.labels import minutes as words
from app.web.questions import Fault, Question, Typed, faults, unanswered
from app.web.render import HEADERS, page
from app.web.room import item_path, read_record, room_address
from app.web.room_forms import ADDING, body_of, questions_of
from app.web.room_saving import wants_json


async def ask(request: Request) -> Response:
    """The form as a page of its own, for who goes without scripts."""
    return await _form(request, FormState())


async def ask_in_place(request: Request) -> Response:
    """The form alone: the screen keeps it, so that it can be filled in while the connection is away."""
    kind = _kind(request)
    questions = questions_of(kind, await read_record(request))
    return page(request, "minutes/_add-form.html", kind=kind, title=ADDING[kind], questions=questions)


async def add(request: Request) -> Response:
    """Record it; the same key sent twice records it once."""
    kind, typed = _kind(request), await typed_form(request)
    record = await read_record(request)
    questions = questions_of(kind, record)
    key = typed.get("key") or str(uuid4())
    try:
        await request.state.api.post(
            f"{item_path(request)}/{kind}",
            json=body_of(kind, questions, typed),
            headers={"Idempotency-Key": key},
        )
    except ApiProblem as problem:
        if problem.status not in {400, 409}:
            raise
        found = _faults(questions, problem, typed)
        if wants_json(request):
            said = [{"name": fault.href.removeprefix("#"), "message": fault.message} for fault in found]
            return JSONResponse({"errors": said}, problem.status, headers=HEADERS)
        return await _form(request, FormState(typed, found, problem.status), record)
    if wants_json(request):
        return JSONResponse({"said": words.ADDED[kind]}, 201, headers=HEADERS)
    item = _item(record, request)
    return RedirectResponse(f"{room_address(request)}?done={kind}#item-{item.position}", 303)


async def _form(request: Request, form: FormState, record: RecordOut | None = None) -> Response:
    kind, record = _kind(request), record or await read_record(request)
    return page(
        request,
        "minutes/add.html",
        status=form.status,
        kind=kind,
        title=ADDING[kind],
        item=_item(record, request),
        meeting=record.meeting,
        back_to=room_address(request),
        questions=questions_of(kind, record),
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        key=form.typed.get("key") or str(uuid4()),
    )


def _faults(questions: Sequence[Question], problem: ApiProblem, typed: Typed) -> list[Fault]:
    if problem.status == 409:
        return [Fault("form", problem.detail.rstrip("."), f"#{questions[0].first_box}")]
    named = [_about_a_question(error) for error in problem.errors]
    found = faults(questions, [*named, *unanswered(questions, typed)], typed)
    said = {
        error.field: words.MESSAGES[error.code] for error in problem.errors if error.code in words.MESSAGES
    }
    return [Fault(fault.name, said.get(fault.name, fault.message), fault.href) for fault in found]


def _about_a_question(error: ProblemField) -> ProblemField:
    """Owners stand in a list for the API, and in boxes of their own on the page."""
    if not error.field.startswith("owners"):
        return error
    parts = error.field.split(".")
    place = int(parts[1]) + 1 if len(parts) > 1 and parts[1].isdigit() else 1
    name = f"owner_{place}_name" if parts[-1] == "name" else f"owner_{place}"
    return ProblemField(name, error.code if len(parts) > 1 else "missing", error.message)


def _kind(request: Request) -> str:
    kind = str(request.path_params["kind"])
    if kind not in ADDING:
        raise HTTPException(404)
    return kind


def _item(record: RecordOut, request: Request) -> RecordedItem:
    found = next((item for item in record.items if item.item_id == request.path_params["item"]), None)
    if found is None:
        raise HTTPException(404)
    return found
