"""Requests to let something leave the panel, the Chair's answers, and everything that left."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import AGREE_TO_SHARE, ASK_TO_SHARE, END_SHARING, SEE_SHARING
from app.api.csv_lists import CSV_TOO, Column, Row, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, created, requires, roles, versioned
from app.schemas.fields import FileFormat
from app.schemas.sharing import (
    AgreeIn,
    DisclosureList,
    DisclosureOut,
    HandedOverIn,
    RefuseIn,
    ShareIn,
    ShareList,
    ShareOut,
    State,
)
from app.services import share_requests
from app.services.panel_access import require_sight
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Sharing"], route_class=StrictRoute)

ShareRef = Annotated[str, Path(max_length=40, description="The id of a request.")]
Size = Annotated[int, Query(ge=1, le=100)]
After = Annotated[str | None, Query(alias="next", max_length=600)]
PATH = "/share-requests"
LEDGER: tuple[Column, ...] = (
    ("disclosed_at", "disclosed_at"),
    ("what", "what"),
    ("about", "about"),
    ("meeting_id", "subject_id"),
    ("recipient", "recipient"),
    ("organisation", "organisation"),
    ("purpose", "purpose"),
    ("way", "way"),
    ("rows", "rows"),
    ("fields", "fields"),
    ("disclosed_by", "disclosed_by"),
    ("note", "note"),
    ("share_request_id", "share_request_id"),
)


@router.get(PATH, response_model=ShareList, openapi_extra=roles(*SEE_SHARING))
def list_share_requests(
    call: Annotated[Call, requires(*SEE_SHARING)],
    state: State | None = None,
    size: Size = 25,
    after: After = None,
) -> Response:
    """Requests and agreements, the latest first."""
    require_sight(call)
    with call.reading() as connection:
        found = share_requests.list_requests(connection, call.today, state=state, size=size, cursor=after)
    return answer(ShareList, Answered(found))


@router.post(PATH, status_code=201, response_model=ShareOut, openapi_extra=roles(*ASK_TO_SHARE))
def ask_to_share(
    given: ShareIn, call: Annotated[Call, requires(*ASK_TO_SHARE)], write: WritingDep
) -> Response:
    """Ask the Chair that something may leave. Nothing may before the Chair has agreed."""
    require_sight(call)
    return write(call).carry_out(
        ShareOut, lambda work: created(share_requests.ask(work, given.model_dump()), PATH)
    )


@router.get(PATH + "/{share}", response_model=ShareOut, openapi_extra=roles(*SEE_SHARING))
def read_share_request(share: ShareRef, call: Annotated[Call, requires(*SEE_SHARING)]) -> Response:
    """One request, with an ETag of its version."""
    require_sight(call)
    with call.reading() as connection:
        found = share_requests.read_request(connection, share, call.today)
    return answer(ShareOut, versioned(found))


@router.post(PATH + "/{share}/approve", response_model=ShareOut, openapi_extra=roles(*AGREE_TO_SHARE))
def approve_share_request(
    share: ShareRef, given: AgreeIn, call: Annotated[Call, requires(*AGREE_TO_SHARE)], write: WritingDep
) -> Response:
    """The Chair agrees: from the first day to the last it may leave, for this purpose, to this recipient."""
    return _decided(share, "approved", given.reason, call, write)


@router.post(PATH + "/{share}/refuse", response_model=ShareOut, openapi_extra=roles(*AGREE_TO_SHARE))
def refuse_share_request(
    share: ShareRef, given: RefuseIn, call: Annotated[Call, requires(*AGREE_TO_SHARE)], write: WritingDep
) -> Response:
    """The Chair refuses."""
    return _decided(share, "refused", given.reason, call, write)


@router.post(PATH + "/{share}/end", response_model=ShareOut, openapi_extra=roles(*END_SHARING))
def end_share_request(
    share: ShareRef, given: RefuseIn, call: Annotated[Call, requires(*END_SHARING)], write: WritingDep
) -> Response:
    """End an agreement before its last day, or take a request back. What has left stays in the disclosures."""
    require_sight(call)
    sent = write(call)
    return sent.carry_out(
        ShareOut, lambda work: versioned(share_requests.end(work, share, given.reason, sent.version))
    )


@router.post(
    PATH + "/{share}/disclosures",
    status_code=201,
    response_model=DisclosureOut,
    openapi_extra=roles(*END_SHARING),
)
def record_disclosure(
    share: ShareRef, given: HandedOverIn, call: Annotated[Call, requires(*END_SHARING)], write: WritingDep
) -> Response:
    """Keep that a paper left outside the service, under an agreement that holds today."""
    require_sight(call)

    def use_case(work: UnitOfWork) -> Answered:
        return Answered(share_requests.record_disclosure(work, share, given.model_dump()), 201)

    return write(call).carry_out(DisclosureOut, use_case)


@router.get(
    "/disclosures", response_model=DisclosureList, responses=CSV_TOO, openapi_extra=roles(*SEE_SHARING)
)
def list_disclosures(
    call: Annotated[Call, requires(*SEE_SHARING)],
    share: Annotated[str | None, Query(max_length=40, description="Those under one request.")] = None,
    size: Size = 25,
    after: After = None,
    format: Annotated[FileFormat, Query()] = None,  # noqa: A002 - the parameter's name in every list
) -> Response:
    """What left the panel, the latest first: every one has its purpose and its recipient."""
    require_sight(call)

    def read(connection: Connection, cursor: str | None, size: int) -> Row:
        return share_requests.list_disclosures(connection, share=share, size=size, cursor=cursor)

    if wants_csv(call, format):
        call.note_read("DISCLOSURES_EXPORTED", details={"share": share})
        return csv_response(every_row(call.database, read), LEDGER, "disclosures")
    with call.reading() as connection:
        found = read(connection, after, size)
    return answer(DisclosureList, Answered(found))


def _decided(share: str, decision: str, reason: str | None, call: Call, write: WritingDep) -> Response:
    require_sight(call)
    sent = write(call)
    return sent.carry_out(
        ShareOut, lambda work: versioned(share_requests.decide(work, share, decision, reason, sent.version))
    )
