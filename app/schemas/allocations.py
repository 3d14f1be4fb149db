"""Who holds which role of a case, as the API takes and gives it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.schemas.case_list import PersonRef
from app.schemas.fields import Flag, Given, Readable, Shown, Text
from app.schemas.roles import CaseRole, Reason

StaffId = Annotated[str, StringConstraints(to_lower=True, min_length=1, max_length=40), Readable]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Readable]


class AllocationIn(Given):
    """Who is to hold the role. Where another person is recommended, say why with at least one reason."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "staff_id": "0197a000-0000-7000-8000-000000000001",
                    "override_reasons": ["suitability"],
                    "override_text": "Speaks her first language.",
                }
            ]
        },
    )

    staff_id: StaffId
    override_reasons: list[Reason] = Field(default=[], max_length=4)
    override_text: Words | None = Field(default=None, description="Needed with `suitability` and `other`.")
    note: Text | None = Field(default=None, description="For whoever takes the case.")


class AllocationOut(Shown):
    """A role and who holds or held it."""

    id: str
    role: str
    staff_id: str | None
    named: str
    email: str | None
    prison_code: str | None
    prison_name: str | None = None
    started_on: date
    started_at: datetime
    allocated_by: str
    recommended_staff_id: str | None
    override_reasons: list[str]
    override_text: str | None
    note: str | None
    ended_on: date | None
    ended_by: str | None
    ended_because: str | None


class Allocations(Shown):
    """The people of a case, now and before. The ETag of the response is `case_version`."""

    case_id: str
    case_version: int
    role_needed: str | None = Field(
        description="The role whose holder leads today; null where nobody owns the case."
    )
    supporting: list[str]
    place: Literal["caseload", "unallocated", "out_of_scope"]
    community_manager_name: str | None
    now: list[AllocationOut]
    history: list[AllocationOut]


class RankedOut(Shown):
    """A person who could take the role. Rank 1 is recommended, ties share a rank, null may not take it."""

    rank: int | None
    id: str
    name: str
    reasons: list[str]
    duties: list[str]
    tenths: int
    availability: str
    held_until: date | None
    cases: int
    leading: int
    points: float
    load: float


class RecommendationOut(Shown):
    """Who could take a role of a case, the fittest first, each with the reasons as codes."""

    case_id: str
    case_version: int
    role: CaseRole
    role_needed: str | None
    holder: PersonRef | None
    recommended: PersonRef | None
    items: list[RankedOut]


class MoveItemIn(Given):
    """A case, and the allocation that you expect the person to hold on it."""

    case: Annotated[str, StringConstraints(min_length=1, max_length=40), Readable]
    allocation_id: Annotated[str, StringConstraints(to_lower=True, min_length=1, max_length=40), Readable]


class ReallocationIn(Given):
    """Cases from one person to another. Each names the allocation it expects, so a stale selection moves nothing."""

    from_staff_id: StaffId
    to_staff_id: StaffId
    items: list[MoveItemIn] = Field(min_length=1, max_length=500)
    override_reasons: list[Reason] = Field(min_length=1, max_length=4)
    override_text: Words | None = Field(default=None, description="Needed with `suitability` and `other`.")
    note: Text | None = None
    end_leftovers: Flag = Field(default=False, description="End whatever else the first person holds.")


class MovedOut(Shown):
    """What became of one case."""

    case: str
    allocation_id: str
    case_id: str | None
    prison_number: str | None
    name: str | None
    role: str | None
    outcome: Literal["moved", "skipped", "refused"]
    code: str | None
    message: str | None


class ReallocationOut(Shown):
    """What became of each case, in the order in which they were sent."""

    id: str
    moved: int
    skipped: int
    refused: int
    ended: int
    items: list[MovedOut]
