"""Key stages: planned by the prison, answered by the community, with the progress that it is told of."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import ANSWER_FOR_COMMUNITY, READ_CASES, TELL_FACTS
from app.api.cases import CaseRef
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.list_filters import StagesWanted
from app.domain.refusals import InvalidInput
from app.schemas.key_stages import (
    AnswerIn,
    ProgressIn,
    ProgressList,
    ProgressOut,
    StageIn,
    StageList,
    StageOut,
    StagePatch,
    StagesOfCase,
    StagesQuery,
)
from app.services.key_stages import progress, stages
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Key stages"], route_class=StrictRoute)

StageRef = Annotated[str, Path(description="The key stage's id.", max_length=40)]
COLUMNS = (
    ("prison_number", "case.prison_number"),
    ("crn", "case.crn"),
    ("last_name", "case.last_name"),
    ("first_name", "case.first_name"),
    ("prison", "case.prison.code"),
    ("kind", "kind"),
    ("planned_on", "planned_on"),
    ("state", "state"),
    ("invited", "invited_named"),
    ("response_due", "response_due"),
    ("response", "response"),
    ("held_on", "held_on"),
)


@router.get("/key-stages", response_model=StageList, responses=CSV_TOO, openapi_extra=roles(*READ_CASES))
def list_key_stages(
    call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[StagesQuery, Query()]
) -> Response:
    """The key stages of the cases that you may see, the earliest planned first."""
    wanted = StagesWanted(asked.prison, asked.region, asked.staff, asked.state, asked.from_, asked.to)

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return stages.list_stages(connection, call.caller, wanted, call.today, size=size, cursor=after)

    if wants_csv(call, asked.format):
        call.note_read("KEY_STAGES_EXPORTED", details={"prison": asked.prison, "state": asked.state})
        return csv_response(every_row(call.database, read), COLUMNS, "key-stages")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    call.note_read("KEY_STAGES_LISTED", details={"cases": [row["case_id"] for row in found["items"]]})
    return answer(StageList, Answered(found))


@router.get("/cases/{case}/key-stages", response_model=StagesOfCase, openapi_extra=roles(*READ_CASES))
def list_key_stages_of_case(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The key stages of a case, the latest planned first."""
    with call.reading() as connection:
        case_id, found = stages.stages_of(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=case_id, details={"part": "key_stages"})
    return answer(StagesOfCase, Answered({"items": found}))


@router.get("/cases/{case}/key-stages/{stage}", response_model=StageOut, openapi_extra=roles(*READ_CASES))
def read_key_stage(case: CaseRef, stage: StageRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """One key stage, with an ETag of its version."""
    with call.reading() as connection:
        found = stages.read_stage(connection, call.caller, case, stage, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "key_stage"})
    return answer(StageOut, versioned(found))


@router.post(
    "/cases/{case}/key-stages", response_model=StageOut, status_code=201, openapi_extra=roles(*TELL_FACTS)
)
def plan_key_stage(
    case: CaseRef, given: StageIn, call: Annotated[Call, requires(*TELL_FACTS)], write: WritingDep
) -> Response:
    """Plan a key stage; the named community manager is invited, by notice, by mail and with a task."""

    def use_case(work: UnitOfWork) -> Answered:
        stage = stages.plan_stage(work, case, given.kind, given.planned_on, given.note)
        location = f"/api/v1/cases/{stage['case_id']}/key-stages/{stage['id']}"
        return Answered(stage, 201, stage["version"], location)

    return write(call).carry_out(StageOut, use_case)


@router.patch("/cases/{case}/key-stages/{stage}", response_model=StageOut, openapi_extra=roles(*TELL_FACTS))
def change_key_stage(
    case: CaseRef,
    stage: StageRef,
    given: StagePatch,
    call: Annotated[Call, requires(*TELL_FACTS)],
    write: WritingDep,
) -> Response:
    """Move, describe, hold or cancel a key stage. The community is asked again about one that moved."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True)
    for name in ("kind", "planned_on"):
        if name in changes and changes[name] is None:
            raise InvalidInput.of(name, "null", "A key stage keeps this: give a value, or leave it out.")
    return sent.carry_out(
        StageOut, lambda work: versioned(stages.change_stage(work, case, stage, changes, version))
    )


@router.put(
    "/cases/{case}/key-stages/{stage}/answer",
    response_model=StageOut,
    openapi_extra=roles(*ANSWER_FOR_COMMUNITY),
)
def answer_key_stage(
    case: CaseRef,
    stage: StageRef,
    given: AnswerIn,
    call: Annotated[Call, requires(*ANSWER_FOR_COMMUNITY)],
    write: WritingDep,
) -> Response:
    """The community's answer: will attend, will contribute in writing, or cannot; with what it contributes."""
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        return versioned(stages.answer_stage(work, case, stage, given.response, given.contribution, version))

    return sent.carry_out(StageOut, use_case)


@router.get("/cases/{case}/progress-notices", response_model=ProgressList, openapi_extra=roles(*READ_CASES))
def list_progress_notices(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """What the community manager was told of progress, the latest first."""
    with call.reading() as connection:
        case_id, found = progress.told_of(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=case_id, details={"part": "progress_notices"})
    return answer(ProgressList, Answered({"items": found}))


@router.post(
    "/cases/{case}/progress-notices",
    response_model=ProgressOut,
    status_code=201,
    openapi_extra=roles(*TELL_FACTS),
)
def tell_progress(
    case: CaseRef, given: ProgressIn, call: Annotated[Call, requires(*TELL_FACTS)], write: WritingDep
) -> Response:
    """Tell the named community manager of progress. The text stays in the service; a mail says that it is there."""

    def use_case(work: UnitOfWork) -> Answered:
        return Answered(progress.tell_progress(work, case, given.text), 201)

    return write(call).carry_out(ProgressOut, use_case)
