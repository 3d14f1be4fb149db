"""The register of Governors and Directors of the women's prisons."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.api import API
from app.api.access import NAME_GOVERNORS, SEE_GOVERNORS
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles
from app.schemas.prison_governors import GovernorIn, GovernorList, GovernorOut
from app.services.panel_caseload import governors
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Panel caseload"], route_class=StrictRoute)


@router.get("/prison-governors", response_model=GovernorList, openapi_extra=roles(*SEE_GOVERNORS))
def list_prison_governors(call: Annotated[Call, requires(*SEE_GOVERNORS)]) -> Response:
    """Every women's prison with its Governor, or Director where it is contracted, who manages the women held there."""
    with call.reading() as connection:
        return answer(GovernorList, Answered({"items": governors.list_governors(connection)}))


@router.post(
    "/prison-governors", status_code=201, response_model=GovernorOut, openapi_extra=roles(*NAME_GOVERNORS)
)
def name_prison_governor(
    given: GovernorIn, call: Annotated[Call, requires(*NAME_GOVERNORS)], write: WritingDep
) -> Response:
    """Name who governs a prison from a day on; whoever did before, did until that day."""

    def use_case(work: UnitOfWork) -> Answered:
        return Answered(governors.name_governor(work, given.model_dump()), 201)

    return write(call).carry_out(GovernorOut, use_case)
