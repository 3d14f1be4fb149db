"""In the meeting and after: texts saved as typed, advice, provisional decisions, and the minutes they make."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import StringConstraints

from app.api import API
from app.api.access import CONFIRM_DECISIONS, READ_CASES, READ_MINUTES, SHARE_MINUTES, WRITE_MINUTES
from app.api.cases import CaseRef
from app.api.handovers import PdfResponse
from app.api.minutes_pdf import minutes_pdf
from app.api.strict_json import StrictRoute
from app.deps import MARKING, Answered, Call, WritingDep, answer, created, requires, roles, versioned
from app.schemas.fields import Readable
from app.schemas.minutes import (
    CopiedLines,
    DigestOut,
    DiscussionIn,
    DiscussionOut,
    LineIn,
    LineOut,
    MinutesOut,
    NoLongerIn,
    ProvisionalDecisionIn,
    ProvisionalDecisionOut,
    PublishIn,
    RecommendationIn,
    RecommendationOut,
    RecommendationPatch,
    RecordOut,
)
from app.services.minutes import advising, deciding, publishing, record, sharing, writing
from app.services.minutes.access import require_decision, require_recommendation
from app.services.panel_access import require_item, require_meeting
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Minutes"], route_class=StrictRoute)

ItemRef = Annotated[str, Path(description="The agenda item's id.", max_length=40)]
LineRef = Annotated[
    str, Path(description="Whose part it is, for example `prison_offender_manager`.", max_length=40)
]
AdviceRef = Annotated[str, Path(description="The recommendation's id.", max_length=40)]
DecisionRef = Annotated[str, Path(description="The provisional decision's id.", max_length=40)]
MeetingRef = Annotated[str, Path(description="The meeting's id.", max_length=40)]
VersionRef = Annotated[int, Path(description="The version of the minutes, from 1.", ge=1, le=100_000)]
Recipient = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    Readable,
    Query(description="To whom it goes, as the Chair agreed."),
]
ITEM, ADVICE, DECISION = "/agenda-items/{item}", "/recommendations/{recommendation}", "/provisional-decisions"
ONE = DECISION + "/{provisional}"
MINUTES = "/meetings/{meeting}/minutes"
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(ITEM + "/discussion", response_model=DiscussionOut, openapi_extra=roles(*READ_MINUTES))
def read_discussion(item: ItemRef, call: Annotated[Call, requires(*READ_MINUTES)]) -> Response:
    """What was said of an agenda item, with an ETag of its version."""
    require_item(call, item)
    with call.reading() as connection:
        found = writing.read_discussion(connection, call.caller, item, call.today)
    return answer(DiscussionOut, versioned(found))


@router.put(ITEM + "/discussion", response_model=DiscussionOut, openapi_extra=roles(*WRITE_MINUTES))
def write_discussion(
    item: ItemRef, given: DiscussionIn, call: Annotated[Call, requires(*WRITE_MINUTES)], write: WritingDep
) -> Response:
    """Keep what is said, as it is typed. 412: somebody else wrote meanwhile; read theirs, and lose neither text."""
    sent = write(call)
    version = sent.required_version()
    require_item(call, item)
    return sent.carry_out(
        DiscussionOut, lambda work: versioned(writing.write_discussion(work, item, given.text, version))
    )


@router.get(ITEM + "/responsibilities/{line}", response_model=LineOut, openapi_extra=roles(*READ_MINUTES))
def read_responsibility(
    item: ItemRef, line: LineRef, call: Annotated[Call, requires(*READ_MINUTES)]
) -> Response:
    """One person's part in the case of an item, with an ETag of its version."""
    require_item(call, item)
    with call.reading() as connection:
        found = writing.read_line(connection, call.caller, item, line, call.today)
    return answer(LineOut, versioned(found))


@router.put(ITEM + "/responsibilities/{line}", response_model=LineOut, openapi_extra=roles(*WRITE_MINUTES))
def write_responsibility(
    item: ItemRef,
    line: LineRef,
    given: LineIn,
    call: Annotated[Call, requires(*WRITE_MINUTES)],
    write: WritingDep,
) -> Response:
    """Set out what one person's part is. Minutes of a discussed case need the prison's and the community's manager."""
    sent = write(call)
    version = sent.required_version()
    require_item(call, item)
    return sent.carry_out(
        LineOut, lambda work: versioned(writing.write_line(work, item, line, given.text, version))
    )


