"""The parole pages of a case: its reviews, what each decision would do, and what staff describe of a review."""

from asyncio import gather
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.ownership import PeriodOut
from app.schemas.parole import CaseReviews, Possibility, ReviewWithHistory, WhatIf
from app.web.case_reading import path_to, read_case, reference_of
from app.web.client import ApiProblem
from app.web.effect import Effect, describe
from app.web.fact_forms import FORMS
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, refused, whole_body
from app.web.labels.parole import APPLIED_BY, HEARING_MODE, RECONSIDERATION_OUTCOME, STAGE
from app.web.questions import Question, typed_from
from app.web.render import page
from app.web.route import page_route

DESCRIPTION = (
    Question("stage", "choice", "Stage", choices=chosen(STAGE)),
    Question("custody_report_due", "date", "Custody report due"),
    Question("hearing_mode", "choice", "How the hearing is held", choices=chosen(HEARING_MODE)),
    Question("hearing_venue", "text", "Where the hearing is held"),
    Question("reconsideration_applied_on", "date", "Reconsideration applied for on"),
    Question("reconsideration_by", "choice", "Applied for by", choices=chosen(APPLIED_BY)),
    Question(
        "reconsideration_outcome",
        "choice",
        "Outcome of reconsideration",
        choices=chosen(RECONSIDERATION_OUTCOME),
    ),
    Question("reconsideration_decided_on", "date", "Reconsideration decided on"),
    Question("notes", "long_text", "Notes"),
)
OPEN_TO = (
    "hearing_date_set",
    "parole_adjourned",
    "parole_deferred",
    "parole_withdrawn",
)
DECIDED_TO = ("parole_decision_set_aside",)
NOT_STARTED_TO = ("parole_process_started", "hearing_date_set", "parole_decision")
PAST_TO = ("parole_decision", "parole_process_started")


async def show_reviews(request: Request) -> Response:
    """Every review of the case, and the form to start one."""
    api, reference = request.state.api, reference_of(request)
    read, found = await gather(read_case(api, reference), api.get(path_to(reference, "/parole-reviews")))
    reviews = CaseReviews.model_validate(found.json).items
    return page(
        request,
        "parole/case.html",
        case=read.case,
        reviews=reviews,
        start=FORMS["parole_process_started"],
        typed={},
        done=request.query_params.get("done", ""),
    )


async def show_review(request: Request) -> Response:
    """One review: what happened, what may happen and what it would do, and what staff describe."""
    return await _shown(request)


async def keep_description(request: Request) -> Response:
    """Keep what staff describe, or show the form as typed."""
    typed = await typed_form(request)
    path = _path(request)
    try:
        await request.state.api.patch(
            path, json=whole_body(DESCRIPTION, typed), headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        return await _shown(request, refused(DESCRIPTION, typed, problem))
    return RedirectResponse(f"{request.url.path}?done=described", 303)


async def _shown(request: Request, form: FormState | None = None) -> Response:
    api, reference, path = request.state.api, reference_of(request), _path(request)
    read, answer, foreseen = await gather(
        read_case(api, reference), api.get(path), api.get(f"{path}/what-if")
    )
    review = ReviewWithHistory.model_validate(answer.json)
    form = form or FormState(typed_from(DESCRIPTION, review.model_dump()))
    what_if = WhatIf.model_validate(foreseen.json)
    return page(
        request,
        "parole/review.html",
        status=form.status,
        case=read.case,
        review=review,
        etag=answer.etag or "",
        form=form,
        questions=DESCRIPTION,
        foreseen=[_foreseen(each, request) for each in what_if.items],
        records=_records(review),
        decision=[q for q in FORMS["parole_decision"].questions if q.name != "review"],
        done=request.query_params.get("done", ""),
    )


def _foreseen(possible: Possibility, request: Request) -> dict[str, Any]:
    """One row of the what-if table, in words."""
    effect: Effect = describe(possible.periods_before, possible.periods, request.state.today)
    return {
        "what": possible.what,
        "owner": possible.owner_after,
        "changes": possible.owner_before.responsible != possible.owner_after.responsible,
        "headline": effect.headline,
        "further": effect.further,
        "until": _until(possible.periods, request),
    }


def _until(periods: Sequence[PeriodOut], request: Request) -> PeriodOut | None:
    today = request.state.today
    return next((p for p in periods if p.from_ <= today and (p.to is None or today < p.to)), None)


def _records(review: ReviewWithHistory) -> list[tuple[str, str]]:
    """The facts that may be recorded of the review: their kinds and titles."""
    if review.is_open:
        kinds: tuple[str, ...] = OPEN_TO
    elif review.state == "decided":
        kinds = DECIDED_TO
    else:
        kinds = NOT_STARTED_TO if review.state == "not_started" else PAST_TO
    return [(kind, FORMS[kind].title) for kind in kinds]


def _path(request: Request) -> str:
    return path_to(reference_of(request), f"/parole-reviews/{request.path_params['review']}")


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/parole", show_reviews),
    page_route("/cases/{case}/parole/{review}", show_review),
    page_route("/cases/{case}/parole/{review}", keep_description, methods=("POST",)),
]
