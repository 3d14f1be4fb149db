"""One item of an agenda on pages: its papers, taking it off, and services to ask for."""

import re
from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from app.schemas.agenda import AgendaItemOut
from app.schemas.meetings import MeetingPersonList
from app.web.client import ApiProblem, ProblemField
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen
from app.web.labels import meetings as words
from app.web.meeting_forms import again, form_page
from app.web.meetings import (
    PLACE,
    address_of,
    done_of,
    key_of,
    may_hold,
    part_of,
    read_meeting,
)
from app.web.questions import Fault, Question, answers
from app.web.render import HEADERS, page
from app.web.route import page_route

REASON = Question("reason", "text", "Why it is taken off", required=True)
TITLE = Question("title", "text", "Title of the paper", required=True)
SERVICE = (
    Question("organisation_id", "choice", "Organisation", required=True),
    Question("service", "text", "Service", "For example, housing.", required=True),
    Question("need", "long_text", "What she needs", required=True),
)
SERVICES = 3
"""So many services a page asks for at once."""
_OF_SERVICE = re.compile(r"services\[(\d+)\]\.(\w+)")
AT_ITEM = PLACE + "/{meeting}/agenda/{item}"


async def show_item(request: Request) -> Response:
    """One item: who it is about, her formulation, papers, who is invited to it, services."""
    return await _item(request, FormState())


async def ask_withdrawal(request: Request) -> Response:
    """The form that takes an item off."""
    return await _withdrawal(request, FormState())


async def take_withdrawal(request: Request) -> Response:
    """Take it off, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(
            f"{item_path(request)}/withdraw",
            json=answers((REASON,), typed),
            headers={"If-Match": typed.get("version") or "*"},
        )
    except ApiProblem as problem:
        return await _withdrawal(request, again((REASON,), typed, problem))
    return RedirectResponse(f"{address_of(request)}/agenda?done=withdrawn", 303)


async def take_paper(request: Request) -> Response:
    """Pass a paper on to the API, and show the item."""
    form, typed = await request.form(), await typed_form(request)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await _item(request, FormState(typed, [Fault("file", "Choose a file", "#file")], 400))
    sent = {"file": (file.filename, file.file, "application/octet-stream")}
    try:
        answer = await request.state.api.upload(
            f"{item_path(request)}/papers", files=sent, data={"title": typed.get("title", "")}
        )
    except ApiProblem as problem:
        if problem.status not in {400, 409, 413, 422}:
            raise
        return await _item(request, again((TITLE, Question("file", "text", "File")), typed, problem))
    one = AgendaItemOut.model_validate(answer.json)
    return RedirectResponse(f"{PLACE}/{one.meeting_id}/agenda/{one.id}?done=paper", 303)


async def take_paper_off(request: Request) -> Response:
    """Take a paper off its item."""
    answer = await request.state.api.post(f"{item_path(request)}/papers/{part_of(request, 'paper')}/remove")
    one = AgendaItemOut.model_validate(answer.json)
    return RedirectResponse(f"{PLACE}/{one.meeting_id}/agenda/{one.id}?done=paper-removed", 303)


async def send_paper(request: Request) -> Response:
    """A paper's file, passed on as it comes from the API."""
    item = AgendaItemOut.model_validate((await request.state.api.get(item_path(request))).json)
    paper = next((each for each in item.papers if each.id == request.path_params["paper"]), None)
    pieces = await request.state.api.stream(f"{item_path(request)}/papers/{part_of(request, 'paper')}")
    name = f'attachment; filename="OFFICIAL-SENSITIVE {paper.file_name if paper else "paper"}"'
    headers = {**HEADERS, "Content-Disposition": name, "X-Content-Type-Options": "nosniff"}
    kind = paper.media_type if paper else "application/octet-stream"
    return StreamingResponse(pieces, media_type=kind, headers=headers)


async def ask_services(request: Request) -> Response:
    """The form that asks services to take her on."""
    return await _services(request, FormState())


