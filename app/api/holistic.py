"""Holistic assessments of a person, and behind a role of its own what she disclosed of abuse."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api import API
from app.api.access import DISCLOSURES, READ_REFERRALS, REFER
from app.api.cases import CaseRef
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.refusals import InvalidInput
from app.schemas.holistic import (
    DisclosureIn,
    DisclosureOut,
    HolisticIn,
    HolisticList,
    HolisticOut,
    HolisticPatch,
)
from app.services.referrals import holistic
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Holistic assessment"], route_class=StrictRoute)

PATH = "/cases/{case}/holistic-assessments"
ONE = PATH + "/{first_contact}"
HolisticRef = Annotated[str, Path(max_length=40, description="The id of an assessment.")]
Reader = Annotated[Call, requires(*READ_REFERRALS)]
Permitted = Annotated[Call, requires(*DISCLOSURES)]
MAY_BE_EMPTY = frozenset({"place_name", "summary"})


@router.get(PATH, response_model=HolisticList, openapi_extra=roles(*READ_REFERRALS))
def list_holistic_assessments(case: CaseRef, call: Reader) -> Response:
    """Every assessment of the person of a case, those made on earlier cases of hers too."""
    with call.reading() as connection:
        found = holistic.list_assessments(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "holistic_assessments"})
    return answer(HolisticList, Answered(found))


@router.post(PATH, status_code=201, response_model=HolisticOut, openapi_extra=roles(*REFER))
def record_holistic_assessment(
    case: CaseRef, given: HolisticIn, call: Annotated[Call, requires(*REFER)], write: WritingDep
) -> Response:
    """Record the assessment at first contact, whether or not she may be diverted."""

    def use_case(work: UnitOfWork) -> Answered:
        found = holistic.assess(work, case, given.model_dump())
        location = f"/api/v1/cases/{found['case_id']}/holistic-assessments/{found['id']}"
        return Answered(found, 201, found["version"], location)

    return write(call).carry_out(HolisticOut, use_case)


@router.get(ONE, response_model=HolisticOut, openapi_extra=roles(*READ_REFERRALS))
def read_holistic_assessment(case: CaseRef, first_contact: HolisticRef, call: Reader) -> Response:
    """One assessment, with an ETag of its version."""
    with call.reading() as connection:
        found = holistic.read_assessment(connection, call.caller, case, first_contact, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "holistic_assessment"})
    return answer(HolisticOut, versioned(found))


@router.patch(ONE, response_model=HolisticOut, openapi_extra=roles(*REFER))
def correct_holistic_assessment(
    case: CaseRef,
    first_contact: HolisticRef,
    given: HolisticPatch,
    call: Annotated[Call, requires(*REFER)],
    write: WritingDep,
) -> Response:
    """Correct an assessment; what stood there is kept in the history of the case."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None and name not in MAY_BE_EMPTY:
            raise InvalidInput.of(name, "null", "Give a value, or leave the field out.")
    return sent.carry_out(
        HolisticOut, lambda work: versioned(holistic.correct(work, case, first_contact, changes, version))
    )


@router.get(ONE + "/disclosure", response_model=DisclosureOut, openapi_extra=roles(*DISCLOSURES))
def read_abuse_disclosure(case: CaseRef, first_contact: HolisticRef, call: Permitted) -> Response:
    """What she disclosed of abuse; 404 where nothing has been recorded. Every reading is kept."""
    with call.reading() as connection:
        found = holistic.read_disclosure(connection, call.caller, case, first_contact, call.today)
    call.note_read("RESTRICTED_PART_READ", details={"holistic_assessment": found["assessment_id"]})
    return answer(DisclosureOut, versioned(found))


@router.put(ONE + "/disclosure", response_model=DisclosureOut, openapi_extra=roles(*DISCLOSURES))
def keep_abuse_disclosure(
    case: CaseRef, first_contact: HolisticRef, given: DisclosureIn, call: Permitted, write: WritingDep
) -> Response:
    """Keep what she disclosed and what became of the offer of a specialist service.

    Send `If-Match: "0"` where nothing is recorded yet, else the ETag that you read.
    """
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        return versioned(holistic.keep_disclosure(work, case, first_contact, given.model_dump(), version))

    return sent.carry_out(DisclosureOut, use_case)
