"""Notes of good practice as they are sent and shown."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from app.domain.panel import Aim
from app.schemas.fields import Given, Line, Readable, Shown, Text

State = Literal["draft", "published", "withdrawn"]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f-]{36}$")]
NoteText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000), Readable]
Aims = Annotated[list[Aim], Field(max_length=5, json_schema_extra={"uniqueItems": True})]
EXAMPLE: JsonDict = {
    "title": "A quiet hour before a hard meeting",
    "text": "Staff moved reviews to the afternoon and gave a quiet hour before. Incidents on those days stopped.",
    "aims": ["stabilise", "staff_support"],
}


class NoteIn(Given):
    """A draft. It names nobody: what it came from stays beside it as the item."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    title: Line
    text: NoteText
    aims: Aims = Field(default_factory=list, description="Which of the five aims it serves.")
    item_id: Id | None = Field(default=None, description="The agenda item it came from; never published.")


class NotePatch(Given):
    """What is to change of a draft."""

    title: Line | None = None
    text: NoteText | None = None
    aims: Aims | None = None


class PublishIn(Given):
    """That somebody has read the note through, for what a machine cannot know."""

    read_through: Annotated[bool, Field(strict=True)]


class WithdrawIn(Given):
    """Why a note is taken back."""

    reason: Text


class NoteOut(Shown):
    """One note. Who wrote it and the item it came from are shown to the panel alone."""

    id: str
    version: int
    state: State
    title: str
    text: str
    aims: list[Aim]
    item_id: str | None
    written_by: str | None
    written_at: dt.datetime
    published_by: str | None
    published_at: dt.datetime | None
    withdrawn_by: str | None
    withdrawn_at: dt.datetime | None
    withdrawn_reason: str | None
    may_change: bool


class NoteList(Shown):
    """A page of notes, the latest first."""

    items: list[NoteOut]
    page: int
    size: int
    total: int | None
    next: str | None