@router.post(
    ITEM + "/recommendations",
    status_code=201,
    response_model=RecommendationOut,
    openapi_extra=roles(*WRITE_MINUTES),
)
def recommend(
    item: ItemRef,
    given: RecommendationIn,
    call: Annotated[Call, requires(*WRITE_MINUTES)],
    write: WritingDep,
) -> Response:
    """Record advice of the board on a case: of one kind, with at least one owner."""
    require_item(call, item)

    def use_case(work: UnitOfWork) -> Answered:
        return created(advising.recommend(work, item, given.model_dump(mode="json")), "/recommendations")

    return write(call).carry_out(RecommendationOut, use_case)


@router.get(ADVICE, response_model=RecommendationOut, openapi_extra=roles(*READ_MINUTES))
def read_recommendation(
    recommendation: AdviceRef, call: Annotated[Call, requires(*READ_MINUTES)]
) -> Response:
    """One recommendation, with an ETag of its version."""
    require_recommendation(call, recommendation)
    with call.reading() as connection:
        found = advising.read_recommendation(connection, call.caller, recommendation, call.today)
    return answer(RecommendationOut, versioned(found))


@router.patch(ADVICE, response_model=RecommendationOut, openapi_extra=roles(*WRITE_MINUTES))
def change_recommendation(
    recommendation: AdviceRef,
    given: RecommendationPatch,
    call: Annotated[Call, requires(*WRITE_MINUTES)],
    write: WritingDep,
) -> Response:
    """Put right what was recorded; published minutes keep what they said."""
    sent = write(call)
    version = sent.required_version()
    require_recommendation(call, recommendation)

    def use_case(work: UnitOfWork) -> Answered:
        changes = given.model_dump(mode="json", exclude_unset=True)
        return versioned(advising.change_recommendation(work, recommendation, changes, version))

    return sent.carry_out(RecommendationOut, use_case)


@router.post(
    ITEM + DECISION,
    status_code=201,
    response_model=ProvisionalDecisionOut,
    openapi_extra=roles(*WRITE_MINUTES),
)
def decide_provisionally(
    item: ItemRef,
    given: ProvisionalDecisionIn,
    call: Annotated[Call, requires(*WRITE_MINUTES)],
    write: WritingDep,
) -> Response:
    """Record a decision of an attendee with delegated authority; it is provisional until it is confirmed."""
    require_item(call, item)

    def use_case(work: UnitOfWork) -> Answered:
        found = deciding.decide_provisionally(work, item, given.model_dump(mode="json"))
        return created(found, "/provisional-decisions")

    return write(call).carry_out(ProvisionalDecisionOut, use_case)


@router.get(ONE, response_model=ProvisionalDecisionOut, openapi_extra=roles(*READ_MINUTES))
def read_provisional_decision(
    provisional: DecisionRef, call: Annotated[Call, requires(*READ_MINUTES)]
) -> Response:
    """One decision of a meeting with where it stands, with an ETag of its version."""
    require_decision(call, provisional)
    with call.reading() as connection:
        found = deciding.read_decision(connection, call.caller, provisional, call.today)
    return answer(ProvisionalDecisionOut, versioned(found))


@router.put(
    ONE + "/confirmation", response_model=ProvisionalDecisionOut, openapi_extra=roles(*CONFIRM_DECISIONS)
)
def confirm_decision(
    provisional: DecisionRef, call: Annotated[Call, requires(*CONFIRM_DECISIONS)], write: WritingDep
) -> Response:
    """Make it final: by the Chair, and for a movement by the Prison Group Director alone."""
    sent = write(call)
    version = sent.required_version()
    require_decision(call, provisional)
    return sent.carry_out(
        ProvisionalDecisionOut, lambda work: versioned(deciding.confirm(work, provisional, version))
    )


