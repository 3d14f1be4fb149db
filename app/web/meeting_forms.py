"""Forms about a meeting: a new one, changing it, cancelling it."""

from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, whole_body
from app.web.labels import meetings as words
from app.web.meetings import PLACE, address_of, key_of, path_of, read_meeting
from app.web.panel_forms import shown_again
from app.web.questions import Question, Typed, answers, typed_from
from app.web.render import page
from app.web.route import page_route

KIND = Question("kind", "choice", "Kind of meeting", required=True, choices=chosen(words.KIND))
HELD_ON = Question("held_on", "date", "Day", "For example, 10 12 2026.", required=True)
STARTS_AT = Question("starts_at", "text", "Time", "For example, 10:00.")
AREA = Question("area", "choice", "Area", "For a board.", choices=chosen(words.AREA))
VENUE = Question("venue", "text", "Venue", "Leave empty for the usual place of the area.")
MODE = Question("mode", "choice", "How it is held", required=True, choices=chosen(words.MODE))
MODE_REASON = Question(
    "mode_reason",
    "long_text",
    "Why nobody meets in person",
    "Needed where it is held by telephone or video alone.",
)
CHAIR = Question("chair", "text", "Chair", "Their username.")
BASIS = Question("chair_basis", "choice", "Why they chair", choices=chosen(words.CHAIR_BASIS))
NOMINATED_BY = Question(
    "chair_nominated_by", "text", "Nominated by", "The username of the Head of Women’s Team."
)
NOMINATED_ON = Question("chair_nominated_on", "date", "Nominated on")
SHARED = Question("shared", "long_text", "What was shared", "For a case conference.")
OF_CHAIR = (CHAIR, BASIS, NOMINATED_BY, NOMINATED_ON)
NEW = (KIND, HELD_ON, STARTS_AT, AREA, VENUE, MODE, MODE_REASON, *OF_CHAIR)
PLACE_AND_TIME = (HELD_ON, STARTS_AT, AREA, VENUE, MODE, MODE_REASON, SHARED)
REASON = Question("reason", "long_text", "Why it is cancelled", required=True)


async def ask_meeting(request: Request) -> Response:
    """The form for a new meeting."""
    return _new(request, FormState({"starts_at": "10:00"}))


async def take_meeting(request: Request) -> Response:
    """Schedule it, or show the form as typed."""
    typed = await typed_form(request)
    try:
        answer = await request.state.api.post("/meetings", json=answers(NEW, typed), headers=key_of(typed))
    except ApiProblem as problem:
        return _new(request, again(NEW, typed, problem))
    return RedirectResponse(f"{PLACE}/{answer.json['id']}?done=scheduled", 303)


async def ask_meeting_change(request: Request) -> Response:
    """The form to change day, place and mode."""
    return await _change(request, PLACE_AND_TIME, "Change the meeting")


async def take_meeting_change(request: Request) -> Response:
    """Change it, or show the form as typed."""
    typed = await typed_form(request)
    body = whole_body(PLACE_AND_TIME, typed)
    return await _send(request, typed, PLACE_AND_TIME, body, "Change the meeting")


async def ask_chair(request: Request) -> Response:
    """The form that names the chair."""
    return await _change(request, OF_CHAIR, "Name the chair")


async def take_chair(request: Request) -> Response:
    """Name the chair, or show the form as typed."""
    typed = await typed_form(request)
    return await _send(request, typed, OF_CHAIR, whole_body(OF_CHAIR, typed), "Name the chair")


async def ask_cancel(request: Request) -> Response:
    """The form to cancel it."""
    return await _cancel(request, FormState())


async def take_cancel(request: Request) -> Response:
    """Cancel it, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(f"{path_of(request)}/cancel", json=answers((REASON,), typed))
    except ApiProblem as problem:
        return await _cancel(request, again((REASON,), typed, problem))
    return RedirectResponse(f"{address_of(request)}?done=cancelled", 303)


def again(questions: tuple[Question, ...], typed: Typed, problem: ApiProblem) -> FormState:
    """A form of the panel's members and meetings as typed, with the faults in the page's words."""
    return shown_again(questions, typed, problem, messages=words.MESSAGES, missing=words.MISSING)


def form_page(
    request: Request,
    form: FormState,
    questions: tuple[Question, ...],
    *,
    title: str,
    button: str,
    back: tuple[str, str],
    caption: str = "",
    text: str = "",
    query: str = "",
    **more: Any,
) -> Response:
    """A page that is one form. It is sent to its own address."""
    return page(
        request,
        "meetings/form.html",
        status=form.status,
        title=title,
        button_text=button,
        back_to=back,
        caption=caption,
        text=text,
        questions=questions,
        action=request.url.path + query,
        hidden={"key": form.typed.get("key") or str(uuid4()), "version": form.typed.get("version", "")},
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        **more,
    )


def _new(request: Request, form: FormState) -> Response:
    back = (PLACE, "Back to meetings")
    return form_page(request, form, NEW, title="Schedule a meeting", button="Schedule the meeting", back=back)


async def _change(
    request: Request, questions: tuple[Question, ...], title: str, form: FormState | None = None
) -> Response:
    one, etag = await read_meeting(request)
    if form is None:
        form = FormState({**typed_from(questions, one.model_dump(mode="json")), "version": etag})
    back, caption = (f"{PLACE}/{one.id}", "Back to the meeting"), words.KIND[one.kind]
    return form_page(request, form, questions, title=title, button="Save", back=back, caption=caption)


async def _send(
    request: Request, typed: Typed, questions: tuple[Question, ...], body: dict[str, Any], title: str
) -> Response:
    try:
        await request.state.api.patch(
            path_of(request), json=body, headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        return await _change(request, questions, title, again(questions, typed, problem))
    return RedirectResponse(f"{address_of(request)}?done=changed", 303)


async def _cancel(request: Request, form: FormState) -> Response:
    one, _ = await read_meeting(request)
    back = (f"{PLACE}/{one.id}", "Back to the meeting")
    text = "What is on its agenda waits for another meeting."
    return form_page(
        request,
        form,
        (REASON,),
        title="Cancel the meeting",
        button="Cancel the meeting",
        back=back,
        text=text,
    )


ROUTES: list[BaseRoute] = [
    page_route(f"{PLACE}/new", ask_meeting),
    page_route(f"{PLACE}/new", take_meeting, methods=("POST",)),
    page_route(PLACE + "/{meeting}/change", ask_meeting_change),
    page_route(PLACE + "/{meeting}/change", take_meeting_change, methods=("POST",)),
    page_route(PLACE + "/{meeting}/chair", ask_chair),
    page_route(PLACE + "/{meeting}/chair", take_chair, methods=("POST",)),
    page_route(PLACE + "/{meeting}/cancel", ask_cancel),
    page_route(PLACE + "/{meeting}/cancel", take_cancel, methods=("POST",)),
]
