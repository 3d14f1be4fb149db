"""Actions of the panel: the lists, one action with its updates and its form, and a new action of an agenda item."""

from urllib.parse import quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.panel_actions import ActionList, ActionOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen
from app.web.labels import panel_actions as words
from app.web.movements import may
from app.web.panel_forms import shown_again
from app.web.questions import Question, Typed, answers
from app.web.render import page
from app.web.route import page_route

GIVERS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR"})
FOLLOWERS = GIVERS | {
    "OMU_OFFICER", "OMU_MANAGER", "COMMUNITY_MANAGER", "COMMUNITY_SENIOR", "PANEL_MEMBER", "GROUP_DIRECTOR",
}  # fmt: skip
ASKED = {
    "mine": {"mine": "true"},
    "open": {},
    "overdue": {"overdue": "true"},
    "silent": {"before_meeting": "next"},
    "done": {"state": "done"},
}
"""What each view asks of the API."""
OWNER = Question("owner_role", "choice", "Owner", choices=chosen(words.OWNER_ROLE))
NAME = Question("owner_name", "text", "Or somebody by name", "Where the owner holds no role of the case.")
NEW = (
    Question("text", "long_text", "What is to be done", required=True),
    Question("aim", "choice", "Aim", required=True, choices=chosen(words.AIM)),
    OWNER,
    NAME,
    Question("due_on", "date", "Due", "For example, 14 12 2026.", required=True),
)
UPDATE = Question(
    "update", "long_text", "Update", "What was done since, or what stands in the way.", required=True
)
CLOSES = Question(
    "state", "choice", "Does this end it?", "Leave empty if it goes on.", choices=(("done", "It is done"),)
)
KEEPS = Question(
    "state",
    "choice",
    "Does its state change?",
    "Leave empty if it goes on.",
    choices=(("done", "It is done"), ("dropped", "It is dropped"), ("open", "It is open again")),
)
DUE = Question("due_on", "date", "New due day", "Leave empty to keep the day.")
MISSING = {
    "update": "Enter an update",
    "text": "Enter what is to be done",
    "aim": "Select an aim",
    "due_on": "Enter when it is due",
}


async def list_panel_actions(request: Request) -> Response:
    """The actions of one view, those due first before the others."""
    api, asked = request.state.api, request.query_params
    view = _view(request)
    answer = await api.get("/actions", params={**ASKED[view], "next": asked.get("next")})
    found = ActionList.model_validate(answer.json)
    here = f"/panel/actions?view={view}"
    return page(
        request,
        "panel_actions/list.html",
        found=found,
        view=view,
        views=[(code, said, f"/panel/actions?view={code}") for code, said in words.VIEWS.items()],
        words=words,
        first_page=here if asked.get("next") else None,
        next_page=f"{here}&next={quote(found.next)}" if found.next else None,
    )


def _view(request: Request) -> str:
    """The view that is asked for: by its name, or by what the API would be asked; else the person's own."""
    asked = request.query_params
    if asked.get("view") in ASKED:
        return str(asked["view"])
    named = next((view for view, params in ASKED.items() if params and params.keys() <= asked.keys()), None)
    return named or ("open" if may(request, GIVERS) else "mine")


async def show_panel_action(request: Request) -> Response:
    """One action with everything that was said of it."""
    return await _one(request, FormState())


async def follow_panel_action(request: Request) -> Response:
    """Keep an update, or show the form as typed."""
    typed = await typed_form(request)
    one, _ = await _read(request)
    questions = _questions(one)
    try:
        await request.state.api.patch(
            _path(request), json=answers(questions, typed), headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        return await _one(request, _again(questions, typed, problem))
    done = "closed" if typed.get("state") in {"done", "dropped"} else "followed"
    return RedirectResponse(f"/panel/actions/{one.id}?done={done}", 303)


async def ask_new_action(request: Request) -> Response:
    """The form for an action of an agenda item."""
    return _new(request, FormState())


async def take_new_action(request: Request) -> Response:
    """Give an action, or show the form as typed."""
    typed = await typed_form(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    path = f"/agenda-items/{_part(request, 'item')}/actions"
    try:
        answer = await request.state.api.post(path, json=answers(NEW, typed), headers=headers)
    except ApiProblem as problem:
        return _new(request, _again(NEW, typed, problem))
    return RedirectResponse(f"/panel/actions/{answer.json['id']}?done=given", 303)


async def _one(request: Request, form: FormState) -> Response:
    one, etag = await _read(request)
    return page(
        request,
        "panel_actions/action.html",
        status=form.status,
        one=one,
        etag=form.typed.get("version") or etag,
        words=words,
        questions=_questions(one),
        may_follow=may(request, FOLLOWERS) and (one.state == "open" or one.may_be_kept),
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        done=words.DONE.get(request.query_params.get("done", "")),
    )


def _new(request: Request, form: FormState) -> Response:
    return page(
        request,
        "panel_actions/new.html",
        status=form.status,
        item=_part(request, "item"),
        questions=NEW,
        key=form.typed.get("key") or str(uuid4()),
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
    )


def _questions(one: ActionOut) -> tuple[Question, ...]:
    return (UPDATE, KEEPS, DUE, OWNER, NAME) if one.may_be_kept else (UPDATE, CLOSES)


def _again(questions: tuple[Question, ...], typed: Typed, problem: ApiProblem) -> FormState:
    return shown_again(questions, typed, problem, messages=words.MESSAGES, missing=MISSING)


async def _read(request: Request) -> tuple[ActionOut, str]:
    answer = await request.state.api.get(_path(request))
    return ActionOut.model_validate(answer.json), answer.etag or ""


def _path(request: Request) -> str:
    return f"/actions/{_part(request, 'action')}"


def _part(request: Request, name: str) -> str:
    return quote(str(request.path_params[name]), safe="")


ROUTES: list[BaseRoute] = [
    page_route("/panel/actions", list_panel_actions),
    page_route("/panel/actions/{action}", show_panel_action),
    page_route("/panel/actions/{action}", follow_panel_action, methods=("POST",)),
    page_route("/panel/agenda-items/{item}/actions/new", ask_new_action),
    page_route("/panel/agenda-items/{item}/actions/new", take_new_action, methods=("POST",)),
]
