"""Tasks as they are listed, shown and changed."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.schemas.fields import Day, FileFormat, Given, PrisonCode, RegionCode, Shown, Text

State = Literal["open", "overdue", "done"]
Side = Literal["prison", "community", "service"]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,50}$")]


class TaskQuery(Given):
    """What a list of tasks is narrowed to, and which part of it is wanted."""

    state: State = "open"
    whose: Literal["mine", "nobody", "anyone"] = Field(
        default="anyone",
        description="`mine`: given to you, or of a role that you hold on the case today; `nobody`: held by nobody.",
    )
    staff: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="Those of this person of the register; `me` for yourself."
    )
    prison: PrisonCode | None = None
    region: RegionCode | None = None
    side: Side | None = None
    case: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="A case's id, prison number or CRN."
    )
    kind: Kind | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    size: int = Field(default=25, ge=1, le=100)
    next: str | None = Field(default=None, max_length=600, description="The cursor of the page before.")
    format: FileFormat = None


class TaskBasis(Shown):
    """The paragraph that asks for a task."""

    document: str
    paragraph: str


class TaskCase(Shown):
    """The case that a task is about."""

    id: str
    first_name: str
    last_name: str
    prison_number: str | None
    crn: str | None


class TaskPrison(Shown):
    """Where the case is."""

    code: str
    name: str | None


class TaskHolder(Shown):
    """Whose task it is now. `id` is null for somebody whom the register does not know."""

    id: str | None
    name: str


class TaskOut(Shown):
    """Something to do: what, on which case, why, by when, and whose it is."""

    id: str
    kind: str
    title: str
    why: str
    basis: list[TaskBasis]
    done_at: str | None = Field(
        description="Where such a task is done, as `handover`: it closes with the last item there, not by hand."
    )
    side: Side
    case: TaskCase | None
    prison: TaskPrison | None
    region: str | None
    role: str | None = Field(
        description="Falls to whoever holds this role on the case, unless given to a person."
    )
    staff_id: str | None = Field(description="The person it was given to.")
    holder: TaskHolder | None
    details: dict[str, Any]
    opened_at: datetime
    opened_on: date
    due_on: date
    state: Literal["open", "done"]
    is_overdue: bool
    working_days_left: int | None = Field(description="Below nought: so many working days late.")
    closed_at: datetime | None
    closed_on: date | None
    closed_by: str | None
    closed_by_name: str | None
    closed_because: str | None = Field(
        description="`done`, or `cause_gone` where what made it needed is gone."
    )
    note: str | None
    version: int


class TaskList(Shown):
    """One page of tasks. `total` is null above 2,000."""

    items: list[TaskOut]
    page: int | None
    size: int
    total: int | None
    next: str | None


class TaskCounts(Shown):
    """What needs the caller; each is the total of the list with the same filters, null above 2,000."""

    prison: str | None
    mine: int | None
    mine_overdue: int | None
    mine_due_soon: int | None = Field(description="Due within seven days, today included.")
    all: int | None
    all_overdue: int | None
    all_nobodys: int | None


class TaskPatch(Given):
    """Finish a task, open it again, note something, or give it to somebody."""

    state: Literal["open", "done"] | None = None
    note: Text | None = None
    staff_id: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="`me`, a person's id, or null to give it back to whoever holds the role."
    )
