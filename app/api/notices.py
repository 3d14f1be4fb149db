"""Notices: what a person was told, how they want to be told, and the mail that carried it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import API
from app.api.access import BE_TOLD
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles
from app.schemas.notices import (
    MailList,
    MailQuery,
    NoticeList,
    NoticeQuery,
    NoticesRead,
    Preferences,
    PreferencesIn,
    ReadCount,
)
from app.services.notices import mailbox, reading
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Notices"], route_class=StrictRoute)


@router.get("/notices", response_model=NoticeList, openapi_extra=roles(*BE_TOLD))
def list_notices(
    call: Annotated[Call, requires(*BE_TOLD)], asked: Annotated[NoticeQuery, Query()]
) -> Response:
    """What you were told: the unread first, then the latest first."""
    with call.reading() as connection:
        found = reading.list_notices(
            connection,
            call.caller,
            only_unread=asked.state == "unread",
            size=asked.size,
            cursor=asked.next,
        )
    return answer(NoticeList, Answered(found))


@router.post("/notices/read", response_model=ReadCount, openapi_extra=roles(*BE_TOLD))
def mark_notices_read(
    given: NoticesRead, call: Annotated[Call, requires(*BE_TOLD)], write: WritingDep
) -> Response:
    """Mark notices of yours read: those of `ids`, or all. What was read is not mailed any more."""

    def use_case(work: UnitOfWork) -> Answered:
        return Answered(reading.mark_read(work, None if given.all else given.ids or []))

    return write(call).carry_out(ReadCount, use_case)


@router.get("/notices/preferences", response_model=Preferences, openapi_extra=roles(*BE_TOLD))
def read_notice_preferences(call: Annotated[Call, requires(*BE_TOLD)]) -> Response:
    """How each kind of notice reaches you."""
    hours = call.request.app.state.settings.mail_digest_hours
    with call.reading() as connection:
        return answer(Preferences, Answered(reading.preferences_of(connection, call.caller, hours)))


@router.put("/notices/preferences", response_model=Preferences, openapi_extra=roles(*BE_TOLD))
def choose_notices(
    given: PreferencesIn, call: Annotated[Call, requires(*BE_TOLD)], write: WritingDep
) -> Response:
    """Choose how kinds of notice reach you: in the service, by mail, both or not at all. Nobody else may."""
    hours = call.request.app.state.settings.mail_digest_hours

    def use_case(work: UnitOfWork) -> Answered:
        reading.choose(work, [each.model_dump() for each in given.kinds])
        return Answered(reading.preferences_of(work.connection, call.caller, hours))

    return write(call).carry_out(Preferences, use_case)


@router.get("/mail", response_model=MailList, openapi_extra=roles(*BE_TOLD))
def list_mail(call: Annotated[Call, requires(*BE_TOLD)], asked: Annotated[MailQuery, Query()]) -> Response:
    """The mail that the service made, the latest first: an administrator's all, anybody else's their own."""
    with call.reading() as connection:
        found = mailbox.list_mail(
            connection,
            call.caller,
            given_up=asked.state == "given_up",
            size=asked.size,
            cursor=asked.next,
            today=call.today,
        )
    is_sent = call.request.app.state.settings.smtp_host is not None
    return answer(MailList, Answered({**found, "is_sent": is_sent}))
