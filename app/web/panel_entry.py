"""One woman on the panel's caseload: everything that is kept of her, and the forms that keep it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.panel_caseload import EntryOut
from app.web.case_reading import path_to, reference_of
from app.web.client import ApiAnswer, ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, refused
from app.web.labels import panel_caseload as words
from app.web.panel_caseload import HOME, may_keep, may_tell
from app.web.panel_caseload_forms import FORMS, PARTS, PanelForm
from app.web.places import places_of
from app.web.questions import typed_from
from app.web.render import page
from app.web.route import page_route

LISTS = {
    "restricted-statuses": "restricted_statuses",
    "regime": "regime",
    "staff-support": "staff_support",
}
STEPS = frozenset({"step-down", "step-up", "leave"})


async def show_entry(request: Request) -> Response:
    """The entry with everything under it."""
    answer, places = await _read(request), await places_of(request)
    return page(
        request,
        "panel_caseload/entry.html",
        entry=EntryOut.model_validate(answer.json),
        words=words,
        places=places,
        may_keep=may_keep(request),
        may_tell=may_tell(request),
        done=words.DONE.get(request.query_params.get("done", ""), ""),
    )


async def ask_form(request: Request) -> Response:
    """One of the forms."""
    _, form = _form_of(request, FORMS)
    answer = await _read(request)
    typed = _as_it_stands(form, answer.json) if form.changes else {}
    return _shown(request, form, answer, FormState(typed), version=answer.etag or "")


async def keep_form(request: Request) -> Response:
    """Keep what was typed, or show the form again with what was wrong."""
    name, form = _form_of(request, FORMS)
    typed, api = await typed_form(request), request.state.api
    path, version = _path(request), typed.get("version", "")
    try:
        if form.changes:
            await api.patch(path, json=form.body(typed), headers={"If-Match": version})
        else:
            told = {"Idempotency-Key": typed.get("key") or str(uuid4())}
            told |= {"If-Match": version} if name in STEPS and version else {}
            await api.post(f"{path}/{name}", json=form.body(typed), headers=told)
    except ApiProblem as problem:
        state = refused(form.questions, typed, problem)
        return _shown(request, form, await _read(request), state, version=version)
    return _done(request, name)


async def ask_part(request: Request) -> Response:
    """The form for something that is kept already."""
    name, form = _form_of(request, PARTS)
    answer = await _read(request)
    part = next(
        (each for each in answer.json[LISTS[name]] if each["id"] == request.path_params["part"]), None
    )
    if part is None:
        raise HTTPException(404)
    state = FormState(typed_from(form.questions, part))
    return _shown(request, form, answer, state, version=f'"{part["version"]}"')


async def keep_part(request: Request) -> Response:
    """Keep the change, or show the form again with what was wrong."""
    name, form = _form_of(request, PARTS)
    typed = await typed_form(request)
    version = typed.get("version", "")
    try:
        path = f"{_path(request)}/{name}/{request.path_params['part']}"
        await request.state.api.patch(path, json=form.body(typed), headers={"If-Match": version})
    except ApiProblem as problem:
        state = refused(form.questions, typed, problem)
        return _shown(request, form, await _read(request), state, version=version)
    return _done(request, name)


def _form_of(request: Request, forms: Mapping[str, PanelForm]) -> tuple[str, PanelForm]:
    name = request.path_params["form"]
    form = forms.get(name)
    if form is None or not (may_keep(request) or (form.to_tell and may_tell(request))):
        raise HTTPException(404)
    return name, form


def _as_it_stands(form: PanelForm, entry: Mapping[str, Any]) -> dict[str, str]:
    route = "both" if len(entry["routes"]) == 2 else entry["routes"][0]
    return typed_from(form.questions, {**entry, "routes": route})


def _shown(
    request: Request, form: PanelForm, answer: ApiAnswer, state: FormState, *, version: str
) -> Response:
    entry = EntryOut.model_validate(answer.json)
    return page(
        request,
        "panel_caseload/form.html",
        status=state.status,
        form=form,
        state=state,
        entry=entry,
        back=f"{HOME}/{entry.case_id}",
        back_words=f"Back to {entry.case.first_name} {entry.case.last_name}",
        version=version,
        action=request.url.path,
        key=state.typed.get("key") or str(uuid4()),
    )


def _done(request: Request, name: str) -> Response:
    return RedirectResponse(f"{HOME}/{reference_of(request)}?done={name}", 303)


async def _read(request: Request) -> ApiAnswer:
    found: ApiAnswer = await request.state.api.get(_path(request))
    return found


def _path(request: Request) -> str:
    return path_to(reference_of(request)).replace("/cases/", "/caseload/", 1)


ROUTES: list[BaseRoute] = [
    page_route(f"{HOME}/{{case}}", show_entry),
    page_route(f"{HOME}/{{case}}/{{form}}", ask_form),
    page_route(f"{HOME}/{{case}}/{{form}}", keep_form, methods=("POST",)),
    page_route(f"{HOME}/{{case}}/{{form}}/{{part}}", ask_part),
    page_route(f"{HOME}/{{case}}/{{form}}/{{part}}", keep_part, methods=("POST",)),
]
