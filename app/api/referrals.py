"""Referrals: drafted, sent, looked at, answered, amended; the list of them, and those of one case."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import ANSWER_REFERRALS, ANSWER_STAFF_SUPPORT, READ_REFERRALS, REFER
from app.api.cases import CaseRef
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.referral_filters import ReferralFilters
from app.domain.referrals import Step
from app.schemas.panel_care import SupportPatch
from app.schemas.referrals import (
    AcceptIn,
    CaseReferrals,
    ReasonIn,
    ReferralIn,
    ReferralList,
    ReferralOut,
    ReferralPatch,
    ReferralQuery,
    TriageIn,
)
from app.services.referrals import drafting, showing, stepping, support
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Referrals"], route_class=StrictRoute)

ReferralRef = Annotated[str, Path(max_length=40, description="The id of a referral.")]
Referrer = Annotated[Call, requires(*REFER)]
Answerer = Annotated[Call, requires(*ANSWER_REFERRALS)]
Reader = Annotated[Call, requires(*READ_REFERRALS)]
Supporter = Annotated[Call, requires(*ANSWER_STAFF_SUPPORT)]
COLUMNS = (
    ("prison_number", "prison_number"),
    ("crn", "crn"),
    ("last_name", "last_name"),
    ("first_name", "first_name"),
    ("prison", "prison.name"),
    ("home_region", "home_region"),
    ("kind", "kind"),
    ("source", "source"),
    ("stage", "stage"),
    ("routes", "routes"),
    ("staff_support_only", "staff_support_only"),
    ("status", "status"),
    ("created_on", "created_on"),
    ("submitted_on", "submitted_on"),
    ("triage_due_on", "triage_due_on"),
    ("triage_overdue", "triage_overdue"),
    ("accepted_on", "accepted_on"),
    ("ended_on", "ended_on"),
    ("referral_id", "id"),
    ("case_id", "case_id"),
)


@router.get(
    "/referrals", response_model=ReferralList, responses=CSV_TOO, openapi_extra=roles(*READ_REFERRALS)
)
def list_referrals(call: Reader, asked: Annotated[ReferralQuery, Query()]) -> Response:
    """The referrals that you may see, the latest first."""
    words, formerly = showing.search_words(asked.q)
    filters = ReferralFilters(
        asked.status, asked.kind, asked.route, asked.prison, asked.region, words, case_id=None
    )

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return showing.list_referrals(connection, call.caller, filters, call.today, size=size, cursor=after)

    if wants_csv(call, asked.format):
        narrowed = asked.model_dump(exclude_none=True, exclude={"size", "next", "format"})
        call.note_read("REFERRALS_EXPORTED", details=narrowed)
        return csv_response(every_row(call.database, read), COLUMNS, "referrals")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    call.note_read("REFERRALS_LISTED", details={"referrals": [row["id"] for row in found["items"]]})
    return answer(ReferralList, Answered({**found, "formerly": formerly}))


@router.post("/referrals", status_code=201, response_model=ReferralOut, openapi_extra=roles(*REFER))
def draft_referral(given: ReferralIn, call: Referrer, write: WritingDep) -> Response:
    """Begin a referral of a case. It is a draft until it is sent, and may be saved as it is typed."""
    said = given.model_dump(exclude_unset=True) | {"case": given.case, "kind": given.kind}

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, drafting.open_draft(work, said), 201)

    return write(call).carry_out(ReferralOut, use_case)


@router.get("/referrals/{referral}", response_model=ReferralOut, openapi_extra=roles(*READ_REFERRALS))
def read_referral(referral: ReferralRef, call: Reader) -> Response:
    """One referral with its steps and amendments; of a draft, what sending it would still ask for."""
    with call.reading() as connection:
        found = showing.read_referral(connection, call.caller, referral, call.today)
    call.note_read("REFERRAL_READ", case_id=found["case_id"], details={"referral": found["id"]})
    return answer(ReferralOut, versioned(found))


@router.patch("/referrals/{referral}", response_model=ReferralOut, openapi_extra=roles(*REFER))
def change_referral(
    referral: ReferralRef, given: ReferralPatch, call: Referrer, write: WritingDep
) -> Response:
    """Change answers: of a draft freely; of one that was sent with a reason, and old and new are kept."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True, exclude={"reason"})

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, drafting.change(work, referral, changes, given.reason, version))

    return sent.carry_out(ReferralOut, use_case)


