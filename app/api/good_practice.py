"""Notes of good practice: found by everybody, drafted by the panel, published without anybody's identity."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api import API
from app.api.access import KEEP_GOOD_PRACTICE, READ_GOOD_PRACTICE, WRITE_GOOD_PRACTICE
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, created, requires, roles, versioned
from app.domain.panel import Aim
from app.schemas.good_practice import NoteIn, NoteList, NoteOut, NotePatch, PublishIn, State, WithdrawIn
from app.services import good_practice
from app.services.panel_access import require_sight
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Good practice"], route_class=StrictRoute)
NoteRef = Annotated[str, Path(max_length=40, description="The id of a note.")]
PATH = "/good-practice"


@router.get(PATH, response_model=NoteList, openapi_extra=roles(*READ_GOOD_PRACTICE))
def list_good_practice(
    call: Annotated[Call, requires(*READ_GOOD_PRACTICE)],
    q: Annotated[
        str | None, Query(max_length=200, description="Beginnings of words, all of which count.")
    ] = None,
    aim: Aim | None = None,
    state: Annotated[State, Query(description="Drafts and withdrawn notes are for the panel.")] = "published",
    size: Annotated[int, Query(ge=1, le=100)] = 25,
    after: Annotated[str | None, Query(alias="next", max_length=600)] = None,
) -> Response:
    """Notes, the latest first: published ones for everybody, others for who wrote them and who keeps them."""
    reader = good_practice.reader_of(call, unpublished=state != "published")
    with call.reading() as connection:
        found = good_practice.list_notes(
            connection, reader, state=state, q=q, aim=aim, size=size, cursor=after
        )
    return answer(NoteList, Answered(found))


@router.post(PATH, status_code=201, response_model=NoteOut, openapi_extra=roles(*WRITE_GOOD_PRACTICE))
def draft_good_practice(
    given: NoteIn, call: Annotated[Call, requires(*WRITE_GOOD_PRACTICE)], write: WritingDep
) -> Response:
    """Draft a note, perhaps from an item of a meeting."""
    sight = require_sight(call)
    return write(call).carry_out(
        NoteOut, lambda work: created(good_practice.draft(work, sight, given.model_dump()), PATH)
    )


@router.get(PATH + "/{note}", response_model=NoteOut, openapi_extra=roles(*READ_GOOD_PRACTICE))
def read_good_practice(note: NoteRef, call: Annotated[Call, requires(*READ_GOOD_PRACTICE)]) -> Response:
    """One note, with an ETag of its version."""
    reader = good_practice.reader_of(call)
    with call.reading() as connection:
        found = good_practice.read_note(connection, reader, note)
    return answer(NoteOut, versioned(found))


@router.patch(PATH + "/{note}", response_model=NoteOut, openapi_extra=roles(*WRITE_GOOD_PRACTICE))
def change_good_practice(
    note: NoteRef,
    given: NotePatch,
    call: Annotated[Call, requires(*WRITE_GOOD_PRACTICE)],
    write: WritingDep,
) -> Response:
    """Change a draft. What is published stays as it is, until it is withdrawn."""
    sight = require_sight(call)
    sent = write(call)
    version = sent.required_version()
    told = given.model_dump(exclude_unset=True, exclude_none=True)
    return sent.carry_out(
        NoteOut, lambda work: versioned(good_practice.change(work, sight, note, told, version))
    )


@router.post(PATH + "/{note}/publish", response_model=NoteOut, openapi_extra=roles(*KEEP_GOOD_PRACTICE))
def publish_good_practice(
    note: NoteRef,
    given: PublishIn,
    call: Annotated[Call, requires(*KEEP_GOOD_PRACTICE)],
    write: WritingDep,
) -> Response:
    """Publish a draft. Refused while a name, a number or a date of birth of anybody on the caseload stands in it."""
    sight = require_sight(call)
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        found = good_practice.publish(
            work, sight, note, read_through=given.read_through, version=sent.version
        )
        return versioned(found)

    return sent.carry_out(NoteOut, use_case)


@router.post(PATH + "/{note}/withdraw", response_model=NoteOut, openapi_extra=roles(*KEEP_GOOD_PRACTICE))
def withdraw_good_practice(
    note: NoteRef,
    given: WithdrawIn,
    call: Annotated[Call, requires(*KEEP_GOOD_PRACTICE)],
    write: WritingDep,
) -> Response:
    """Take a published note back. It stays on record with the reason, and nobody finds it any more."""
    sight = require_sight(call)
    sent = write(call)
    return sent.carry_out(
        NoteOut, lambda work: versioned(good_practice.withdraw(work, sight, note, given.reason, sent.version))
    )