@router.delete(
    ONE, response_model=ProvisionalDecisionOut, openapi_extra=roles(*WRITE_MINUTES, *CONFIRM_DECISIONS)
)
def take_decision_back(
    provisional: DecisionRef,
    given: NoLongerIn,
    call: Annotated[Call, requires(*WRITE_MINUTES, *CONFIRM_DECISIONS)],
    write: WritingDep,
) -> Response:
    """Say that it no longer stands, with the reason; it stays in the record as superseded."""
    sent = write(call)
    version = sent.required_version()
    require_decision(call, provisional)

    def use_case(work: UnitOfWork) -> Answered:
        return versioned(deciding.supersede(work, provisional, given.reason, version))

    return sent.carry_out(ProvisionalDecisionOut, use_case)


@router.get(MINUTES, response_model=RecordOut, openapi_extra=roles(*READ_MINUTES))
def read_minutes(meeting: MeetingRef, call: Annotated[Call, requires(*READ_MINUTES)]) -> Response:
    """The meeting as it is recorded so far, and the versions that were published."""
    require_meeting(call, meeting)
    with call.reading() as connection:
        found = record.read_record(connection, call.caller, meeting, call.today)
    call.note_read("MINUTES_READ", details={"meeting": found["meeting_id"], "items": len(found["items"])})
    return answer(RecordOut, Answered(found))


@router.get(MINUTES + "/digest", response_model=DigestOut, openapi_extra=roles(*READ_MINUTES))
def read_minutes_digest(meeting: MeetingRef, call: Annotated[Call, requires(*READ_MINUTES)]) -> Response:
    """Whether the record has changed, for screens that ask every few seconds: the digest alone."""
    require_meeting(call, meeting)
    with call.reading() as connection:
        found = record.read_record(connection, call.caller, meeting, call.today)
    return answer(DigestOut, Answered(found))


@router.post(
    MINUTES + "/publish", status_code=201, response_model=MinutesOut, openapi_extra=roles(*WRITE_MINUTES)
)
def publish_minutes(
    meeting: MeetingRef,
    given: PublishIn,
    call: Annotated[Call, requires(*WRITE_MINUTES)],
    write: WritingDep,
) -> Response:
    """Publish the next version and copy its responsibility lines to the case records; refused while any is missing."""
    require_meeting(call, meeting)

    def use_case(work: UnitOfWork) -> Answered:
        found = publishing.publish(work, meeting, given.model_dump())
        location = f"/api/v1/meetings/{found['meeting_id']}/minutes/{found['number']}"
        return Answered(found, 201, location=location)

    return write(call).carry_out(MinutesOut, use_case)


@router.get(MINUTES + "/{number}", response_model=MinutesOut, openapi_extra=roles(*READ_MINUTES))
def read_published_minutes(
    meeting: MeetingRef, number: VersionRef, call: Annotated[Call, requires(*READ_MINUTES)]
) -> Response:
    """A published version, as it was published."""
    require_meeting(call, meeting)
    with call.reading() as connection:
        found = publishing.read_version(connection, call.caller, meeting, number, call.today)
    call.note_read("MINUTES_READ", details={"meeting": found["meeting_id"], "number": number})
    return answer(MinutesOut, Answered(found))


@router.get(
    MINUTES + "/{number}/file.pdf",
    response_class=PdfResponse,
    responses=FILE,
    openapi_extra=roles(*SHARE_MINUTES),
)
def send_minutes(
    meeting: MeetingRef,
    number: VersionRef,
    recipient: Recipient,
    call: Annotated[Call, requires(*SHARE_MINUTES)],
) -> Response:
    """A published version as a PDF for one recipient: refused unless the Chair agreed, and kept as a disclosure."""
    require_meeting(call, meeting)
    with call.work() as work:
        found = sharing.share_version(work, meeting, number, recipient)
    name = f"minutes-{found['meeting']['held_on']}-v{number}-OFFICIAL-SENSITIVE.pdf"
    headers = {**MARKING, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(minutes_pdf(found, call.today), 200, headers, "application/pdf")


@router.get(
    "/cases/{case}/panel-responsibilities", response_model=CopiedLines, openapi_extra=roles(*READ_CASES)
)
def list_panel_responsibilities(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """Whose part is what by the minutes of the board, as publishing copied it to the case record."""
    with call.reading() as connection:
        case_id, found = publishing.lines_of_case(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=case_id, details={"part": "panel_responsibilities"})
    return answer(CopiedLines, Answered(found))
