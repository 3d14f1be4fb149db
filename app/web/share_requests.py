"""Sharing: requests and agreements, the Chair's answer to one, what left under it, and everything that left."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.sharing import DisclosureList, ShareList, ShareOut
from app.web.client import ApiProblem
from app.web.days import boxes, spoken
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, refused
from app.web.labels import sharing as words
from app.web.questions import Fault, Question, Typed, answers
from app.web.render import HEADERS, page
from app.web.route import page_route
from app.web.share_form import WHO, WHY, body_of, faults_of

PATH, PAGES = "/share-requests", "/panel/share-requests"
ANSWER = (
    Question("answer", "choice", "Answer of the Chair", required=True,
             choices=(("approve", "I agree that it leaves"), ("refuse", "I do not agree"))),
    Question("reason", "long_text", "Reason", "Needed where you do not agree."),
)  # fmt: skip
END = (Question("end_reason", "long_text", "Reason for ending it", required=True),)
WAY = Question("way", "choice", "Way in which it left", required=True, choices=chosen(words.BY_PEOPLE))
NOTE = Question("note", "text", "Note")
LEFT = (WAY, NOTE)
KEEPERS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR"})
MEETINGS_SHOWN = 50
Choices = list[tuple[str, str]]


async def list_requests(request: Request) -> Response:
    """The requests, the latest first; those of one state where it is chosen."""
    asked = request.query_params
    state = asked.get("state") if asked.get("state") in words.STATE else None
    answer = await request.state.api.get(PATH, params={"state": state, "next": asked.get("next")})
    found = ShareList.model_validate(answer.json)
    kept = f"state={state}&" if state else ""
    return page(
        request,
        "share_requests/list.html",
        items=found.items,
        state=state,
        words=words,
        first_address=(f"{PAGES}?{kept}".rstrip("?&") if asked.get("next") else None),
        next_address=f"{PAGES}?{kept}next={quote(found.next)}" if found.next else None,
    )


async def ask_share(request: Request) -> Response:
    """The form for a request; from the page of a meeting its paper is chosen already."""
    asked, today = request.query_params, request.state.today
    typed = {f"from_on-{part}": box for part, box in boxes(today.isoformat()).items()}
    if asked.get("meeting"):
        what = "agenda" if asked.get("what") == "agenda" else "minutes"
        typed |= {"covers": f"{what}:one", "subject_id": asked["meeting"]}
    return await _form(request, FormState(typed), ())


async def take_share(request: Request) -> Response:
    """Ask the Chair, or show the form as typed."""
    typed = await typed_form(request)
    ticked = [str(each) for each in (await request.form()).getlist("fields") if each]
    try:
        answer = await request.state.api.post(PATH, json=body_of(typed, ticked))
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        return await _form(request, FormState(typed, faults_of(typed, problem), 400), ticked)
    return RedirectResponse(f"{PAGES}/{answer.json['id']}?done=asked", 303)


async def show_share(request: Request) -> Response:
    """One request: what was asked, what the Chair said, and what left under it."""
    return await _one(request)


async def take_answer(request: Request) -> Response:
    """Keep the Chair's answer."""
    typed = await typed_form(request)
    verb = typed.get("answer", "")
    if verb not in {"approve", "refuse"}:
        fault = Fault("answer", "Select whether you agree", "#answer")
        return await _one(request, FormState(typed, [fault], 400), "answer")
    body = answers(ANSWER[1:], typed)
    return await _keep(request, typed, ANSWER, verb, body, "approved" if verb == "approve" else "refused")


async def take_share_end(request: Request) -> Response:
    """End it."""
    typed = await typed_form(request)
    given = answers(END, typed)
    body = {"reason": given["end_reason"]} if given else {}
    return await _keep(request, typed, END, "end", body, "ended")


async def take_disclosure(request: Request) -> Response:
    """Keep that a paper left outside the service."""
    typed = await typed_form(request)
    body = answers(LEFT, typed)
    if typed.get("subject_id"):
        body["subject_id"] = typed["subject_id"]
    return await _keep(request, typed, LEFT, "disclosures", body, "left")


async def show_disclosures(request: Request) -> Response:
    """Everything that left, the latest first."""
    asked = request.query_params
    answer = await request.state.api.get("/disclosures", params={"next": asked.get("next")})
    found = DisclosureList.model_validate(answer.json)
    return page(
        request,
        "share_requests/disclosures.html",
        items=found.items,
        words=words,
        first_address=f"{PAGES}/disclosures" if asked.get("next") else None,
        next_address=f"{PAGES}/disclosures?next={quote(found.next)}" if found.next else None,
    )


