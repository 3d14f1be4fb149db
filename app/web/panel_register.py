"""What is kept of organisations and of editions of the terms of reference, changed on pages by the secretariat."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, whole_body
from app.web.meeting_forms import again, form_page
from app.web.meetings import part_of
from app.web.panel_members import REVIEW, TERMS_PAGE, TO
from app.web.questions import Question, typed_from
from app.web.route import page_route
from app.web.sharing_agreements import BACK, NAME, PAGES, SECTOR

IN_USE = Question(
    "in_use", "yes_no", "May its people be asked?", "Choose no once it is no longer asked.", required=True
)
ORGANISATION = (NAME, SECTOR, IN_USE)
EDITION = (TO, REVIEW)
ORGANISATION_PAGE = PAGES + "/organisations/{organisation}"


async def ask_organisation_change(request: Request) -> Response:
    """The form that changes an organisation, as it stands."""
    return await _organisation(request)


async def take_organisation_change(request: Request) -> Response:
    """Change it, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.patch(
            _organisation_path(request),
            json={**whole_body(ORGANISATION, typed), "name": typed.get("name", "").strip()},
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _organisation(request, again(ORGANISATION, typed, problem))
    return RedirectResponse(f"{PAGES}?done=organisation", 303)


async def ask_edition_change(request: Request) -> Response:
    """The form that changes an edition of the terms, as it stands."""
    return await _edition(request)


async def take_edition_change(request: Request) -> Response:
    """Change it, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.patch(
            _edition_path(request),
            json=whole_body(EDITION, typed),
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _edition(request, again(EDITION, typed, problem))
    return RedirectResponse(f"{TERMS_PAGE}?done=terms", 303)


async def _organisation(request: Request, form: FormState | None = None) -> Response:
    answer = await request.state.api.get(_organisation_path(request))
    form = form or FormState({**typed_from(ORGANISATION, answer.json), "version": answer.etag or ""})
    name = answer.json["name"]
    return form_page(
        request, form, ORGANISATION, title="Change the organisation", button="Save", back=BACK, caption=name
    )


async def _edition(request: Request, form: FormState | None = None) -> Response:
    answer = await request.state.api.get(_edition_path(request))
    form = form or FormState({**typed_from(EDITION, answer.json), "version": answer.etag or ""})
    return form_page(
        request,
        form,
        EDITION,
        title="Change the edition",
        button="Save",
        back=(TERMS_PAGE, "Back to terms of reference"),
        caption=f"{answer.json['title']}, {answer.json['edition']}",
        text="Its words stay. To change them, record another edition: this one ends on the day before.",
    )


def _organisation_path(request: Request) -> str:
    return f"/panel-organisations/{part_of(request, 'organisation')}"


def _edition_path(request: Request) -> str:
    return f"/panel-terms/{part_of(request, 'terms')}"


ROUTES: list[BaseRoute] = [
    page_route(ORGANISATION_PAGE, ask_organisation_change),
    page_route(ORGANISATION_PAGE, take_organisation_change, methods=("POST",)),
    page_route(TERMS_PAGE + "/{terms}", ask_edition_change),
    page_route(TERMS_PAGE + "/{terms}", take_edition_change, methods=("POST",)),
]
