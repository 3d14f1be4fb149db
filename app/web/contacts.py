"""The contacts of a case, with a light form to record one, and a page to take back what was wrong."""

from asyncio import gather
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.key_stages import ContactList, ContactOut
from app.web.case_reading import path_to, read_case, reference_of
from app.web.client import ApiProblem, ProblemField
from app.web.days import boxes
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, refused
from app.web.labels.parole import CHANNEL, PARTY
from app.web.questions import Question, answers
from app.web.render import page
from app.web.route import page_route

FORM = (
    Question("happened_on", "date", "Day of the contact", required=True),
    Question("channel", "choice", "How", required=True, choices=chosen(CHANNEL)),
    Question("first_party", "choice", "Between", required=True, choices=chosen(PARTY)),
    Question("second_party", "choice", "And", required=True, choices=chosen(PARTY)),
    Question("text", "long_text", "What it was about"),
)
WHY = Question(
    "reason",
    "long_text",
    "Why was this contact wrong?",
    "For example, it was another day, or another person.",
    required=True,
)
DONE = {
    "1": "The contact was recorded",
    "retracted": "The contact was taken back. If it happened otherwise, record it as it was",
}
PARTIES = ("first_party", "second_party")


async def show_contacts(request: Request) -> Response:
    """The contacts of the case, the latest first, and the form."""
    return await _shown(request)


async def record_contact(request: Request) -> Response:
    """Record a contact, or show the form as typed."""
    typed, reference = await typed_form(request), reference_of(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        path = path_to(reference, "/contacts")
        await request.state.api.post(path, json=_body(typed), headers=headers)
    except ApiProblem as problem:
        return await _shown(request, refused(FORM, typed, _by_question(problem, typed)))
    return RedirectResponse(f"/cases/{reference}/contacts?done=1", 303)


async def ask_retraction(request: Request) -> Response:
    """What was recorded, and the question why it is taken back."""
    return await _asked(request)


async def retract_contact(request: Request) -> Response:
    """Take the contact back, or show the question as it was answered."""
    typed, reference = await typed_form(request), reference_of(request)
    headers = {"If-Match": typed.get("version") or '"0"'}
    try:
        await request.state.api.delete(_one(request), json=answers((WHY,), typed), headers=headers)
    except ApiProblem as problem:
        return await _asked(request, refused((WHY,), typed, problem))
    return RedirectResponse(f"/cases/{reference}/contacts?done=retracted", 303)


async def _asked(request: Request, form: FormState | None = None) -> Response:
    api = request.state.api
    read, found = await gather(read_case(api, reference_of(request)), api.get(_one(request)))
    contact, form = ContactOut.model_validate(found.json), form or FormState({})
    return page(
        request,
        "contacts/retract.html",
        status=form.status,
        case=read.case,
        contact=contact,
        form=form,
        question=WHY,
        version=found.etag,
    )


def _one(request: Request) -> str:
    contact = quote(str(request.path_params["contact"]), safe="")
    return path_to(reference_of(request), f"/contacts/{contact}")


def _body(typed: Mapping[str, str]) -> dict[str, Any]:
    told = answers(FORM, typed)
    between = [told.pop(name, "") for name in PARTIES]
    return {**told, "between": [party for party in between if party]}


def _by_question(problem: ApiProblem, typed: Mapping[str, str]) -> ApiProblem:
    """The API speaks of two parties together; the form asks for one after the other."""
    named = []
    for error in problem.errors:
        if not error.field.startswith("between"):
            named.append(error)
        elif all(typed.get(name) for name in PARTIES):
            message = "Choose two different people."
            named.append(ProblemField("second_party", error.code, message))
    return ApiProblem(problem.status, problem.code, problem.detail, named)


async def _shown(request: Request, form: FormState | None = None) -> Response:
    api, reference = request.state.api, reference_of(request)
    following = request.query_params.get("next")
    read, found = await gather(
        read_case(api, reference), api.get(path_to(reference, "/contacts"), params={"next": following})
    )
    contacts = ContactList.model_validate(found.json)
    today = {f"happened_on-{part}": box for part, box in boxes(request.state.today).items()}
    form = form or FormState(today)
    return page(
        request,
        "contacts/case.html",
        status=form.status,
        case=read.case,
        contacts=contacts,
        form=form,
        questions=FORM,
        key=str(uuid4()),
        first_page=request.url.path if following else None,
        next_page=f"{request.url.path}?next={contacts.next}" if contacts.next else None,
        done=DONE.get(request.query_params.get("done", "")),
    )


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/contacts", show_contacts),
    page_route("/cases/{case}/contacts", record_contact, methods=("POST",)),
    page_route("/cases/{case}/contacts/{contact}/retract", ask_retraction),
    page_route("/cases/{case}/contacts/{contact}/retract", retract_contact, methods=("POST",)),
]
