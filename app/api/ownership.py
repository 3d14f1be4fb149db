"""Who owns a case: on any day, as known on any day, under any policy; and the whole line."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app.api import API
from app.api.access import READ_CASES
from app.api.cases import CaseRef
from app.deps import Answered, Call, answer, requires, roles
from app.schemas.fields import Day
from app.schemas.ownership import Layer, OwnershipOut, TimelineOut, View
from app.services import ownership
from app.services.ownership import Question

router = APIRouter(prefix=API, tags=["Ownership"])

On = Annotated[Day | None, Query(description="Any day, past or future; today if left out.")]
AsKnownOn = Annotated[Day | None, Query(description="What the record said on that day.")]
OnLayer = Annotated[Layer, Query(description="`automatic`: what the rules say, whatever a manager decided.")]
PolicyId = Annotated[str | None, Query(max_length=40, description="What this policy would say.")]


@router.get("/cases/{case}/ownership", response_model=OwnershipOut, openapi_extra=roles(*READ_CASES))
def read_ownership(
    case: CaseRef,
    call: Annotated[Call, requires(*READ_CASES)],
    on: On = None,
    as_known_on: AsKnownOn = None,
    view: View = "as_lived",
    policy: PolicyId = None,
    layer: OnLayer = "effective",
) -> Response:
    """Who owns the case, since when, until when, and why."""
    question = Question(on, as_known_on, view, policy, layer)
    with call.reading() as connection:
        found = ownership.owner_of(connection, call.caller, case, question, call.today)
    return owner_told(call, found)


def owner_told(call: Call, found: Mapping[str, Any]) -> Response:
    """The answer, once its reading is noted; no connection is held meanwhile."""
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "ownership"})
    return answer(OwnershipOut, Answered(found))


@router.get("/cases/{case}/ownership/timeline", response_model=TimelineOut, openapi_extra=roles(*READ_CASES))
def read_timeline(
    case: CaseRef,
    call: Annotated[Call, requires(*READ_CASES)],
    as_known_on: AsKnownOn = None,
    view: View = "as_lived",
    policy: PolicyId = None,
    layer: OnLayer = "effective",
) -> Response:
    """Every period: the past as it was lived, the future as it follows if nothing more is told."""
    question = Question(None, as_known_on, view, policy, layer)
    with call.reading() as connection:
        found = ownership.timeline_of(connection, call.caller, case, question, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "timeline"})
    return answer(TimelineOut, Answered(found))