async def send_disclosures(request: Request) -> Response:
    """The same as a file."""
    answer = await request.state.api.raw("GET", "/disclosures", params={"format": "csv"})
    if answer.status_code in {403, 404}:
        raise HTTPException(answer.status_code)
    answer.raise_for_status()
    told = {"Content-Disposition": answer.headers["content-disposition"]}
    return Response(answer.content, headers={**HEADERS, **told}, media_type="text/csv; charset=utf-8")


async def _keep(
    request: Request,
    typed: Typed,
    questions: Sequence[Question],
    verb: str,
    body: Mapping[str, Any],
    done: str,
) -> Response:
    reference = quote(str(request.path_params["share"]), safe="")
    headers = {"If-Match": typed["version"]} if typed.get("version") else {}
    try:
        await request.state.api.post(f"{PATH}/{reference}/{verb}", json=dict(body), headers=headers)
    except ApiProblem as problem:
        if problem.status == 404:
            raise
        part = {"disclosures": "left", "end": "end"}.get(verb, "answer")
        return await _one(request, refused(questions, typed, _in_page_words(part, problem)), part)
    return RedirectResponse(f"{PAGES}/{reference}?done={done}", 303)


def _in_page_words(part: str, problem: ApiProblem) -> ApiProblem:
    """Two forms of the page ask for a reason, so one of them asks under a name of its own."""
    if part != "end":
        return problem
    errors = [replace(error, field="end_reason") if error.field.endswith("reason") else error
              for error in problem.errors]  # fmt: skip
    return ApiProblem(problem.status, problem.code, problem.detail, errors)


async def _one(request: Request, form: FormState | None = None, part: str = "") -> Response:
    """The page of a request; `part` is the form that was sent and is shown again."""
    api, form = request.state.api, form or FormState()
    reference = quote(str(request.path_params["share"]), safe="")
    answer = await api.get(f"{PATH}/{reference}")
    one = ShareOut.model_validate(answer.json)
    left, meetings = await gather(
        api.get("/disclosures", params={"share": one.id}), _meetings(request, one.what != "board_data")
    )
    roles = request.state.person.roles
    may_keep = not roles.isdisjoint(KEEPERS)
    return page(
        request,
        "share_requests/one.html",
        status=form.status,
        one=one,
        version=answer.etag or "",
        disclosures=DisclosureList.model_validate(left.json).items,
        meetings=meetings,
        words=words,
        of_answer=ANSWER if one.state == "waiting" and "PANEL_CHAIR" in roles else (),
        of_end=END if may_keep and one.state in {"waiting", "coming", "live"} else (),
        of_left=LEFT if may_keep and one.state == "live" and one.what != "board_data" else (),
        part=part,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        done=words.DONE.get(request.query_params.get("done", ""), ""),
    )


async def _form(request: Request, form: FormState, ticked: Sequence[str]) -> Response:
    meetings, agreements = await gather(_meetings(request, True), _agreements(request))
    return page(
        request,
        "share_requests/new.html",
        status=form.status,
        who=WHO,
        why=WHY,
        meetings=meetings,
        agreements=agreements,
        fields=list(words.FIELD.items()),
        ticked=ticked,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
    )


async def _meetings(request: Request, wanted: bool) -> Choices:
    """The latest meetings, by their day and place."""
    if not wanted:
        return []
    items = await _items(request, "/meetings", {"size": MEETINGS_SHOWN})
    return [(each["id"], f"{spoken(date.fromisoformat(each['held_on']))}, {each['venue']}") for each in items]


async def _agreements(request: Request) -> Choices:
    """Information sharing agreements by their titles."""
    return [(each["id"], each["title"]) for each in await _items(request, "/sharing-agreements", {})]


async def _items(request: Request, path: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A list that helps with a form; who may not see it fills the form in without."""
    try:
        answer = await request.state.api.get(path, params=params)
    except ApiProblem as problem:
        if problem.status in {403, 404}:
            return []
        raise
    items: list[dict[str, Any]] = answer.json["items"]
    return items


ROUTES: list[BaseRoute] = [
    page_route(PAGES, list_requests, name="list_share_requests_page"),
    page_route(f"{PAGES}/new", ask_share),
    page_route(f"{PAGES}/new", take_share, methods=("POST",)),
    page_route(f"{PAGES}/disclosures", show_disclosures),
    page_route(f"{PAGES}/disclosures.csv", send_disclosures),
    page_route(PAGES + "/{share}", show_share),
    page_route(PAGES + "/{share}/answer", take_answer, methods=("POST",)),
    page_route(PAGES + "/{share}/end", take_share_end, methods=("POST",)),
    page_route(PAGES + "/{share}/disclosures", take_disclosure, methods=("POST",)),
]
