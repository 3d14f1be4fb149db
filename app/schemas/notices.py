"""Notices as they are listed, marked and chosen, and the mail that carried them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.schemas.fields import Flag, Given, Shown

NoticeId = Annotated[str, Field(max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,50}$")]
Cursor = Annotated[str, Field(max_length=600)]


class NoticeQuery(Given):
    """Which notices, and which part of the list."""

    state: Literal["all", "unread"] = "all"
    size: int = Field(default=25, ge=1, le=100)
    next: Cursor | None = None


class NoticeCase(Shown):
    """The case that a notice is about, while the person may see it."""

    id: str
    first_name: str
    last_name: str
    prison_number: str | None
    crn: str | None


class NoticeOut(Shown):
    """Something that the person was told."""

    id: str
    kind: str
    title: str
    path: str = Field(description="The page of the service that it leads to.")
    case: NoticeCase | None
    details: dict[str, Any]
    made_at: datetime
    read_at: datetime | None


class NoticeList(Shown):
    """One page of a person's notices: the unread first, then the latest first. `unread` counts up to 100."""

    items: list[NoticeOut]
    page: int | None
    size: int
    total: int | None
    next: str | None
    unread: int


class NoticesRead(Given):
    """Which notices the person has read: some, or all of them."""

    ids: list[NoticeId] | None = Field(default=None, max_length=100)
    all: Flag = False


class ReadCount(Shown):
    """How many were unread until now, and how many still are."""

    read: int
    unread: int


class PreferenceOut(Shown):
    """How one kind of notice reaches the person."""

    kind: str
    title: str
    in_service: bool
    by_mail: bool
    is_usual: bool = Field(description="As everybody has it who chose nothing.")
    urgent: bool = Field(description="Mailed at once, and does not wait for a digest.")


class Preferences(Shown):
    """Every kind of notice, and where mail goes."""

    address: str | None
    digest_hours: int = Field(description="At most one message in so many hours, but for what is urgent.")
    kinds: list[PreferenceOut]


class PreferenceIn(Given):
    """How one kind of notice is wanted."""

    kind: Code
    in_service: Flag
    by_mail: Flag


class PreferencesIn(Given):
    """The kinds that are to change; others stay as they are."""

    kinds: list[PreferenceIn] = Field(max_length=200)


class MailOut(Shown):
    """One message: what was, or would have been, sent."""

    id: str
    address: str
    subject: str
    text: str
    made_at: datetime
    state: Literal["waiting", "sent", "given_up"]
    tries: int
    trouble: str | None
    next_try_at: datetime | None
    sent_at: datetime | None
    given_up_at: datetime | None


class MailQuery(Given):
    """Which messages, and which part of the list."""

    state: Literal["all", "given_up"] = "all"
    size: int = Field(default=25, ge=1, le=100)
    next: Cursor | None = None


class MailList(Shown):
    """One page of messages, the latest first. `is_sent` says whether a mail server is set at all."""

    items: list[MailOut]
    page: int | None
    size: int
    total: int | None
    next: str | None
    is_sent: bool
    day: date
