"""The story of a case as it is asked for and shown."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.schemas.fields import FileFormat, Given, Shown

Kind = Literal[
    "ownership", "fact", "parole", "allocation", "handover", "override", "contact", "key_stage", "task", "notice",
    "record", "details",
]  # fmt: skip


class StoryQuery(Given):
    """Which kinds, and from where on."""

    kind: Kind | None = Field(default=None, description="This kind alone; every kind if left out.")
    next: Annotated[str, Field(max_length=300)] | None = None
    size: int = Field(default=50, ge=1, le=200)
    format: FileFormat = None


class StoryEntry(Shown):
    """One thing that happened: when, what, who, why, and its details by their codes."""

    id: str
    kind: Kind
    what: str
    at: datetime
    who: str | None
    who_name: str | None
    why: str | None
    details: dict[str, Any]


class Story(Shown):
    """A page of the story, the latest first; `next` continues."""

    items: list[StoryEntry]
    next: str | None