async def take_services(request: Request) -> Response:
    """Ask for all of them in one step, or show the form as typed."""
    typed, asked = await typed_form(request), await _service_questions(request)
    rows = [answers(row, typed) for row in asked]
    given = [{name.rpartition("-")[0]: value for name, value in row.items()} for row in rows if row] or [{}]
    try:
        await request.state.api.post(
            f"{item_path(request)}/services", json={"services": given}, headers=key_of(typed)
        )
    except ApiProblem as problem:
        flat = tuple(question for row in asked for question in row)
        errors = [_in_its_box(error, rows) for error in problem.errors]
        told = ApiProblem(problem.status, problem.code, problem.detail, errors)
        needed = tuple(replace(question, required=False) for question in flat)
        return await _services(request, again(needed, typed, told))
    return RedirectResponse(f"{address_of(request)}/agenda/{part_of(request, 'item')}?done=services", 303)


def _in_its_box(error: ProblemField, rows: Sequence[Mapping[str, Any]]) -> ProblemField:
    """A fault of the n-th service sent, as one of the box in which it was typed."""
    found = _OF_SERVICE.fullmatch(error.field)
    if found is None:
        return error
    filled = [place for place, row in enumerate(rows, 1) if row] or [1]
    place = filled[min(int(found[1]), len(filled) - 1)]
    return ProblemField(f"{found[2]}-{place}", error.code, error.message)


def item_path(request: Request) -> str:
    """The API's path of the item that the page's address names."""
    return f"/agenda-items/{part_of(request, 'item')}"


async def _read_item(request: Request) -> tuple[AgendaItemOut, str]:
    answer = await request.state.api.get(item_path(request))
    return AgendaItemOut.model_validate(answer.json), answer.etag or ""


async def _item(request: Request, form: FormState) -> Response:
    item, _ = await _read_item(request)
    request.path_params["meeting"] = item.meeting_id
    (one, _), people = await gather(
        read_meeting(request), request.state.api.get(f"/meetings/{item.meeting_id}/attendance")
    )
    invited = MeetingPersonList.model_validate(people.json).items
    return page(
        request,
        "meetings/item.html",
        status=form.status,
        one=one,
        item=item,
        invited=[each for each in invited if each.item_id == item.id],
        words=words,
        title_question=TITLE,
        may_hold=may_hold(request),
        may_withdraw=may_hold(request) and one.state in {"scheduled", "agenda_published"},
        may_ask=may_hold(request) and one.kind == "case_conference" and one.opened_at is not None,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        done=done_of(request),
    )


async def _withdrawal(request: Request, form: FormState) -> Response:
    item, etag = await _read_item(request)
    if not form.typed:
        form = FormState({"version": etag})
    return form_page(
        request,
        form,
        (REASON,),
        title="Take the item off the agenda",
        button="Take it off",
        back=(f"{PLACE}/{item.meeting_id}/agenda/{item.id}", "Back to the item"),
        caption=f"{item.first_name} {item.last_name}",
    )


async def _service_questions(request: Request) -> list[tuple[Question, ...]]:
    found = (await request.state.api.get("/panel-organisations")).json["items"]
    names: Mapping[str, str] = {each["id"]: each["name"] for each in found if each["in_use"]}
    rows = []
    for place in range(1, SERVICES + 1):
        label = f"Service {place}: "
        row = [
            replace(each, name=f"{each.name}-{place}", label=label + each.label.lower()) for each in SERVICE
        ]
        row[0] = replace(row[0], choices=chosen(names))
        rows.append(tuple(replace(each, required=place == 1) for each in row))
    return rows


async def _services(request: Request, form: FormState) -> Response:
    (item, _), asked = await gather(_read_item(request), _service_questions(request))
    return form_page(
        request,
        form,
        tuple(question for row in asked for question in row),
        title="Ask services to take her on",
        button="Ask for them",
        back=(f"{PLACE}/{item.meeting_id}/agenda/{item.id}", "Back to the item"),
        caption=f"{item.first_name} {item.last_name}",
        text="All of them are kept in one step, or none.",
    )


ROUTES: list[BaseRoute] = [
    page_route(AT_ITEM, show_item),
    page_route(f"{AT_ITEM}/withdraw", ask_withdrawal),
    page_route(f"{AT_ITEM}/withdraw", take_withdrawal, methods=("POST",)),
    page_route(f"{AT_ITEM}/services", ask_services),
    page_route(f"{AT_ITEM}/services", take_services, methods=("POST",)),
    page_route("/panel/agenda-items/{item}/papers", take_paper, methods=("POST",)),
    page_route("/panel/agenda-items/{item}/papers/{paper}", send_paper),
    page_route("/panel/agenda-items/{item}/papers/{paper}/remove", take_paper_off, methods=("POST",)),
]