@router.post("/referrals/{referral}/submit", response_model=ReferralOut, openapi_extra=roles(*REFER))
def submit_referral(referral: ReferralRef, call: Referrer, write: WritingDep) -> Response:
    """Send a draft. What its kind needs and is missing is named field by field."""
    sent = write(call)
    days = call.request.app.state.settings.panel_triage_working_days

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, stepping.submit(work, referral, sent.version, days))

    return sent.carry_out(ReferralOut, use_case)


@router.post(
    "/referrals/{referral}/triage", response_model=ReferralOut, openapi_extra=roles(*ANSWER_REFERRALS)
)
def triage_referral(referral: ReferralRef, given: TriageIn, call: Answerer, write: WritingDep) -> Response:
    """The secretariat has looked at it."""
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, stepping.triage(work, referral, given.text, sent.version))

    return sent.carry_out(ReferralOut, use_case)


@router.post(
    "/referrals/{referral}/accept", response_model=ReferralOut, openapi_extra=roles(*ANSWER_REFERRALS)
)
def accept_referral(referral: ReferralRef, given: AcceptIn, call: Answerer, write: WritingDep) -> Response:
    """Accept it: she comes on the caseload by its routes. Owner, managers and key worker stay as they are."""
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, stepping.accept(work, referral, given.routes, given.text, sent.version))

    return sent.carry_out(ReferralOut, use_case)


@router.post(
    "/referrals/{referral}/decline", response_model=ReferralOut, openapi_extra=roles(*ANSWER_REFERRALS)
)
def decline_referral(referral: ReferralRef, given: ReasonIn, call: Answerer, write: WritingDep) -> Response:
    """Decline it, with the reason."""
    return _end(referral, Step.DECLINED, given, call, write)


@router.post("/referrals/{referral}/withdraw", response_model=ReferralOut, openapi_extra=roles(*REFER))
def withdraw_referral(referral: ReferralRef, given: ReasonIn, call: Referrer, write: WritingDep) -> Response:
    """Take it back before it is answered, with the reason."""
    return _end(referral, Step.WITHDRAWN, given, call, write)


@router.post(
    "/referrals/{referral}/close", response_model=ReferralOut, openapi_extra=roles(*ANSWER_REFERRALS)
)
def close_referral(referral: ReferralRef, given: ReasonIn, call: Answerer, write: WritingDep) -> Response:
    """Close an accepted referral once nothing more follows from it."""
    return _end(referral, Step.CLOSED, given, call, write)


@router.patch(
    "/referrals/{referral}/staff-support",
    response_model=ReferralOut,
    openapi_extra=roles(*ANSWER_STAFF_SUPPORT),
)
def answer_referred_staff_support(
    referral: ReferralRef, given: SupportPatch, call: Supporter, write: WritingDep
) -> Response:
    """Say what was offered to the staff, and whether they took it up, where a referral asks for nothing else."""
    sent = write(call)
    version, changes = sent.required_version(), given.model_dump(exclude_unset=True)

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, support.answer_support(work, referral, changes, version))

    return sent.carry_out(ReferralOut, use_case)


@router.get("/cases/{case}/referrals", response_model=CaseReferrals, openapi_extra=roles(*READ_REFERRALS))
def list_referrals_of_case(case: CaseRef, call: Reader) -> Response:
    """The referrals of a case; of a Welsh woman in England also whom to ask at her prison."""
    with call.reading() as connection:
        found = showing.of_case(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "referrals"})
    return answer(CaseReferrals, Answered(found))


def _end(referral: str, step: Step, given: ReasonIn, call: Call, write: WritingDep) -> Response:
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, stepping.end(work, referral, step, given.reason, sent.version))

    return sent.carry_out(ReferralOut, use_case)


def _answered(work: UnitOfWork, referral_id: str, status: int = 200) -> Answered:
    found = showing.read_referral(work.connection, work.caller, referral_id, work.today)
    location = f"/api/v1/referrals/{found['id']}" if status == 201 else None
    return Answered(found, status, found["version"], location)
