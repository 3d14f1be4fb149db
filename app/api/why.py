"""Why a case is with its owner on a day: the rules tried, what they saw, and what would change the answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import API
from app.api.access import READ_CASES
from app.api.cases import CaseRef
from app.deps import Answered, Call, answer, requires, roles
from app.schemas.fields import Day
from app.schemas.why import WhyOut
from app.services.why import why_of

router = APIRouter(prefix=API, tags=["Ownership"])

On = Annotated[Day | None, Query(description="Any day, past or future; today if left out.")]


@router.get("/cases/{case}/ownership/why", response_model=WhyOut, openapi_extra=roles(*READ_CASES))
def explain_ownership(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)], on: On = None) -> Response:
    """Every rule that was tried for a day, in order, with the facts that it saw and its paragraph; and why not another.

    By the facts known on that day, under the policy in force on it. A manager's override is not a rule: the answer
    here is the automatic one.
    """
    with call.reading() as connection:
        found = why_of(connection, call.caller, case, on or call.today, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "why"})
    return answer(WhyOut, Answered(found))
