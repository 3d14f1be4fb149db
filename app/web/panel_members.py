"""The panel's members on pages: seats, the confidentiality statement with its signatures, the terms of reference."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.panel_members import SeatList, SignatureList, StatementList, TermsList
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen
from app.web.labels import meetings as words
from app.web.meeting_forms import again, form_page
from app.web.meetings import done_of, key_of, may_hold, part_of
from app.web.questions import Question, answers, typed_from
from app.web.render import page
from app.web.route import page_route

SEAT = Question("seat", "choice", "Seat", required=True, choices=chosen(words.SEAT))
USERNAME = Question("username", "text", "Username", "Of somebody in the register of staff.", required=True)
STARTS_ON = Question("starts_on", "date", "First day", required=True)
ENDS_ON = Question("ends_on", "date", "First day that no longer counts", "Leave empty while it goes on.")
DELEGATE_OF = Question("delegate_of", "choice", "Stands in for", "Leave empty for the member themselves.")
TITLE = Question("title", "text", "Title", required=True)
TEXT = Question("text", "long_text", "Wording", required=True)
IN_FORCE = Question(
    "in_force_from", "date", "In force from", "Earlier signatures no longer count.", required=True
)
WORDING = (TITLE, TEXT, IN_FORCE)
SIGNED_ON = Question("signed_on", "date", "Signed on", required=True)
NAME = Question("name", "text", "Name", "If they are not in the register.")
ORGANISATION = Question("organisation_id", "choice", "Their organisation", "If they are not in the register.")
REASON = Question("reason", "text", "Why it no longer counts", required=True)
EDITION = Question("edition", "text", "Edition", required=True)
FROM = Question("in_force_from", "date", "In force from", required=True)
TO = Question("in_force_to", "date", "Last day on which it applies", "Leave empty while it goes on.")
REVIEW = Question("next_review_on", "date", "To be looked at again")
TERMS = (TITLE, EDITION, FROM, TO, REVIEW)
SEATS, STATEMENT, TERMS_PAGE = "/panel/seats", "/panel/confidentiality", "/panel/terms"


async def show_seats(request: Request) -> Response:
    """Who holds which seat today, and which stand empty."""
    past = request.query_params.get("past") == "true"
    answer = await request.state.api.get("/panel-seats", params={"past": past})
    found = SeatList.model_validate(answer.json)
    return page(
        request,
        "meetings/seats.html",
        found=found,
        names={each.id: each.name for each in found.items},
        past=past,
        words=words,
        may_hold=may_hold(request),
        done=done_of(request),
    )


async def ask_seat(request: Request) -> Response:
    """The form that seats somebody."""
    return await _seat(request, FormState())


async def take_seat(request: Request) -> Response:
    """Seat them, or show the form as typed."""
    typed, questions = await typed_form(request), await _seat_questions(request)
    try:
        await request.state.api.post("/panel-seats", json=answers(questions, typed), headers=key_of(typed))
    except ApiProblem as problem:
        return await _seat(request, again(questions, typed, problem))
    return RedirectResponse(f"{SEATS}?done=seated", 303)


async def ask_seat_end(request: Request) -> Response:
    """The form that says until when a term lasts."""
    return await _seat_end(request)


async def take_seat_end(request: Request) -> Response:
    """Keep it, or show the form as typed."""
    typed = await typed_form(request)
    body = {"ends_on": answers((ENDS_ON,), typed).get("ends_on")}
    try:
        await request.state.api.patch(
            f"/panel-seats/{part_of(request, 'seat')}",
            json=body,
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _seat_end(request, again((ENDS_ON,), typed, problem))
    return RedirectResponse(f"{SEATS}?done=seat-ended", 303)


async def show_statement(request: Request) -> Response:
    """The wordings of the statement; the one in force can be signed here."""
    return await _statement(request)


async def take_own_signature(request: Request) -> Response:
    """Sign it in one's own name."""
    await typed_form(request)
    try:
        await request.state.api.post(f"/confidentiality-statements/{part_of(request, 'statement')}/sign")
    except ApiProblem as problem:
        if problem.status not in {400, 409, 422}:
            raise
        return await _statement(request, problem)
    return RedirectResponse(f"{STATEMENT}?done=signed", 303)


