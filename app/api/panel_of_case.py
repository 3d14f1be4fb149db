"""Where one case stands with the panel, and what happened between them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import API
from app.api.access import SEE_PANEL_CASELOAD
from app.api.cases import CaseRef
from app.api.panel_caseload import Reader
from app.api.strict_json import StrictRoute
from app.deps import Answered, answer, roles
from app.schemas.panel_caseload import ChronologyQuery, PanelOfCase
from app.services.panel_caseload.chronology import read_panel_of_case
from app.services.panel_caseload.sight import require_case

router = APIRouter(prefix=API, tags=["Panel caseload"], route_class=StrictRoute)


@router.get("/cases/{case}/panel", response_model=PanelOfCase, openapi_extra=roles(*SEE_PANEL_CASELOAD))
def read_panel_of_a_case(case: CaseRef, call: Reader, asked: Annotated[ChronologyQuery, Query()]) -> Response:
    """Where a case stands with the panel, who answers for her, and what happened, in the order of its days."""
    with_advice = require_case(call, case)
    with call.reading() as connection:
        found = read_panel_of_case(
            connection,
            call.caller,
            case,
            call.today,
            size=asked.size,
            cursor=asked.next,
            with_advice=with_advice,
        )
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "panel"})
    return answer(PanelOfCase, Answered(found))
