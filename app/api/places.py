"""The register of prisons and probation regions."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.api import API
from app.api.access import ANYONE
from app.deps import Answered, Call, answer, requires, roles
from app.schemas.places import PrisonList, RegionList
from app.services import places

router = APIRouter(prefix=API, tags=["Places"])


@router.get("/prisons", response_model=PrisonList, openapi_extra=roles(*ANYONE))
def list_prisons(call: Annotated[Call, requires(*ANYONE)]) -> Response:
    """Every prison of England and Wales, by name."""
    with call.reading() as connection:
        return answer(PrisonList, Answered({"items": places.all_prisons(connection)}))


@router.get("/probation-regions", response_model=RegionList, openapi_extra=roles(*ANYONE))
def list_regions(call: Annotated[Call, requires(*ANYONE)]) -> Response:
    """The twelve regions of the Probation Service, by name."""
    with call.reading() as connection:
        return answer(RegionList, Answered({"items": places.all_regions(connection)}))
