"""Referrals and holistic assessments of one case; the restricted part of an assessment for those who may read it."""

from asyncio import gather
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.holistic import DisclosureOut, HolisticList, HolisticOut
from app.schemas.referrals import CaseReferrals
from app.web.case_reading import path_to, read_case, reference_of
from app.web.client import ApiAnswer, ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, refused
from app.web.labels import referrals as words
from app.web.questions import Question, Typed, answers, typed_from
from app.web.referrals import REFERRERS, may
from app.web.render import page
from app.web.route import page_route

PERMITTED = frozenset({"OMU_OFFICER", "OMU_MANAGER", "COMMUNITY_MANAGER", "COMMUNITY_SENIOR"})
NOTHING_YET = '"0"'
ASSESSED = (
    Question("assessed_on", "date", "Day of the assessment", "For example, 20 11 2026.", required=True),
    Question("place", "choice", "Where the first contact was", required=True, choices=chosen(words.PLACE)),
    Question("place_name", "text", "Name of the place"),
    Question("assessor", "text", "Who assessed her", required=True),
    Question("diversion_eligible", "yes_no", "May she be diverted from prosecution?", required=True),
    Question("summary", "long_text", "Summary"),
)
DISCLOSED = (
    Question("disclosed", "yes_no", "Did she disclose domestic abuse?", required=True),
    Question("details", "long_text", "What she said", "Only what a specialist service needs to know."),
    Question(
        "referral_offer",
        "choice",
        "Offer of a specialist service",
        required=True,
        choices=chosen(words.OFFER),
    ),
    Question("service", "text", "Specialist service"),
    Question("offered_on", "date", "Day on which it was offered"),
)


async def show_case(request: Request) -> Response:
    """The referrals of a case and the assessments of the person."""
    api, reference = request.state.api, reference_of(request)
    read, referrals, assessed = await gather(
        read_case(api, reference),
        api.get(path_to(reference, "/referrals")),
        api.get(path_to(reference, "/holistic-assessments")),
    )
    return page(
        request,
        "referrals/case.html",
        case=read.case,
        found=CaseReferrals.model_validate(referrals.json),
        assessed=HolisticList.model_validate(assessed.json).items,
        words=words,
        may_refer=may(request, REFERRERS),
        done=words.DONE.get(request.query_params.get("done", ""), ""),
    )


async def ask_assessment(request: Request) -> Response:
    """The form of an assessment."""
    return await _ask(request, FormState())


async def keep_assessment(request: Request) -> Response:
    """Keep an assessment."""
    typed = await typed_form(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        answer = await request.state.api.post(
            path_to(reference_of(request), "/holistic-assessments"), json=_body(typed), headers=headers
        )
    except ApiProblem as problem:
        return await _ask(request, refused(ASSESSED, typed, problem))
    return RedirectResponse(_address(request, answer.json["id"], "assessed"), 303)


async def show_assessment(request: Request) -> Response:
    """One assessment; for those who may read it also what was disclosed."""
    return await _one(request)


async def ask_correction(request: Request) -> Response:
    """An assessment to correct."""
    answer = await request.state.api.get(_path(request))
    typed = typed_from(ASSESSED, answer.json) | {
        f"need-{code}": text for code, text in answer.json["needs"].items()
    }
    return await _ask(request, FormState(typed), answer.etag or "")


async def keep_correction(request: Request) -> Response:
    """Correct an assessment."""
    typed = await typed_form(request)
    body = {**dict.fromkeys(("place_name", "summary")), **_body(typed)}
    version = typed.get("version", "")
    try:
        await request.state.api.patch(_path(request), json=body, headers={"If-Match": version})
    except ApiProblem as problem:
        return await _ask(request, refused(ASSESSED, typed, problem), version)
    return RedirectResponse(_address(request, request.path_params["assessment"], "assessed"), 303)


async def keep_disclosure(request: Request) -> Response:
    """Keep what she disclosed, and what became of the offer."""
    typed = await typed_form(request)
    try:
        await request.state.api.put(
            f"{_path(request)}/disclosure",
            json=answers(DISCLOSED, typed),
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _one(request, refused(DISCLOSED, typed, problem))
    return RedirectResponse(_address(request, request.path_params["assessment"], "disclosure"), 303)


def _body(typed: Typed) -> dict[str, Any]:
    needs = {
        code: text
        for code in words.NEED
        if (text := typed.get(f"need-{code}", "").replace("\r\n", "\n").strip())
    }
    return {**answers(ASSESSED, typed), "needs": needs}


async def _ask(request: Request, form: FormState, version: str = "") -> Response:
    read = await read_case(request.state.api, reference_of(request))
    return page(
        request,
        "referrals/assess.html",
        status=form.status,
        case=read.case,
        assessment=request.path_params.get("assessment"),
        version=version,
        questions=ASSESSED,
        words=words,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        key=form.typed.get("key") or str(uuid4()),
    )


async def _one(request: Request, form: FormState | None = None) -> Response:
    api, reference = request.state.api, reference_of(request)
    permitted = may(request, PERMITTED)
    read, answer = await gather(read_case(api, reference), api.get(_path(request)))
    disclosed = await _disclosure(request) if permitted else None
    shown = DisclosureOut.model_validate(disclosed.json) if disclosed else None
    form = form or FormState(typed_from(DISCLOSED, disclosed.json) if disclosed else {})
    return page(
        request,
        "referrals/assessment.html",
        status=form.status,
        case=read.case,
        one=HolisticOut.model_validate(answer.json),
        permitted=permitted,
        disclosed=shown,
        version=form.typed.get("version") or (disclosed.etag if disclosed else NOTHING_YET),
        questions=DISCLOSED,
        words=words,
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        may_correct=may(request, REFERRERS),
        done=words.DONE.get(request.query_params.get("done", ""), ""),
    )


async def _disclosure(request: Request) -> ApiAnswer | None:
    """None where nothing has been recorded."""
    try:
        found: ApiAnswer = await request.state.api.get(f"{_path(request)}/disclosure")
    except ApiProblem as problem:
        if problem.code != "not_recorded":
            raise
        return None
    return found


def _path(request: Request) -> str:
    key = quote(str(request.path_params["assessment"]), safe="")
    return path_to(reference_of(request), f"/holistic-assessments/{key}")


def _address(request: Request, assessment: str, done: str) -> str:
    return f"/cases/{reference_of(request)}/holistic-assessments/{assessment}?done={done}"


ONE = "/cases/{case}/holistic-assessments/{assessment}"
ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/referrals", show_case, name="show_referrals_of_case"),
    page_route("/cases/{case}/holistic-assessments/new", ask_assessment, name="ask_holistic"),
    page_route(
        "/cases/{case}/holistic-assessments/new", keep_assessment, methods=("POST",), name="keep_holistic"
    ),
    page_route(ONE, show_assessment, name="show_holistic"),
    page_route(f"{ONE}/correct", ask_correction, name="ask_holistic_correction"),
    page_route(f"{ONE}/correct", keep_correction, methods=("POST",), name="keep_holistic_correction"),
    page_route(f"{ONE}/disclosure", keep_disclosure, methods=("POST",)),
]
