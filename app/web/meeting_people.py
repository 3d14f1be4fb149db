"""Who comes to a meeting, on pages: the list, somebody asked to it, how they come and whether they came."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.agenda import AgendaOut
from app.schemas.meetings import MeetingPersonList, MeetingPersonOut
from app.web.client import ApiProblem
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
    path_of,
    read_meeting,
)
from app.web.places import places_of
from app.web.questions import Fault, Question, answers, typed_from
from app.web.render import page
from app.web.route import page_route

USERNAME = Question("username", "text", "Username", "If they are in the register of staff.")
NAME = Question("name", "text", "Name", "If they are not in the register.")
ORGANISATION = Question("organisation_id", "choice", "Their organisation", "If they are not in the register.")
KIND = Question("kind", "choice", "Asked as", required=True, choices=chosen(words.INVITEE))
ITEM = Question("item_id", "choice", "Asked to which item", "Leave empty for the whole meeting.")
MEMBER = Question("delegate_for", "choice", "In whose place", required=True)
PRISON = Question("prison_code", "prison", "Prison", required=True)
MODE = Question("mode", "choice", "How they come", choices=chosen(words.WAY))
AUTHORITY = Question("has_authority", "yes_no", "May they make provisional decisions?")
OVERRIDE = Question(
    "override_reason",
    "long_text",
    "Why they are asked without a sharing agreement",
    "Needed where their organisation has none in force. It is kept in the audit.",
)
WHO = (USERNAME, NAME, ORGANISATION)
PARTS: Mapping[str, tuple[str, Sequence[Question]]] = {
    "member": ("Add a member", (replace(USERNAME, hint="They hold a seat on the day.", required=True), MODE)),
    "delegate": ("Add a delegate", (MEMBER, *WHO, MODE, OVERRIDE)),
    "establishment": ("Add a prison’s representative", (PRISON, *WHO, MODE, AUTHORITY, OVERRIDE)),
    "invitee": ("Invite somebody", (KIND, ITEM, *WHO, MODE, AUTHORITY, OVERRIDE)),
}
ATTENDED = Question("attended", "yes_no", "Did they come?")
APOLOGISED = Question("has_apologised", "yes_no", "Have they sent apologies?")


async def show_people(request: Request) -> Response:
    """The list, with what each still needs."""
    (one, _), people = await gather(read_meeting(request), _people(request))
    by_id = {each.id: each for each in people}
    return page(
        request,
        "meetings/people.html",
        one=one,
        people=people,
        by_id=by_id,
        words=words,
        parts=[(code, said) for code, (said, _) in PARTS.items()],
        prisons=(await places_of(request)).prisons,
        may_change=may_hold(request) and one.state not in {"closed", "cancelled"},
        summary=[],
        done=done_of(request),
    )


async def ask_person(request: Request) -> Response:
    """The form that puts somebody on the list."""
    return await _asking(request, FormState())


async def take_person(request: Request) -> Response:
    """Put them on the list, or show the form as typed."""
    typed, part = await typed_form(request), _part(request)
    questions = tuple(PARTS[part][1])
    body = {**answers(questions, typed), "part": part}
    try:
        await request.state.api.post(f"{path_of(request)}/attendance", json=body, headers=key_of(typed))
    except ApiProblem as problem:
        if problem.code == "no_live_agreement":
            fault = Fault(
                OVERRIDE.name, "Enter why they are asked without a sharing agreement", "#override_reason"
            )
            return await _asking(request, FormState(typed, [fault], 409))
        return await _asking(request, again(questions, typed, problem))
    return RedirectResponse(f"{address_of(request)}/attendance?done=asked", 303)


async def show_person(request: Request) -> Response:
    """The form about one of them."""
    return await _one(request)


async def take_person_change(request: Request) -> Response:
    """Keep how they come and whether they came, or show the form as typed."""
    typed = await typed_form(request)
    questions = (MODE, APOLOGISED, ATTENDED, AUTHORITY)
    try:
        await request.state.api.patch(
            _person_path(request),
            json=answers(questions, typed),
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _one(request, again(questions, typed, problem))
    return RedirectResponse(f"{address_of(request)}/attendance?done=person", 303)


async def take_person_off(request: Request) -> Response:
    """Take them off the list."""
    typed = await typed_form(request)
    await request.state.api.delete(_person_path(request), headers={"If-Match": typed.get("version") or "*"})
    return RedirectResponse(f"{address_of(request)}/attendance?done=removed", 303)


async def _people(request: Request) -> list[MeetingPersonOut]:
    answer = await request.state.api.get(f"{path_of(request)}/attendance")
    return MeetingPersonList.model_validate(answer.json).items


def _part(request: Request) -> str:
    part = request.query_params.get("as", "invitee")
    if part not in PARTS:
        raise HTTPException(404)
    return part


def _person_path(request: Request) -> str:
    return f"{path_of(request)}/attendance/{part_of(request, 'person')}"


async def _asking(request: Request, form: FormState) -> Response:
    api, part = request.state.api, _part(request)
    (one, _), people, organisations, agenda, places = await gather(
        read_meeting(request),
        _people(request),
        api.get("/panel-organisations"),
        api.get(f"{path_of(request)}/agenda"),
        places_of(request),
    )
    items = AgendaOut.model_validate(agenda.json).items
    offered: dict[str, tuple[tuple[str, str], ...]] = {
        ORGANISATION.name: tuple((each["id"], each["name"]) for each in organisations.json["items"]),
        ITEM.name: tuple((each.id, f"{each.number}. {each.last_name}, {each.first_name}") for each in items),
        MEMBER.name: tuple((each.id, each.name) for each in people if each.part == "member"),
    }
    title, asked = PARTS[part]
    questions = tuple(replace(each, choices=offered.get(each.name, each.choices)) for each in asked)
    questions = tuple(each for each in questions if each.widget != "choice" or each.choices)
    text = ""
    if part != "invitee":
        text = "They have to sign the confidentiality statement before they can be recorded as present."
    return form_page(
        request,
        form,
        questions,
        title=title,
        button="Put them on the list",
        back=(f"{PLACE}/{one.id}/attendance", "Back to the list"),
        caption=words.KIND[one.kind],
        text=text,
        options={"prison": places.options["prison"]},
        query=f"?as={part}",
    )


async def _one(request: Request, form: FormState | None = None) -> Response:
    (one, _), people = await gather(read_meeting(request), _people(request))
    person = next((each for each in people if each.id == request.path_params["person"]), None)
    if person is None:
        raise HTTPException(404)
    values: dict[str, Any] = person.model_dump(mode="json")
    if form is None:
        form = FormState(
            {**typed_from((MODE, APOLOGISED, ATTENDED, AUTHORITY), values), "version": f'"{person.version}"'}
        )
    asked = (MODE, APOLOGISED, *((ATTENDED,) if one.opened_at else ()), AUTHORITY)
    return form_page(
        request,
        form,
        asked,
        title=person.name,
        button="Save",
        back=(f"{PLACE}/{one.id}/attendance", "Back to the list"),
        caption=words.PART[person.part],
    )


ROUTES: list[BaseRoute] = [
    page_route(PLACE + "/{meeting}/attendance", show_people),
    page_route(PLACE + "/{meeting}/attendance/new", ask_person),
    page_route(PLACE + "/{meeting}/attendance/new", take_person, methods=("POST",)),
    page_route(PLACE + "/{meeting}/attendance/{person}", show_person),
    page_route(PLACE + "/{meeting}/attendance/{person}", take_person_change, methods=("POST",)),
    page_route(PLACE + "/{meeting}/attendance/{person}/remove", take_person_off, methods=("POST",)),
]
