"""Good practice: notes found by their words, one note, its draft, and publishing or withdrawing it."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.good_practice import NoteList, NoteOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import CHANGED, REFUSED, FormState, refused
from app.web.labels import panel_reports as words
from app.web.questions import Fault, Question, Typed, answers
from app.web.render import page
from app.web.route import page_route

HOME = "/panel/good-practice"
WRITERS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR", "PANEL_MEMBER"})
KEEPERS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR"})
FORM = (
    Question("title", "text", "Title", "What it is about, in a line that names nobody.", required=True),
    Question(
        "text",
        "long_text",
        "What was done, and what it did",
        "Leave out names, numbers, dates of birth, and anything else by which somebody could be known.",
        required=True,
    ),
)
REASON = Question("reason", "long_text", "Reason for withdrawing it", required=True)


async def list_notes(request: Request) -> Response:
    """Notes that match, the latest first."""
    asked = request.query_params
    is_writer = not request.state.person.roles.isdisjoint(WRITERS)
    told = {name: asked[name].strip() for name in ("q", "aim", "state") if asked.get(name, "").strip()}
    if told.get("aim") not in words.AIM:
        told.pop("aim", None)
    if not is_writer or told.get("state") not in words.NOTE_STATE:
        told.pop("state", None)
    following = asked.get("next")
    trouble = None
    try:
        answer = await request.state.api.get("/good-practice", params={**told, "next": following})
        found = NoteList.model_validate(answer.json)
    except ApiProblem as problem:
        if problem.status not in {400, 403}:
            raise
        trouble, found = problem.detail, NoteList(items=[], page=1, size=25, total=0, next=None)
    address = f"{HOME}?{urlencode(told)}" if told else HOME
    return page(
        request,
        "good_practice/list.html",
        found=found,
        wanted=told,
        trouble=trouble,
        is_writer=is_writer,
        words=words,
        first_page=address if following else None,
        next_page=f"{HOME}?{urlencode({**told, 'next': found.next})}" if found.next else None,
    )


async def show_note(request: Request) -> Response:
    """One note; for those who keep notes with what may be done with it."""
    return await _note(request)


async def ask_note(request: Request) -> Response:
    """The form for a draft, perhaps about an item of a meeting."""
    return _form(request, None, {"item_id": request.query_params.get("item", "")})


async def take_note(request: Request) -> Response:
    """Keep a draft."""
    typed = await typed_form(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    body = {**_body(typed), **({"item_id": typed["item_id"]} if typed.get("item_id") else {})}
    try:
        answer = await request.state.api.post("/good-practice", json=body, headers=headers)
    except ApiProblem as problem:
        return _form(request, None, typed, refused(FORM, typed, problem))
    return RedirectResponse(f"{HOME}/{answer.json['id']}?done=drafted", 303)


async def ask_change(request: Request) -> Response:
    """The same form with what stands in the draft."""
    answer = await request.state.api.get(_path(request))
    note = NoteOut.model_validate(answer.json)
    typed = {"title": note.title, "text": note.text, "version": answer.etag or ""}
    return _form(request, note, {**typed, **{f"aim_{aim}": "yes" for aim in note.aims}})


async def take_change(request: Request) -> Response:
    """Change the draft, or show the form as typed."""
    typed = await typed_form(request)
    try:
        headers = {"If-Match": typed.get("version", "")}
        await request.state.api.patch(_path(request), json=_body(typed), headers=headers)
    except ApiProblem as problem:
        answer = await request.state.api.get(_path(request))
        note = NoteOut.model_validate(answer.json)
        return _form(request, note, typed, refused(FORM, typed, problem))
    return RedirectResponse(f"{HOME}/{request.path_params['note']}?done=changed", 303)


async def publish_note(request: Request) -> Response:
    """Publish it, or say everything that must be taken out first."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(
            f"{_path(request)}/publish",
            json={"read_through": typed.get("read_through") == "yes"},
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _note(request, _in_the_way(problem, typed))
    return RedirectResponse(f"{HOME}/{request.path_params['note']}?done=published", 303)


async def withdraw_note(request: Request) -> Response:
    """Take it back."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(
            f"{_path(request)}/withdraw",
            json=answers((REASON,), typed),
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _note(request, refused((REASON,), typed, problem))
    return RedirectResponse(f"{HOME}/{request.path_params['note']}?done=withdrawn", 303)


def _in_the_way(problem: ApiProblem, typed: Typed) -> FormState:
    """Every identifier that was found, each in a line of its own; one that is said twice is said once."""
    if problem.status not in REFUSED:
        raise problem
    if problem.status == 412:
        return FormState(typed, [Fault("form", CHANGED, "#note")], problem.status)
    said = [error.message.rstrip(".") for error in problem.errors] or [problem.detail.rstrip(".")]
    is_tick = [error.field for error in problem.errors] == ["read_through"]
    place = "#read_through" if is_tick else "#note"
    found = [Fault(f"found-{at}", text, place) for at, text in enumerate(dict.fromkeys(said))]
    return FormState(typed, found, problem.status)


async def _note(request: Request, form: FormState | None = None) -> Response:
    answer = await request.state.api.get(_path(request))
    note = NoteOut.model_validate(answer.json)
    form = form or FormState()
    return page(
        request,
        "good_practice/note.html",
        status=form.status,
        note=note,
        etag=answer.etag or "",
        form=form,
        reason=REASON,
        words=words,
        may_keep=note.may_change and not request.state.person.roles.isdisjoint(KEEPERS),
        done=words.NOTE_DONE.get(request.query_params.get("done", ""), ""),
    )


def _form(request: Request, note: NoteOut | None, typed: Typed, form: FormState | None = None) -> Response:
    form = form or FormState(typed)
    return page(
        request,
        "good_practice/write.html",
        status=form.status,
        note=note,
        form=form,
        questions=FORM,
        words=words,
        key=typed.get("key") or str(uuid4()),
    )


def _body(typed: Typed) -> dict[str, Any]:
    return {**answers(FORM, typed), "aims": [aim for aim in words.AIM if typed.get(f"aim_{aim}")]}


def _path(request: Request) -> str:
    return f"/good-practice/{request.path_params['note']}"


ROUTES: list[BaseRoute] = [
    page_route(HOME, list_notes),
    page_route(f"{HOME}/new", ask_note),
    page_route(f"{HOME}/new", take_note, methods=("POST",)),
    page_route(HOME + "/{note}", show_note),
    page_route(HOME + "/{note}/edit", ask_change),
    page_route(HOME + "/{note}/edit", take_change, methods=("POST",)),
    page_route(HOME + "/{note}/publish", publish_note, methods=("POST",)),
    page_route(HOME + "/{note}/withdraw", withdraw_note, methods=("POST",)),
]