async def ask_wording(request: Request) -> Response:
    """The form for a new wording."""
    return _wording(request, FormState())


async def take_wording(request: Request) -> Response:
    """Keep it, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.post(
            "/confidentiality-statements", json=answers(WORDING, typed), headers=key_of(typed)
        )
    except ApiProblem as problem:
        return _wording(request, again(WORDING, typed, problem))
    return RedirectResponse(f"{STATEMENT}?done=worded", 303)


async def show_signatures(request: Request) -> Response:
    """Who signed a wording."""
    answer = await request.state.api.get(f"{_statement_path(request)}/signatures")
    return page(
        request,
        "meetings/signatures.html",
        found=SignatureList.model_validate(answer.json),
        statement=part_of(request, "statement"),
        done=done_of(request),
    )


async def ask_signature(request: Request) -> Response:
    """The form for a signature on paper."""
    return await _signature(request, FormState())


async def take_signature(request: Request) -> Response:
    """Keep it, or show the form as typed."""
    typed, questions = await typed_form(request), await _signature_questions(request)
    try:
        await request.state.api.post(
            f"{_statement_path(request)}/signatures", json=answers(questions, typed), headers=key_of(typed)
        )
    except ApiProblem as problem:
        return await _signature(request, again(questions, typed, problem))
    return RedirectResponse(f"{STATEMENT}/{part_of(request, 'statement')}/signatures?done=signature", 303)


async def ask_signature_end(request: Request) -> Response:
    """The form that says why a signature no longer counts."""
    return _signature_end(request, FormState())


async def take_signature_end(request: Request) -> Response:
    """Keep it, or show the form as typed."""
    typed = await typed_form(request)
    path = f"/confidentiality-signatures/{part_of(request, 'signature')}/end"
    try:
        await request.state.api.post(path, json=answers((REASON,), typed))
    except ApiProblem as problem:
        return _signature_end(request, again((REASON,), typed, problem))
    return RedirectResponse(
        f"{STATEMENT}/{part_of(request, 'statement')}/signatures?done=signature-ended", 303
    )


async def show_terms(request: Request) -> Response:
    """The editions of the terms of reference."""
    answer = await request.state.api.get("/panel-terms")
    found = TermsList.model_validate(answer.json)
    return page(
        request, "meetings/terms.html", found=found, may_hold=may_hold(request), done=done_of(request)
    )


async def ask_terms(request: Request) -> Response:
    """The form for an edition."""
    return _terms(request, FormState())


async def take_terms(request: Request) -> Response:
    """Keep it, or show the form as typed."""
    typed = await typed_form(request)
    try:
        await request.state.api.post("/panel-terms", json=answers(TERMS, typed), headers=key_of(typed))
    except ApiProblem as problem:
        return _terms(request, again(TERMS, typed, problem))
    return RedirectResponse(f"{TERMS_PAGE}?done=terms", 303)


def _statement_path(request: Request) -> str:
    return f"/confidentiality-statements/{part_of(request, 'statement')}"


async def _seat_questions(request: Request) -> tuple[Question, ...]:
    answer = await request.state.api.get("/panel-seats")
    live = SeatList.model_validate(answer.json).items
    names: Mapping[str, str] = {
        each.id: f"{each.name}, {words.SEAT[each.seat]}" for each in live if each.delegate_of is None
    }
    stands_in = Question(
        DELEGATE_OF.name, "choice", DELEGATE_OF.label, DELEGATE_OF.hint, choices=chosen(names)
    )
    return (SEAT, USERNAME, STARTS_ON, ENDS_ON, *((stands_in,) if names else ()))


async def _seat(request: Request, form: FormState) -> Response:
    questions, back = await _seat_questions(request), (SEATS, "Back to members")
    return form_page(
        request, form, questions, title="Seat a member or a delegate", button="Keep the term", back=back
    )


async def _seat_end(request: Request, form: FormState | None = None) -> Response:
    answer = await request.state.api.get(f"/panel-seats/{part_of(request, 'seat')}")
    values: dict[str, Any] = answer.json
    if form is None:
        form = FormState({**typed_from((ENDS_ON,), values), "version": answer.etag or ""})
    return form_page(
        request,
        form,
        (ENDS_ON,),
        title=values["name"],
        button="Save",
        back=(SEATS, "Back to members"),
        caption=words.SEAT[values["seat"]],
        text="Whoever stands in for them stands in no longer than that.",
    )


async def _statement(request: Request, problem: ApiProblem | None = None) -> Response:
    answer = await request.state.api.get("/confidentiality-statements")
    return page(
        request,
        "meetings/statement.html",
        status=problem.status if problem else 200,
        found=StatementList.model_validate(answer.json),
        may_hold=may_hold(request),
        summary=[("in-force", problem.detail.rstrip("."))] if problem else [],
        done=done_of(request),
    )


def _wording(request: Request, form: FormState) -> Response:
    back = (STATEMENT, "Back to the statement")
    return form_page(request, form, WORDING, title="A new wording", button="Keep the wording", back=back)


async def _signature_questions(request: Request) -> tuple[Question, ...]:
    found = (await request.state.api.get("/panel-organisations")).json["items"]
    names = {each["id"]: each["name"] for each in found}
    theirs = Question(
        ORGANISATION.name, "choice", ORGANISATION.label, ORGANISATION.hint, choices=chosen(names)
    )
    username = Question("username", "text", "Username", "If they are in the register of staff.")
    return (username, NAME, *((theirs,) if names else ()), SIGNED_ON)


async def _signature(request: Request, form: FormState) -> Response:
    back = (f"{STATEMENT}/{part_of(request, 'statement')}/signatures", "Back to signatures")
    questions = await _signature_questions(request)
    return form_page(
        request, form, questions, title="A signature on paper", button="Keep the signature", back=back
    )


def _signature_end(request: Request, form: FormState) -> Response:
    back = (f"{STATEMENT}/{part_of(request, 'statement')}/signatures", "Back to signatures")
    text = "From today on they see no agenda and no minutes, until they sign again."
    return form_page(
        request, form, (REASON,), title="End a signature", button="End the signature", back=back, text=text
    )


def _terms(request: Request, form: FormState) -> Response:
    back = (TERMS_PAGE, "Back to terms of reference")
    return form_page(request, form, TERMS, title="Record an edition", button="Keep the edition", back=back)


ROUTES: list[BaseRoute] = [
    page_route(SEATS, show_seats),
    page_route(f"{SEATS}/new", ask_seat),
    page_route(f"{SEATS}/new", take_seat, methods=("POST",)),
    page_route(SEATS + "/{seat}", ask_seat_end),
    page_route(SEATS + "/{seat}", take_seat_end, methods=("POST",)),
    page_route(STATEMENT, show_statement),
    page_route(f"{STATEMENT}/new", ask_wording),
    page_route(f"{STATEMENT}/new", take_wording, methods=("POST",)),
    page_route(STATEMENT + "/{statement}/sign", take_own_signature, methods=("POST",)),
    page_route(STATEMENT + "/{statement}/signatures", show_signatures),
    page_route(STATEMENT + "/{statement}/signatures/new", ask_signature),
    page_route(STATEMENT + "/{statement}/signatures/new", take_signature, methods=("POST",)),
    page_route(STATEMENT + "/{statement}/signatures/{signature}/end", ask_signature_end),
    page_route(STATEMENT + "/{statement}/signatures/{signature}/end", take_signature_end, methods=("POST",)),
    page_route(TERMS_PAGE, show_terms),
    page_route(f"{TERMS_PAGE}/new", ask_terms),
    page_route(f"{TERMS_PAGE}/new", take_terms, methods=("POST",)),
]
