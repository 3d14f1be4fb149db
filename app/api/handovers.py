"""Handovers: their lists and counts, and the record of one case on which both sides work."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import READ_CASES, TELL_FACTS
from app.api.cases import CaseRef
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.handover_pdf import handover_pdf
from app.api.strict_json import StrictRoute
from app.deps import MARKING, Answered, Call, WritingDep, answer, requires, roles
from app.domain.handover.filters import HandoverFilters
from app.domain.handover.lists import Windows
from app.domain.refusals import InvalidInput
from app.schemas.handovers import (
    HandoverCounts,
    HandoverList,
    HandoverNarrowed,
    HandoverOut,
    HandoverPatch,
    HandoverQuery,
    HandoverSummary,
)
from app.services.handovers import listing, records, summary, working
from app.services.handovers.windows import windows_of
from app.services.handovers.working import HandoverChange, StepChange
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Handovers"], route_class=StrictRoute)


class PdfResponse(Response):
    """A PDF file."""

    media_type = "application/pdf"


PDF_TOO: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}

ONE_ANSWER = "Accept the handover or decline it, not both at once."
NAMES = ("q", "prison", "region", "staff", "reason", "kind", "rosh", "tier")
COLUMNS = (
    ("prison_number", "prison_number"),
    ("crn", "crn"),
    ("last_name", "last_name"),
    ("first_name", "first_name"),
    ("prison", "prison.name"),
    ("home_region", "home_region"),
    ("handover_date", "handover_date"),
    ("support_date", "support_date"),
    ("reason_code", "reason_code"),
    ("kind", "kind"),
    ("release_date", "release_date"),
    ("rosh_level", "rosh_level"),
    ("tier", "tier"),
    ("prison_lead", "prison_lead"),
    ("community_manager_name", "community_manager_name"),
    ("community_team", "community_team"),
    ("steps_settled", "steps_settled"),
    ("steps_of", "steps_of"),
    ("days_overdue", "days_overdue"),
    ("accepted_on", "accepted_on"),
    ("waits_since", "waits_since"),
    ("case_id", "id"),
)


def windows(call: Call) -> Windows:
    """How far the lists look, as this service is set."""
    return windows_of(call.request.app.state.settings)


@router.get("/handovers", response_model=HandoverList, responses=CSV_TOO, openapi_extra=roles(*READ_CASES))
def list_handovers(
    call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[HandoverQuery, Query()]
) -> Response:
    """One of the five lists of handovers, those due first first."""
    filters = HandoverFilters(**asked.model_dump(include=set(NAMES)))
    looked = windows(call)

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        part = listing.Part(size, after, asked.sort, asked.counts)
        return listing.list_handovers(connection, call.caller, asked.list, filters, looked, call.today, part)

    if wants_csv(call, asked.format):
        narrowed = {name: value for name, value in asdict(filters).items() if value}
        call.note_read("HANDOVERS_EXPORTED", details={"list": asked.list, **narrowed})
        return csv_response(
            every_row(call.database, read), COLUMNS, f"handovers-{asked.list.replace('_', '-')}"
        )
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    call.note_read("HANDOVERS_LISTED", details={"cases": [row["id"] for row in found["items"]]})
    return answer(HandoverList, Answered(found))


@router.get("/handovers/counts", response_model=HandoverCounts, openapi_extra=roles(*READ_CASES))
def count_handovers(
    call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[HandoverNarrowed, Query()]
) -> Response:
    """How many each list has, with the same filters."""
    filters = HandoverFilters(**asked.model_dump())
    with call.reading() as connection:
        found = listing.count_handovers(connection, call.caller, filters, windows(call), call.today)
    return answer(HandoverCounts, Answered(found))


@router.get("/cases/{case}/handover", response_model=HandoverOut, openapi_extra=roles(*READ_CASES))
def read_handover(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The handover of a case with its checklist; the ETag is the record's version, where one is open."""
    with call.reading() as connection:
        shown = records.show(connection, call.caller, case, call.today, windows(call))
    call.note_read("CASE_READ", case_id=shown.value["case_id"], details={"part": "handover"})
    return answer(HandoverOut, Answered(shown.value, version=shown.version))


@router.patch("/cases/{case}/handover", response_model=HandoverOut, openapi_extra=roles(*TELL_FACTS))
def work_on_handover(
    case: CaseRef, given: HandoverPatch, call: Annotated[Call, requires(*TELL_FACTS)], write: WritingDep
) -> Response:
    """Settle items of the checklist, write the report, and, in the community, accept or decline."""
    sent = write(call)
    version = sent.required_version()
    if given.accepted and given.declined:
        raise InvalidInput.of("accepted", "accepted_and_declined", ONE_ANSWER)
    change = HandoverChange(
        steps=[StepChange(step.code, step.state, step.note) for step in given.steps],
        report=given.report,
        clears_report="report" in given.model_fields_set and given.report is None,
        accepted_on=given.accepted.on if given.accepted else None,
        decline_reason=given.declined.reason if given.declined else None,
    )

    def use_case(work: UnitOfWork) -> Answered:
        shown = working.work_on(work, case, change, version, windows(call))
        return Answered(shown.value, version=shown.version)

    return sent.carry_out(HandoverOut, use_case)


@router.get(
    "/cases/{case}/handover/summary",
    response_model=HandoverSummary,
    responses=PDF_TOO,
    openapi_extra=roles(*READ_CASES),
)
def read_handover_summary(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The handover on one page, to print: as data, or as a PDF with `Accept: application/pdf`."""
    found = _summary(case, call)
    if call.request.headers.get("accept", "").lower().strip().startswith("application/pdf"):
        return _as_pdf(found)
    return answer(HandoverSummary, Answered(found))


@router.get(
    "/cases/{case}/handover/summary.pdf",
    response_class=PdfResponse,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
    openapi_extra=roles(*READ_CASES),
)
def send_handover_summary(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The same as a PDF file, marked on each page."""
    return _as_pdf(_summary(case, call))


def _summary(case: str, call: Call) -> Mapping[str, Any]:
    with call.reading() as connection:
        found = summary.summary_of(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=found["case"]["id"], details={"part": "handover_summary"})
    return found


def _as_pdf(found: Mapping[str, Any]) -> Response:
    name = f"handover-{found['case']['prison_number'] or found['case']['crn']}-OFFICIAL-SENSITIVE.pdf"
    headers = {**MARKING, "Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept"}
    return PdfResponse(handover_pdf(found), headers=headers)
