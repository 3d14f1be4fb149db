"""What would be if other facts were told of a case, or another policy held. Stores nothing."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.api import API
from app.api.access import READ_CASES
from app.api.cases import CaseRef
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, answer, requires, roles
from app.schemas.what_if import CaseWhatIf, CaseWhatIfIn
from app.services.facts import ToldFact
from app.services.what_if import Tried, what_if

router = APIRouter(prefix=API, tags=["Ownership"], route_class=StrictRoute)


@router.post("/cases/{case}/ownership/what-if", response_model=CaseWhatIf, openapi_extra=roles(*READ_CASES))
def try_what_if(case: CaseRef, given: CaseWhatIfIn, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The timeline as it is and as it would be with other facts or under another policy. Nothing is stored."""
    added = [ToldFact(fact.type, fact.date, fact.fields) for fact in given.add]
    tried = Tried(added, given.leave_out, given.policy, given.settings)
    with call.reading() as connection:
        found = what_if(connection, call.caller, case, tried, call.moment, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "what_if"})
    return answer(CaseWhatIf, Answered(found))
