"""Parole reviews: lists by hearing, those of a case, what staff describe, and what each decision would do."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import READ_CASES, TELL_FACTS
from app.api.cases import CaseRef, Code
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.list_filters import ReviewsWanted
from app.schemas.parole import (
    Calendar,
    CalendarQuery,
    CaseReviews,
    FollowUp,
    ReviewList,
    ReviewPatch,
    ReviewsQuery,
    ReviewWithHistory,
    WhatIf,
)
from app.services import follow_up
from app.services.parole import reviews
from app.services.parole import what_if as possibilities
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Parole"], route_class=StrictRoute)

ReviewRef = Annotated[str, Path(description="The review's id, or its name.", max_length=80)]
COLUMNS = (
    ("prison_number", "case.prison_number"),
    ("crn", "case.crn"),
    ("last_name", "case.last_name"),
    ("first_name", "case.first_name"),
    ("prison", "case.prison.code"),
    ("review", "review"),
    ("review_type", "review_type"),
    ("state", "state"),
    ("started_on", "started_on"),
    ("hearing_on", "hearing_on"),
    ("put_off", "put_off"),
    ("outcome", "outcome"),
    ("decided_on", "decided_on"),
    ("final_on", "final_on"),
    ("on_papers", "on_papers"),
    ("stage", "stage"),
    ("custody_report_due", "custody_report_due"),
    ("reconsideration_until", "reconsideration_until"),
)


@router.get(
    "/parole-reviews",
    response_model=ReviewList,
    responses=CSV_TOO,
    openapi_extra=roles(*READ_CASES),
)
def list_parole_reviews(
    call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[ReviewsQuery, Query()]
) -> Response:
    """The reviews that you may see, by the day of their hearing; those without a day come last."""
    wanted = _wanted(asked, call.today)

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return reviews.list_reviews(connection, call.caller, wanted, call.today, size=size, cursor=after)

    if wants_csv(call, asked.format):
        call.note_read("PAROLE_REVIEWS_EXPORTED", details={"prison": asked.prison, "month": asked.month})
        return csv_response(every_row(call.database, read), COLUMNS, "parole-reviews")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    call.note_read("PAROLE_REVIEWS_LISTED", details={"cases": [row["case_id"] for row in found["items"]]})
    return answer(ReviewList, Answered(found))


@router.get("/follow-up", response_model=FollowUp, openapi_extra=roles(*READ_CASES))
def read_follow_up(call: Annotated[Call, requires(*READ_CASES)], prison: Code = None) -> Response:
    """Hearings, outcomes, answers and contacts that want following up, as counts; each the total of a list."""
    days = call.request.app.state.settings.contact_gap_days
    with call.reading() as connection:
        found = follow_up.counts(connection, call.caller, prison, call.today, gap_days=days)
    return answer(FollowUp, Answered(found))


@router.get("/parole-calendar", response_model=Calendar, openapi_extra=roles(*READ_CASES))
def read_parole_calendar(
    call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[CalendarQuery, Query()]
) -> Response:
    """How many reviews stand on each day of a month: hearings, and decisions without one."""
    first, last = _days_of(asked.month)
    wanted = ReviewsWanted(asked.prison, asked.region, first, last, None, asked.staff)
    with call.reading() as connection:
        days = reviews.calendar(connection, call.caller, wanted)
    return answer(Calendar, Answered({"month": asked.month, "days": days}))


@router.get("/cases/{case}/parole-reviews", response_model=CaseReviews, openapi_extra=roles(*READ_CASES))
def list_reviews_of_case(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The reviews of a case, gathered from the facts that name them."""
    with call.reading() as connection:
        case_id, found = reviews.reviews_of(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=case_id, details={"part": "parole_reviews"})
    return answer(CaseReviews, Answered({"items": found}))


@router.get(
    "/cases/{case}/parole-reviews/{review}",
    response_model=ReviewWithHistory,
    openapi_extra=roles(*READ_CASES),
)
def read_parole_review(
    case: CaseRef, review: ReviewRef, call: Annotated[Call, requires(*READ_CASES)]
) -> Response:
    """One review, with an ETag of its version."""
    with call.reading() as connection:
        found = reviews.read_review(connection, call.caller, case, review, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "parole_review"})
    return answer(ReviewWithHistory, versioned(found))


@router.patch(
    "/cases/{case}/parole-reviews/{review}",
    response_model=ReviewWithHistory,
    openapi_extra=roles(*TELL_FACTS),
)
def describe_parole_review(
    case: CaseRef,
    review: ReviewRef,
    given: ReviewPatch,
    call: Annotated[Call, requires(*TELL_FACTS)],
    write: WritingDep,
) -> Response:
    """Describe a review: stage, reports, hearing, reconsideration. Starts, dates and outcomes are facts."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True)

    def use_case(work: UnitOfWork) -> Answered:
        return versioned(reviews.describe_review(work, case, review, changes, version))

    return sent.carry_out(ReviewWithHistory, use_case)


@router.get(
    "/cases/{case}/parole-reviews/{review}/what-if",
    response_model=WhatIf,
    openapi_extra=roles(*READ_CASES),
)
def read_what_if(case: CaseRef, review: ReviewRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """What each thing that may yet happen to a review would do to ownership. Stores nothing."""
    with call.reading() as connection:
        found = possibilities.what_if(connection, call.caller, case, review, call.moment, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "what_if"})
    return answer(WhatIf, Answered(found))


def _wanted(asked: ReviewsQuery, today: date) -> ReviewsWanted:
    first, last = _days_of(asked.month) if asked.month else (asked.from_, asked.to)
    return ReviewsWanted(asked.prison, asked.region, first, last, asked.state, asked.staff, today)


def _days_of(month: str) -> tuple[date, date]:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])
