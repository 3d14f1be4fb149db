"""What is written in a meeting and what its minutes hold, as they are sent and shown."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.domain.caller import Role
from app.domain.minutes import DecisionState, Part
from app.domain.panel import RecommendationKind
from app.schemas.fields import Given, Readable, Shown, Text

Id = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
    Field(examples=["0197a000-0000-7000-8000-000000000001"]),
]
Typed = Annotated[str, StringConstraints(max_length=20_000), Readable]
"""As it is typed: nothing is cut off at either end, and it may be empty."""
TypedLine = Annotated[str, StringConstraints(max_length=2000), Readable]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]


class DiscussionIn(Given):
    """What was said of an item; send the whole text each time, with If-Match."""

    text: Typed


class LineIn(Given):
    """What one person's part is from here on; empty takes the line away."""

    text: TypedLine


class OwnerIn(Given):
    """Who is to carry advice: their part in the case, and their name where it is known."""

    part: Part
    name: PersonName | None = None


class RecommendationIn(Given):
    """Advice of the board: exactly one kind, and at least one owner."""

    kind: RecommendationKind
    text: Text
    evidence: Text | None = Field(default=None, description="What the advice rests on.")
    owners: list[OwnerIn] = Field(min_length=1, max_length=8)
    supersedes: Id | None = Field(default=None, description="Advice on the same case whose place this takes.")


class RecommendationPatch(Given):
    """What is put right; what is left out stays."""

    kind: RecommendationKind | None = None
    text: Text | None = None
    evidence: Text | None = None
    owners: list[OwnerIn] | None = Field(default=None, min_length=1, max_length=8)


class ProvisionalDecisionIn(Given):
    """A decision that an attendee with delegated authority made in the meeting."""

    kind: RecommendationKind
    text: Text
    person_id: Id = Field(description="Of the attendance: somebody who came and has delegated authority.")
    recommendation_id: Id | None = None
    supersedes: Id | None = Field(
        default=None, description="A decision on the same case whose place this takes."
    )


class NoLongerIn(Given):
    """Why a decision no longer stands."""

    reason: Text


class PublishIn(Given):
    """What is published: the record as it was read, and from the second version what was put right."""

    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="Of the record as it was read: another one is refused."
    )
    reason: Text | None = None


class WrittenOut(Shown):
    """A text with the version to send back in If-Match; version 1 where nobody has written yet."""

    text: str
    version: int
    changed_at: dt.datetime | None
    changed_by: str | None


class DiscussionOut(WrittenOut):
    """What was said of an item."""

    item_id: str


class ResponsibilityOut(WrittenOut):
    """One person's part."""

    part: Part


class LineOut(ResponsibilityOut):
    """One person's part in the case of an item."""

    item_id: str


class OwnerOut(Shown):
    """Who is to carry advice."""

    part: Part
    name: str | None = None


class RecommendationOut(Shown):
    """Advice on a case, with its owners."""

    id: str
    meeting_id: str
    item_id: str
    case_id: str
    kind: RecommendationKind
    text: str
    evidence: str | None
    owners: list[OwnerOut]
    version: int
    made_on: dt.date
    made_by: str
    is_current: bool = Field(description="False once other advice took its place.")
    superseded_by: str | None


class ProvisionalDecisionOut(Shown):
    """A decision of a meeting: provisional until the Chair, for a movement the Prison Group Director, confirms it."""

    id: str
    meeting_id: str
    item_id: str
    case_id: str
    recommendation_id: str | None
    kind: RecommendationKind
    text: str
    person_id: str
    decided_by: str
    state: DecisionState
    waits_for: Role = Field(description="Whose word confirms it.")
    version: int
    made_on: dt.date
    made_by: str
    confirmed_on: dt.date | None
    confirmed_by: str | None
    placement_decision_id: str | None = Field(
        default=None, description="The final decision that is as this one, where one was made."
    )
    superseded_by: str | None
    superseded_because: str | None


class RecordedAction(Shown):
    """An action that came of an item."""

    id: str
    text: str
    aim: str
    owner_role: str | None
    owner_name: str | None
    due_on: dt.date
    state: str


class RecordedItem(Shown):
    """Everything recorded of one item."""

    item_id: str
    case_id: str
    position: int
    kind: str
    is_restricted: bool
    first_name: str
    last_name: str
    prison_number: str | None
    crn: str | None
    prison_code: str | None
    is_discussed: bool
    lacking: list[Part] = Field(description="Lines without which the minutes cannot be published.")
    discussion: WrittenOut
    responsibilities: list[ResponsibilityOut]
    recommendations: list[RecommendationOut]
    provisional_decisions: list[ProvisionalDecisionOut]
    actions: list[RecordedAction]


class RecordedMeeting(Shown):
    """The meeting that the minutes are of."""

    id: str
    kind: str
    held_on: dt.date
    starts_at: str
    area: str | None
    venue: str
    mode: str
    chair: str | None
    chair_basis: str | None
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None


class RecordedPerson(Shown):
    """Somebody who was invited, and whether they came."""

    id: str
    name: str
    part: str
    seat: str | None
    kind: str | None
    mode: str | None
    attended: bool | None
    has_apologised: bool
    has_authority: bool
    delegate_for: str | None
    version: int


class VersionOut(Shown):
    """That a version was published."""

    id: str
    number: int
    reason: str | None
    published_on: dt.date
    published_at: dt.datetime
    published_by: str


class RecordOut(Shown):
    """The meeting as it is recorded so far: what the next version of its minutes will say."""

    meeting_id: str
    meeting: RecordedMeeting
    attendance: list[RecordedPerson]
    items: list[RecordedItem]
    digest: str
    published: list[VersionOut]
    is_changed_since: bool | None = Field(
        description="Since the last version; null where none was published."
    )
    protective_marking: Literal["OFFICIAL: SENSITIVE"] = "OFFICIAL: SENSITIVE"


class DigestOut(Shown):
    """Tells one state of the record from another, and nothing of what it says."""

    meeting_id: str
    digest: str


class MinutesOut(VersionOut):
    """A published version, as it was published."""

    meeting_id: str
    meeting: RecordedMeeting
    attendance: list[RecordedPerson]
    items: list[RecordedItem]
    digest: str
    protective_marking: Literal["OFFICIAL: SENSITIVE"] = "OFFICIAL: SENSITIVE"


class CopiedLine(Shown):
    """A line that published minutes copied to the case record."""

    meeting_id: str
    held_on: dt.date
    kind: str
    number: int = Field(description="The version of the minutes.")
    item_id: str
    part: Part
    text: str
    copied_on: dt.date


class CopiedLines(Shown):
    """Whose part is what in a case, by the minutes of the board."""

    case_id: str
    items: list[CopiedLine]
