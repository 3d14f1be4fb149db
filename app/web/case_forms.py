"""Opening a case, changing its details, and confirming what an import worked out."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.web.case_questions import DETAILS, SECTIONS, SENTENCE, SENTENCED
from app.web.case_reading import (
    CaseRead,
    newest,
    path_to,
    read_case,
    read_history,
    reference_of,
    since,
)
from app.web.client import ApiProblem, ProblemField
from app.web.fact_words import change_rows, value_words
from app.web.forms import typed_form
from app.web.places import places_of
from app.web.questions import Typed, answers, faults, typed_from, unanswered
from app.web.render import page
from app.web.route import page_route

NONE_TICKED = "Select the details that you have checked"
OPENING = [question for section in SECTIONS for question in section.questions]


async def new_case(request: Request) -> Response:
    """The empty form."""
    return await _opening_form(request, {})


async def open_case(request: Request) -> Response:
    """Open the case and show it, or the form again as typed with what is wrong."""
    typed = await typed_form(request)
    body, missing = _new_case(typed)
    if missing:
        return await _opening_form(request, typed, missing)
    key = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        answer = await request.state.api.post("/cases", json=body, headers=key)
    except ApiProblem as problem:
        if problem.status not in {400, 409, 422}:
            raise
        problems = list(problem.errors) or [ProblemField("form", problem.code, problem.detail)]
        return await _opening_form(request, typed, problems, status=problem.status)
    return RedirectResponse(f"/cases/{answer.json['id']}?done=opened", 303)


async def edit_details(request: Request) -> Response:
    """The details as they are, to change."""
    api, reference = request.state.api, reference_of(request)
    history = await read_history(api, reference)
    read = await read_case(api, reference)
    typed = typed_from(DETAILS, read.case.model_dump())
    hidden = {"version": read.etag, "seen": newest(history)}
    return await _details_form(request, read, typed, hidden, typed)


async def change_details(request: Request) -> Response:
    """Send what she changed and nothing else, made from the version that she saw."""
    api, reference = request.state.api, reference_of(request)
    typed = await typed_form(request)
    shown = {name.removeprefix("was-"): value for name, value in typed.items() if name.startswith("was-")}
    given, was = answers(DETAILS, typed), answers(DETAILS, shown)
    changes = {name: given.get(name) for name in {**was, **given} if given.get(name) != was.get(name)}
    try:
        await api.patch(path_to(reference), json=changes, headers={"If-Match": typed.get("version", "")})
    except ApiProblem as problem:
        if problem.status not in {400, 409, 412, 422}:
            raise
        return await _details_again(request, reference, typed, shown, problem)
    return RedirectResponse(f"/cases/{reference}?done=changed", 303)


async def show_unconfirmed(request: Request) -> Response:
    """What an import worked out and nobody has confirmed."""
    return await _confirm_form(request, await read_case(request.state.api, reference_of(request)))


async def confirm_details(request: Request) -> Response:
    """Mark the ticked details as confirmed."""
    api, reference = request.state.api, reference_of(request)
    form = await request.form()
    ticked = [value for value in form.getlist("confirm") if isinstance(value, str)]
    version = form.get("version")
    read = await read_case(api, reference)
    if not ticked:
        return await _confirm_form(
            request, read, error="Select the details that you have checked", status=400
        )
    try:
        headers = {"If-Match": version if isinstance(version, str) else ""}
        await api.patch(path_to(reference), json={"confirm": ticked}, headers=headers)
    except ApiProblem as problem:
        if problem.status != 412:
            raise
        return await _confirm_form(request, read, changed=True, status=412)
    return RedirectResponse(f"/cases/{reference}?done=confirmed", 303)


def _new_case(typed: Typed) -> tuple[dict[str, Any], list[ProblemField]]:
    body = answers(OPENING, typed)
    sentenced = body.pop(SENTENCED.name, None)
    asked = OPENING if sentenced else [question for question in OPENING if question not in SENTENCE]
    if unanswered(asked, typed):
        return body, unanswered(asked, typed)
    inside = {question.name for question in SENTENCE}
    sentence = {name: body.pop(name) for name in list(body) if name in inside}
    if sentenced:
        body["sentence"] = sentence
    return body, []


async def _opening_form(
    request: Request, typed: Typed, problems: list[ProblemField] | None = None, *, status: int = 400
) -> Response:
    found = faults(OPENING, problems or [], typed)
    taken = {"open_case_exists"} & {problem.code for problem in problems or []}
    return page(
        request,
        "cases/new.html",
        status=status if problems else 200,
        sections=SECTIONS,
        sentence=SENTENCE,
        sentenced=SENTENCED,
        typed=typed,
        errors={fault.name: fault.message for fault in found},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in found],
        open_case=(typed.get("prison_number") or typed.get("crn", "")).strip().upper() if taken else None,
        options=(await places_of(request)).options,
        key=str(uuid4()),
    )


async def _details_form(
    request: Request,
    read: CaseRead,
    typed: Typed,
    hidden: Mapping[str, str],
    shown: Typed,
    **more: Any,
) -> Response:
    found = faults(DETAILS, more.pop("problems", []), typed)
    return page(
        request,
        "cases/details.html",
        case=read.case,
        questions=DETAILS,
        typed=typed,
        hidden={**hidden, **{f"was-{name}": value for name, value in shown.items()}},
        errors={fault.name: fault.message for fault in found},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in found],
        options=(await places_of(request)).options,
        **more,
    )


async def _details_again(
    request: Request, reference: str, typed: Typed, shown: Typed, problem: ApiProblem
) -> Response:
    api = request.state.api
    history = await read_history(api, reference)
    read = await read_case(api, reference)
    if problem.status == 412:
        hidden = {"version": read.etag, "seen": newest(history)}
        others = change_rows(since(history, typed.get("seen", "")), (await places_of(request)).names)
        return await _details_form(
            request, read, typed, hidden, shown, others=others, changed=True, status=412
        )
    hidden = {"version": typed.get("version", ""), "seen": typed.get("seen", "")}
    problems = list(problem.errors) or [ProblemField("form", problem.code, problem.detail)]
    return await _details_form(request, read, typed, hidden, shown, problems=problems, status=problem.status)


async def _confirm_form(
    request: Request, read: CaseRead, *, error: str | None = None, changed: bool = False, status: int = 200
) -> Response:
    names = (await places_of(request)).names
    values = {**read.case.model_dump(), **read.case.dates.model_dump()}
    values["prison"] = read.case.prison.code if read.case.prison else None
    sentence = read.case.sentences[-1] if read.case.sentences else None
    values |= sentence.model_dump() if sentence else {}
    rows = [
        (name, value_words(name, values[name], names) if name in values else "")
        for name in read.case.unconfirmed
    ]
    return page(
        request,
        "cases/confirm.html",
        status=status,
        case=read.case,
        rows=rows,
        version=read.etag,
        error=error,
        changed=changed,
    )


ROUTES: list[BaseRoute] = [
    page_route("/cases/new", new_case),
    page_route("/cases/new", open_case, methods=("POST",)),
    page_route("/cases/{case}/details", edit_details),
    page_route("/cases/{case}/details", change_details, methods=("POST",)),
    page_route("/cases/{case}/confirm", show_unconfirmed),
    page_route("/cases/{case}/confirm", confirm_details, methods=("POST",)),
]
