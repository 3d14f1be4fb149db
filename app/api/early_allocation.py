"""Early allocation: assessments of a case, the community's decision, and the form as a file."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app.api import API
from app.api.access import READ_CASES, TELL_FACTS
from app.api.cases import CaseRef
from app.api.early_allocation_pdf import early_allocation_pdf
from app.api.handovers import PdfResponse
from app.api.strict_json import StrictRoute
from app.deps import MARKING, Answered, Call, WritingDep, answer, requires, roles, versioned
from app.schemas.early_allocation import AssessmentIn, AssessmentOut, AssessmentPatch, AssessmentsOut
from app.services.early_allocation import assessing
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Early allocation"], route_class=StrictRoute)

AssessmentRef = Annotated[str, Path(description="The assessment's id, or its number.", max_length=40)]
PATH = "/cases/{case}/early-allocations"
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(PATH, response_model=AssessmentsOut, openapi_extra=roles(*READ_CASES))
def list_early_allocations(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The assessments of a case, the latest first, and whether one may be sent today."""
    with call.reading() as connection:
        case_id, found = assessing.list_assessments(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=case_id, details={"part": "early_allocations"})
    return answer(AssessmentsOut, Answered(found))


@router.post(PATH, status_code=201, response_model=AssessmentOut, openapi_extra=roles(*TELL_FACTS))
def assess_early_allocation(
    case: CaseRef,
    given: AssessmentIn,
    call: Annotated[Call, requires(*TELL_FACTS)],
    write: WritingDep,
) -> Response:
    """Assess a case. Within 18 months of its earliest date it is sent; before that it is saved and has no effect."""

    def use_case(work: UnitOfWork) -> Answered:
        found = assessing.assess(work, case, given.model_dump())
        location = f"/api/v1/cases/{found['case_id']}/early-allocations/{found['number']}"
        return Answered(found, 201, found["version"], location)

    return write(call).carry_out(AssessmentOut, use_case)


@router.get(PATH + "/{assessment}", response_model=AssessmentOut, openapi_extra=roles(*READ_CASES))
def read_early_allocation(
    case: CaseRef, assessment: AssessmentRef, call: Annotated[Call, requires(*READ_CASES)]
) -> Response:
    """One assessment, with an ETag of its version."""
    with call.reading() as connection:
        _, found = assessing.read_assessment(connection, call.caller, case, assessment, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "early_allocation"})
    return answer(AssessmentOut, versioned(found))


@router.patch(PATH + "/{assessment}", response_model=AssessmentOut, openapi_extra=roles(*TELL_FACTS))
def decide_early_allocation(
    case: CaseRef,
    assessment: AssessmentRef,
    given: AssessmentPatch,
    call: Annotated[Call, requires(*TELL_FACTS)],
    write: WritingDep,
) -> Response:
    """Record the community's decision on the latest assessment, where it is discretionary and was sent."""
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        return versioned(assessing.decide(work, case, assessment, given.model_dump(), version))

    return sent.carry_out(AssessmentOut, use_case)


@router.get(
    PATH + "/{assessment}/form.pdf",
    response_class=PdfResponse,
    responses=FILE,
    openapi_extra=roles(*READ_CASES),
)
def send_early_allocation_form(
    case: CaseRef, assessment: AssessmentRef, call: Annotated[Call, requires(*READ_CASES)]
) -> Response:
    """The assessment as a PDF file, marked on each page."""
    with call.reading() as connection:
        row, found = assessing.read_assessment(connection, call.caller, case, assessment, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "early_allocation_form"})
    name = f"early-allocation-{row['prison_number'] or row['crn'] or 'case'}-{found['number']}.pdf"
    headers = {**MARKING, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(early_allocation_pdf(row, found, call.today), 200, headers, "application/pdf")
