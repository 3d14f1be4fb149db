"""The agenda of a meeting on pages: built, ordered by hand, added to and published."""

from asyncio import gather

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.agenda import AgendaOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import CHANGED, FormState, chosen
from app.web.labels import meetings as words
from app.web.meeting_forms import again, form_page
from app.web.meetings import (
    PLACE,
    address_of,
    done_of,
    key_of,
    may_hold,
    path_of,
    read_meeting,
)
from app.web.questions import Fault, Question, answers
from app.web.render import page
from app.web.route import page_route

STEPS = frozenset({"build", "publish"})
CASE = Question("case", "text", "Prison number or CRN", "For example, A1234BC.", required=True)
ITEM_KIND = Question("kind", "choice", "Why she is on it", required=True, choices=chosen(words.ITEM))
WHY = Question("why", "text", "What it is about", "In a line, where it helps.")
ADDING = (CASE, ITEM_KIND, WHY)


async def show_agenda(request: Request) -> Response:
    """The items that this person sees, and what the secretariat may do with them."""
    return await _agenda(request, FormState())


async def take_agenda_step(request: Request) -> Response:
    """Build it from what is due, or publish it."""
    step, typed = request.path_params["step"], await typed_form(request)
    if step not in STEPS:
        raise HTTPException(404)
    try:
        answer = await request.state.api.post(f"{path_of(request)}/agenda/{step}", headers=key_of(typed))
    except ApiProblem as problem:
        if problem.status not in {400, 409, 422}:
            raise
        return await _agenda(request, FormState(typed, [_said("steps", problem)], problem.status))
    done = "published" if step == "publish" else "built" if answer.json["added"] else "nothing"
    return RedirectResponse(f"{address_of(request)}/agenda?done={done}", 303)


async def take_order(request: Request) -> Response:
    """Keep the order of the numbers that were typed; equal numbers keep the order they had."""
    typed = await typed_form(request)
    places = {
        name.removeprefix("place-"): value for name, value in typed.items() if name.startswith("place-")
    }
    wrong = [
        item for item, value in places.items() if not (value.isascii() and value.isdigit() and len(value) < 4)
    ]
    if wrong:
        fault = Fault(f"place-{wrong[0]}", "Enter a number for each item", f"#place-{wrong[0]}")
        return await _agenda(request, FormState(typed, [fault], 400))
    order = sorted(places, key=lambda item: int(places[item]))
    try:
        await request.state.api.put(
            f"{path_of(request)}/agenda/order",
            json={"items": order},
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        if problem.status not in {400, 409, 412, 422}:
            raise
        return await _agenda(request, FormState(typed, [_said("order", problem)], problem.status))
    return RedirectResponse(f"{address_of(request)}/agenda?done=ordered", 303)


async def ask_item(request: Request) -> Response:
    """The form that puts a case on the agenda."""
    return await _adding(request, FormState())


async def take_item(request: Request) -> Response:
    """Put a case on the agenda, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(
            f"{path_of(request)}/agenda", json=answers(ADDING, typed), headers=key_of(typed)
        )
    except ApiProblem as problem:
        if problem.status == 404:
            fault = Fault(
                "case", "There is no such case, or none that you may see. Check the number", "#case"
            )
            return await _adding(request, FormState(typed, [fault], 400))
        return await _adding(request, again(ADDING, typed, problem))
    return RedirectResponse(f"{address_of(request)}/agenda?done=added", 303)


def _said(place: str, problem: ApiProblem) -> Fault:
    """A refusal about the whole page, leading to the part that it is about."""
    message = CHANGED if problem.status == 412 else problem.detail.rstrip(".")
    return Fault(place, message, f"#{place}")


async def _agenda(request: Request, form: FormState) -> Response:
    (one, _), answer = await gather(
        read_meeting(request), request.state.api.get(f"{path_of(request)}/agenda")
    )
    return page(
        request,
        "meetings/agenda.html",
        status=form.status,
        one=one,
        agenda=AgendaOut.model_validate(answer.json),
        etag=answer.etag or "",
        words=words,
        may_change=may_hold(request) and one.state in {"scheduled", "agenda_published"},
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        done=done_of(request),
    )


async def _adding(request: Request, form: FormState) -> Response:
    one, _ = await read_meeting(request)
    back = (f"{PLACE}/{one.id}/agenda", "Back to the agenda")
    caption = words.KIND[one.kind]
    return form_page(
        request,
        form,
        ADDING,
        title="Put a case on the agenda",
        button="Put it on",
        back=back,
        caption=caption,
    )


ROUTES: list[BaseRoute] = [
    page_route(PLACE + "/{meeting}/agenda", show_agenda),
    page_route(PLACE + "/{meeting}/agenda/order", take_order, methods=("POST",)),
    page_route(PLACE + "/{meeting}/agenda/add", ask_item),
    page_route(PLACE + "/{meeting}/agenda/add", take_item, methods=("POST",)),
    page_route(PLACE + "/{meeting}/agenda/steps/{step}", take_agenda_step, methods=("POST",)),
]
