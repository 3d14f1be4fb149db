"""The secretariat's pages for referrals: the guiding principles, and the points of contact at prisons."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.referral_register import PrincipleList, SpocList
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, refused
from app.web.labels import referrals as words
from app.web.places import places_of
from app.web.questions import Question, answers, typed_from
from app.web.referrals import KEEPERS, may
from app.web.render import page
from app.web.route import page_route

PRINCIPLE = (
    Question("text", "long_text", "The principle", "One sentence of up to 500 characters.", required=True),
    Question("source", "text", "Where it comes from"),
    Question("position", "number", "Place in the list"),
)
CONTACT = (
    Question("prison", "prison", "Prison", required=True),
    Question("name", "text", "Name", required=True),
    Question("email", "text", "Email"),
    Question("telephone", "text", "Telephone"),
    Question("starts_on", "date", "From", "For example, 5 1 2026.", required=True),
    Question("ends_on", "date", "No longer from", "The first day on which they are it no longer."),
)
REACHED = CONTACT[1:4] + CONTACT[5:]


async def show_principles(request: Request) -> Response:
    """The principles in force, and those of before."""
    return await _principles(request, FormState())


async def add_principle(request: Request) -> Response:
    """Put another in force."""
    typed = await typed_form(request)
    try:
        await request.state.api.post("/guiding-principles", json=_numbered(typed))
    except ApiProblem as problem:
        return await _principles(request, refused(PRINCIPLE, typed, problem))
    return RedirectResponse("/panel/referrals/principles?done=principle", 303)


async def ask_principle(request: Request) -> Response:
    """One principle to change or retire."""
    found = await request.state.api.get(_path(request, "guiding-principles", "principle"))
    return _principle(request, found.json, found.etag or "", FormState(typed_from(PRINCIPLE, found.json)))


async def keep_principle(request: Request) -> Response:
    """Change it, or retire it from today."""
    typed, path = await typed_form(request), _path(request, "guiding-principles", "principle")
    body: dict[str, Any] = {"retired": True} if typed.get("then") == "retire" else _numbered(typed)
    try:
        await request.state.api.patch(path, json=body, headers={"If-Match": typed.get("version", "")})
    except ApiProblem as problem:
        found = await request.state.api.get(path)
        form = refused(PRINCIPLE, typed, problem)
        return _principle(request, found.json, typed.get("version", ""), form)
    return RedirectResponse("/panel/referrals/principles?done=principle", 303)


async def show_contacts(request: Request) -> Response:
    """Every point of contact, by prison."""
    return await _contacts(request, FormState())


async def name_contact(request: Request) -> Response:
    """Name one."""
    typed = await typed_form(request)
    try:
        await request.state.api.post("/custody-contacts", json=answers(CONTACT, typed))
    except ApiProblem as problem:
        return await _contacts(request, refused(CONTACT, typed, problem))
    return RedirectResponse("/panel/referrals/contacts?done=contact", 303)


async def ask_contact(request: Request) -> Response:
    """How one is reached, and when they end."""
    found = await request.state.api.get(_path(request, "custody-contacts", "contact"))
    return _contact(request, found.json, found.etag or "", FormState(typed_from(REACHED, found.json)))


async def keep_contact(request: Request) -> Response:
    """Change how one is reached, or end them."""
    typed, path = await typed_form(request), _path(request, "custody-contacts", "contact")
    given = answers(REACHED, typed)
    body = {question.name: given.get(question.name) for question in REACHED}
    if body["name"] is None:
        del body["name"]
    try:
        await request.state.api.patch(path, json=body, headers={"If-Match": typed.get("version", "")})
    except ApiProblem as problem:
        found = await request.state.api.get(path)
        form = refused(REACHED, typed, problem)
        return _contact(request, found.json, typed.get("version", ""), form)
    return RedirectResponse("/panel/referrals/contacts?done=contact", 303)


def _numbered(typed: dict[str, str]) -> dict[str, Any]:
    """The place as a number where it is one; the API says what is wrong with another."""
    body = answers(PRINCIPLE, typed)
    place = str(body.get("position", ""))
    if place.isascii() and place.isdigit() and len(place) < 6:
        body["position"] = int(place)
    return body


async def _principles(request: Request, form: FormState) -> Response:
    answer = await request.state.api.get("/guiding-principles", params={"all": "true"})
    found = PrincipleList.model_validate(answer.json).items
    return page(
        request,
        "referrals/principles.html",
        status=form.status,
        in_force=[each for each in found if each.to_on is None],
        retired=[each for each in found if each.to_on is not None],
        questions=PRINCIPLE,
        may_keep=may(request, KEEPERS),
        done=words.DONE.get(request.query_params.get("done", ""), ""),
        **_of(form),
    )


def _principle(request: Request, one: Any, version: str, form: FormState) -> Response:
    context = {"one": one, "version": version, "questions": PRINCIPLE, **_of(form)}
    return page(request, "referrals/principle.html", status=form.status, **context)


async def _contacts(request: Request, form: FormState) -> Response:
    answer = await request.state.api.get("/custody-contacts", params={"all": "true"})
    places = await places_of(request)
    return page(
        request,
        "referrals/contacts.html",
        status=form.status,
        items=SpocList.model_validate(answer.json).items,
        questions=CONTACT,
        options=places.options,
        may_keep=may(request, KEEPERS),
        done=words.DONE.get(request.query_params.get("done", ""), ""),
        **_of(form),
    )


def _contact(request: Request, one: Any, version: str, form: FormState) -> Response:
    context = {"one": one, "version": version, "questions": REACHED, **_of(form)}
    return page(request, "referrals/contact.html", status=form.status, **context)


def _of(form: FormState) -> dict[str, Any]:
    return {"typed": form.typed, "errors": form.errors, "summary": form.summary}


def _path(request: Request, place: str, name: str) -> str:
    return f"/{place}/{quote(str(request.path_params[name]), safe='')}"


ROUTES: list[BaseRoute] = [
    page_route("/panel/referrals/principles", show_principles),
    page_route("/panel/referrals/principles", add_principle, methods=("POST",)),
    page_route("/panel/referrals/principles/{principle}", ask_principle),
    page_route("/panel/referrals/principles/{principle}", keep_principle, methods=("POST",)),
    page_route("/panel/referrals/contacts", show_contacts, name="show_custody_contacts"),
    page_route("/panel/referrals/contacts", name_contact, methods=("POST",), name="name_custody_contact"),
    page_route("/panel/referrals/contacts/{contact}", ask_contact, name="ask_custody_contact"),
    page_route(
        "/panel/referrals/contacts/{contact}", keep_contact, methods=("POST",), name="keep_custody_contact"
    ),
]
