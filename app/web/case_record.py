"""The pages of a case's record: the whole of it with what is missing, and a form for each thing recorded."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.case_record import RecordOut
from app.web.case_reading import path_to, read_case, reference_of
from app.web.client import ApiProblem, ProblemField
from app.web.forms import typed_form
from app.web.labels.records import CHOICE, GROUP, PART, WHERE
from app.web.questions import Question, Typed, faults, typed_from, unanswered
from app.web.record_questions import CHANGED_OBJECTIVE, CHANGED_OFFICER, NEW, PARTS, RecordForm
from app.web.render import page
from app.web.route import page_route

CHANGED = {"objectives": CHANGED_OBJECTIVE, "victim-liaison-officers": CHANGED_OFFICER}
LISTED = {"objectives": "objectives", "victim-liaison-officers": "victim_liaison_officers"}
REFUSED = (400, 409, 412, 422)
NEWLY = '"0"'


async def read_record(request: Request, reference: str) -> RecordOut:
    """The record from the API."""
    return RecordOut.model_validate((await request.state.api.get(path_to(reference, "/record"))).json)


async def show_record(request: Request) -> Response:
    """The whole record, what is missing first."""
    return await _show(request)


async def offer_choice(request: Request) -> Response:
    """One click: a choice was offered, and this was her answer."""
    reference, typed = reference_of(request), await typed_form(request)
    body = {"choice": typed.get("choice"), "answer": typed.get("answer")}
    key = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    await request.state.api.post(path_to(reference, "/record/choices"), json=body, headers=key)
    return _back(reference, "choices")


async def ask_part(request: Request) -> Response:
    """The form of one part, filled in with what is recorded."""
    form, reference = _part_form(request), reference_of(request)
    recorded = _recorded(await read_record(request, reference), request.path_params["part"])
    typed = typed_from(form.questions, {**recorded, "reason": None})
    return await _form(request, form, typed, {"version": f'"{recorded.get("version", 0)}"'})


async def keep_part(request: Request) -> Response:
    """Keep a part as a new version, or show the form as typed."""
    form, reference, typed = _part_form(request), reference_of(request), await typed_form(request)
    try:
        path = path_to(reference, f"/record/{form.place}")
        headers = {"If-Match": typed.get("version", NEWLY)}
        await request.state.api.put(path, json=form.body(typed), headers=headers)
    except ApiProblem as problem:
        if problem.status not in REFUSED:
            raise
        hidden = {"version": typed.get("version", NEWLY)}
        if problem.status == 412:
            part = _recorded(await read_record(request, reference), request.path_params["part"])
            hidden = {"version": f'"{part.get("version", 0)}"'}
        return await _form(request, form, typed, hidden, problem)
    return _back(reference, request.path_params["part"])


async def ask_new(request: Request) -> Response:
    """The empty form of something there may be several of."""
    asked = {name: value for name, value in request.query_params.items() if name in {"choice", "about"}}
    return await _form(request, _new_form(request), asked, {"key": str(uuid4())})


async def add_new(request: Request) -> Response:
    """Add it, or show the form as typed."""
    form, reference, typed = _new_form(request), reference_of(request), await typed_form(request)
    body = form.body(typed) | ({"answer": "not_offered"} if form.place == "choices" else {})
    key = typed.get("key") or str(uuid4())
    try:
        path = path_to(reference, f"/record/{form.place}")
        await request.state.api.post(path, json=body, headers={"Idempotency-Key": key})
    except ApiProblem as problem:
        if problem.status not in REFUSED:
            raise
        return await _form(request, form, typed, {"key": str(uuid4())}, problem)
    return _back(reference, form.place)


async def ask_change(request: Request) -> Response:
    """The form of one objective or officer, as it stands."""
    form, item = await _item(request)
    typed = typed_from(form.questions, item)
    return await _form(request, form, typed, {"version": f'"{item["version"]}"'}, item=item)


async def keep_change(request: Request) -> Response:
    """Change it, or show the form as typed."""
    form, item = await _item(request)
    reference, typed = reference_of(request), await typed_form(request)
    body = form.body(typed)
    body |= {
        q.name: None for q in form.questions if q.name not in body and not q.required and item.get(q.name)
    }
    if "order" in body and body["order"] is None:
        del body["order"]
    try:
        path = path_to(reference, f"/record/{form.place}/{item['id']}")
        await request.state.api.patch(path, json=body, headers={"If-Match": typed.get("version", "")})
    except ApiProblem as problem:
        if problem.status not in REFUSED:
            raise
        version = f'"{item["version"]}"' if problem.status == 412 else typed.get("version", "")
        return await _form(request, form, typed, {"version": version}, problem, item=item)
    return _back(reference, form.place)


async def ask_removal(request: Request) -> Response:
    """Whether a victim liaison officer is to be taken away."""
    _, item = await _item(request)
    read = await read_case(request.state.api, reference_of(request))
    return page(request, "record/remove.html", case=read.case, officer=item)


async def remove(request: Request) -> Response:
    """Take a victim liaison officer away."""
    reference, typed = reference_of(request), await typed_form(request)
    _, item = await _item(request)
    path = path_to(reference, f"/record/victim-liaison-officers/{item['id']}")
    try:
        await request.state.api.delete(path, headers={"If-Match": typed.get("version", "")})
    except ApiProblem as problem:
        if problem.status != 412:
            raise
        read = await read_case(request.state.api, reference)
        return page(request, "record/remove.html", status=412, case=read.case, officer=item, changed=True)
    return _back(reference, "removed")


async def _show(request: Request) -> Response:
    reference = reference_of(request)
    read = await read_case(request.state.api, reference)
    record = await read_record(request, reference)
    latest = {one.choice: one for one in record.choices}
    return page(
        request,
        "record/page.html",
        case=read.case,
        record=record,
        groups=GROUP,
        choices=[(code, words, latest.get(code)) for code, words in CHOICE.items()],  # type: ignore[call-overload]
        mended_at=WHERE,
        done=_done(request.query_params.get("done", "")),
        key=str(uuid4()),
    )


def _done(what: str) -> str | None:
    said = {
        "choices": "The choice is recorded",
        "objectives": "The objective is recorded",
        "views": "Her view is recorded",
        "departures": "The departure from guidance is recorded",
        "victim-liaison-officers": "The victim liaison officer is recorded",
        "removed": "The victim liaison officer was taken away",
    }
    return said.get(what) or (f"{PART[what]}: recorded" if what in PART else None)


def _back(reference: str, done: str) -> Response:
    return RedirectResponse(f"/cases/{reference}/record?done={done}", 303)


def _part_form(request: Request) -> RecordForm:
    return _known(PARTS, request.path_params["part"])


def _new_form(request: Request) -> RecordForm:
    return _known(NEW, request.path_params["kind"])


def _known(forms: Mapping[str, RecordForm], name: str) -> RecordForm:
    if name not in forms:
        raise HTTPException(404)
    return forms[name]


def _recorded(record: RecordOut, part: str) -> dict[str, Any]:
    found = getattr(record, part)
    return found.model_dump() if found else {}


async def _item(request: Request) -> tuple[RecordForm, dict[str, Any]]:
    kind, item_id = request.path_params.get("kind", "victim-liaison-officers"), request.path_params["item"]
    form = _known(CHANGED, kind)
    record = await read_record(request, reference_of(request))
    items: Sequence[Any] = getattr(record, LISTED[kind])
    found = next((item for item in items if item.id == item_id), None)
    if found is None:
        raise HTTPException(404)
    return form, found.model_dump()


async def _form(
    request: Request,
    form: RecordForm,
    typed: Typed,
    hidden: Mapping[str, str],
    problem: ApiProblem | None = None,
    item: Mapping[str, Any] | None = None,
) -> Response:
    read = await read_case(request.state.api, reference_of(request))
    changed = problem is not None and problem.status == 412
    found = [] if problem is None or changed else _faults(form.questions, problem, typed)
    return page(
        request,
        "record/form.html",
        status=problem.status if problem else 200,
        case=read.case,
        form=form,
        action=request.url.path,
        typed=typed,
        hidden=hidden,
        changed=changed,
        item=item,
        removable=item is not None and form.place == "victim-liaison-officers",
        errors={fault.name: fault.message for fault in found},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in found],
    )


def _faults(questions: Sequence[Question], problem: ApiProblem, typed: Typed) -> list[Any]:
    named = problem.errors or (ProblemField(questions[0].name, problem.code, problem.detail),)
    return faults(questions, [*named, *unanswered(questions, typed)], typed)


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/record", show_record),
    page_route("/cases/{case}/record/choices", offer_choice, methods=("POST",)),
    page_route("/cases/{case}/record/{kind}/new", ask_new, name="ask_new_item"),
    page_route("/cases/{case}/record/{kind}/new", add_new, methods=("POST",), name="add_new_item"),
    page_route("/cases/{case}/record/victim-liaison-officers/{item}/remove", ask_removal),
    page_route("/cases/{case}/record/victim-liaison-officers/{item}/remove", remove, methods=("POST",)),
    page_route("/cases/{case}/record/{kind}/{item}", ask_change),
    page_route("/cases/{case}/record/{kind}/{item}", keep_change, methods=("POST",)),
    page_route("/cases/{case}/record/{part}", ask_part),
    page_route("/cases/{case}/record/{part}", keep_part, methods=("POST",)),
]
