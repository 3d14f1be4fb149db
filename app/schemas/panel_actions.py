"""The panel's actions as the API takes and gives them."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.domain.panel import Aim
from app.domain.panel_actions import ActionState
from app.schemas.fields import Day, FileFormat, Given, PrisonCode, Readable, RegionCode, Shown, Text
from app.schemas.movements import Her, Id

OwnerRole = Literal[
    "lead",
    "seconded_probation_officer",
    "offender_supervisor",
    "prison_offender_manager",
    "co_working",
    "community_offender_manager",
    "key_worker",
]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]


class OwnerFields(Given):
    """Exactly one owner. A role's action belongs to whoever holds the role, and goes over when that changes."""

    owner_role: OwnerRole | None = Field(
        default=None, description="`lead` is the manager who is responsible, before and after a handover."
    )
    owner_staff: Id | None = Field(
        default=None,
        description="A person of the register; if they hold a role of the case, the role owns it.",
    )
    owner_name: PersonName | None = Field(default=None, description="Somebody outside the register.")


class ActionIn(OwnerFields):
    """An action: what, for which of the five aims, by when, and whose."""

    text: Text
    aim: Aim
    due_on: Day
    recommendation: Id | None = Field(default=None, description="The advice that it carries out.")


class ActionPatch(OwnerFields):
    """What is said of an action, and what changes with it; what is left out stays."""

    update: Text
    state: ActionState | None = None
    due_on: Day | None = None


class ActionQueryIn(Given):
    """Which actions are listed: open ones, unless `state` or `case` is given."""

    case: Annotated[str | None, Field(max_length=40)] = None
    state: ActionState | None = None
    overdue: bool = False
    mine: bool = Field(default=False, description="Those that the caller owns today.")
    silent_since: Day | None = Field(default=None, description="Given by this day, and without word since.")
    before_meeting: Annotated[
        str | None,
        Field(max_length=40, description="A meeting, or `next`: without word since the board before it."),
    ] = None
    prison: PrisonCode | None = None
    region: RegionCode | None = None
    size: Annotated[int, Field(ge=1, le=100)] = 25
    next: Annotated[str | None, Field(max_length=600)] = None
    format: FileFormat = None


class ActionRow(Shown):
    """An action as it stands today. `owner` is null where nobody holds the role that owns it."""

    id: str
    version: int
    case: Her
    meeting_id: str | None
    item_id: str | None
    recommendation_id: str | None
    text: str
    aim: Aim
    owner: str | None
    owner_role: OwnerRole | None
    held_role: str | None = Field(description="The role whose holder owns it today.")
    was_carried: bool = Field(
        description="Nobody holds its role any more, so whoever leads the case owns it."
    )
    due_on: dt.date
    state: ActionState
    is_overdue: bool
    is_silent: bool = False
    given_on: dt.date
    heard_on: dt.date | None
    closed_on: dt.date | None


class ActionList(Shown):
    """A page of actions, those due first before the others."""

    items: list[ActionRow]
    page: int
    size: int
    total: int | None
    next: str | None
    silent_since: dt.date | None = Field(description="The day of the meeting that the list counts from.")


class UpdateOut(Shown):
    """What was said of an action, and what changed with it."""

    id: str
    text: str
    changed: dict[str, Any]
    recorded_on: dt.date
    recorded_at: dt.datetime
    recorded_by: str


class ActionOut(ActionRow):
    """An action with everything that was said of it, the latest first."""

    given_at: dt.datetime
    given_by: str
    may_be_kept: bool = Field(description="Whether the caller may change its owner and its day.")
    updates: list[UpdateOut]
