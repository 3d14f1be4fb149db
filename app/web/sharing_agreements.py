"""Organisations and sharing agreements on pages: what is in force with whom, and what is to be looked at again."""

from asyncio import gather
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.panel_members import AgreementList, AgreementOut, OrganisationList
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, whole_body
from app.web.labels import meetings as words
from app.web.meeting_forms import again, form_page
from app.web.meetings import done_of, key_of, may_hold, part_of
from app.web.questions import Question, answers, typed_from
from app.web.render import page
from app.web.route import page_route

NAME = Question("name", "text", "Name", required=True)
SECTOR = Question("sector", "choice", "Sector", required=True, choices=chosen(words.SECTOR))
EXTERNAL = Question(
    "is_external", "yes_no", "Is it outside HMPPS?", "Then a sharing agreement is needed.", required=True
)
ORGANISATION = (NAME, SECTOR, EXTERNAL)
TITLE = Question("title", "text", "Title", required=True)
KIND = Question("kind", "choice", "Kind", required=True, choices=chosen(words.AGREEMENT))
PURPOSE = Question("purpose", "long_text", "What it is for", required=True)
STARTS_ON = Question("starts_on", "date", "In force from", required=True)
ENDS_ON = Question(
    "ends_on", "date", "First day on which it no longer binds", "Leave empty while it goes on."
)
REVIEW_ON = Question("review_on", "date", "To be looked at again", required=True)
AGREEMENT = (TITLE, KIND, PURPOSE, STARTS_ON, ENDS_ON, REVIEW_ON)
CHANGING = (TITLE, PURPOSE, ENDS_ON, REVIEW_ON)
PAGES = "/panel/agreements"
BACK = (PAGES, "Back to agreements")


async def show_agreements(request: Request) -> Response:
    """Organisations with what to warn of, and the agreements."""
    sector = request.query_params.get("sector", "")
    sector = sector if sector in words.SECTOR else ""
    api = request.state.api
    organisations, agreements = await gather(
        api.get("/panel-organisations", params={"sector": sector}), api.get("/sharing-agreements")
    )
    return page(
        request,
        "meetings/agreements.html",
        organisations=OrganisationList.model_validate(organisations.json).items,
        agreements=AgreementList.model_validate(agreements.json).items,
        sectors=[("", "Any sector"), *words.SECTOR.items()],
        sector=sector,
        words=words,
        may_hold=may_hold(request),
        done=done_of(request),
    )


async def ask_organisation(request: Request) -> Response:
    """The form for an organisation."""
    return _organisation(request, FormState())


async def take_organisation(request: Request) -> Response:
    """Keep it, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(
            "/panel-organisations", json=answers(ORGANISATION, typed), headers=key_of(typed)
        )
    except ApiProblem as problem:
        return _organisation(request, again(ORGANISATION, typed, problem))
    return RedirectResponse(f"{PAGES}?done=organisation", 303)


async def ask_agreement(request: Request) -> Response:
    """The form for an agreement."""
    return await _agreement(request, FormState(), [])


async def take_agreement(request: Request) -> Response:
    """Keep it, or show the form as typed."""
    typed, ticked = await typed_form(request), await _ticked(request)
    body = {**answers(AGREEMENT, typed), "parties": ticked}
    try:
        await request.state.api.post("/sharing-agreements", json=body, headers=key_of(typed))
    except ApiProblem as problem:
        return await _agreement(request, _refused(AGREEMENT, typed, problem), ticked)
    return RedirectResponse(f"{PAGES}?done=agreement", 303)


async def ask_agreement_change(request: Request) -> Response:
    """The form that changes an agreement."""
    answer = await request.state.api.get(_path(request))
    one = AgreementOut.model_validate(answer.json)
    typed = {**typed_from(CHANGING, one.model_dump(mode="json")), "version": answer.etag or ""}
    return await _change(request, FormState(typed), [each.id for each in one.parties])


async def take_agreement_change(request: Request) -> Response:
    """Change it, or show the form as typed."""
    typed, ticked = await typed_form(request), await _ticked(request)
    body: dict[str, Any] = {**whole_body(CHANGING, typed), "parties": ticked}
    try:
        await request.state.api.patch(
            _path(request), json=body, headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        return await _change(request, _refused(CHANGING, typed, problem), ticked)
    return RedirectResponse(f"{PAGES}?done=agreement", 303)


def _path(request: Request) -> str:
    return f"/sharing-agreements/{part_of(request, 'agreement')}"


def _refused(questions: tuple[Question, ...], typed: dict[str, str], problem: ApiProblem) -> FormState:
    parties = Question("parties", "choice", "Organisations that it binds")
    return again((*questions, parties), typed, problem)


async def _ticked(request: Request) -> list[str]:
    form = await request.form()
    return [value for value in form.getlist("parties") if isinstance(value, str)]


async def _organisations(request: Request) -> list[tuple[str, str]]:
    found = (await request.state.api.get("/panel-organisations")).json["items"]
    return [(each["id"], each["name"]) for each in found if each["in_use"]]


def _organisation(request: Request, form: FormState) -> Response:
    return form_page(
        request, form, ORGANISATION, title="Add an organisation", button="Keep the organisation", back=BACK
    )


async def _agreement(request: Request, form: FormState, ticked: list[str]) -> Response:
    return form_page(
        request,
        form,
        AGREEMENT,
        title="Record an agreement",
        button="Keep the agreement",
        back=BACK,
        tick_name="parties",
        tick_legend="Organisations that it binds",
        tick_options=await _organisations(request),
        ticked=ticked,
    )


async def _change(request: Request, form: FormState, ticked: list[str]) -> Response:
    return form_page(
        request,
        form,
        CHANGING,
        title="Change the agreement",
        button="Save",
        back=BACK,
        tick_name="parties",
        tick_legend="Organisations that it binds",
        tick_options=await _organisations(request),
        ticked=ticked,
    )


ROUTES: list[BaseRoute] = [
    page_route(PAGES, show_agreements),
    page_route(f"{PAGES}/organisations/new", ask_organisation),
    page_route(f"{PAGES}/organisations/new", take_organisation, methods=("POST",)),
    page_route(f"{PAGES}/new", ask_agreement),
    page_route(f"{PAGES}/new", take_agreement, methods=("POST",)),
    page_route(PAGES + "/{agreement}", ask_agreement_change),
    page_route(PAGES + "/{agreement}", take_agreement_change, methods=("POST",)),
]
