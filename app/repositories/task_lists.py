"""Lists tasks: whose, where, which and by when, each list in the order of an index, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.models.identity import Staff
from app.models.work import Notice
from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.cases import CASES
from app.repositories.places import PRISONS
from app.repositories.tasks import OPEN, TASKS

COUNTED_UP_TO = 2000
STAFF: sa.Table = Staff.__table__  # type: ignore[attr-defined]
NOTICES: sa.Table = Notice.__table__  # type: ignore[attr-defined]
HOLDERS = ALLOCATIONS.alias("holder")
_HELD = (
    (HOLDERS.c.case_id == TASKS.c.case_id) & (HOLDERS.c.role == TASKS.c.role) & HOLDERS.c.ended_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What narrows a list of tasks. `staff_id`: whose they are now; `nobodys`: those that nobody holds."""

    state: str = "open"
    staff_id: str | None = None
    nobodys: bool = False
    prison: str | None = None
    region: str | None = None
    side: str | None = None
    case_id: str | None = None
    kind: str | None = None
    due_from: date | None = None
    due_to: date | None = None


def list_tasks(
    connection: Connection,
    scope: Scope,
    sides: Sequence[str],
    filters: TaskFilters,
    today: date,
    *,
    after: Sequence[Any] | None,
    size: int,
) -> list[dict[str, Any]]:
    """One page of these sides, those due first first; of done ones the latest first.

    `after` is where the page before ended. A task lies where its case is; whoever shows rows asks the case itself.
    """
    is_done = filters.state == "done"
    key = (TASKS.c.closed_on, TASKS.c.id) if is_done else (TASKS.c.due_on, TASKS.c.id)
    directed = [column.desc() if is_done else column.asc() for column in key]
    # The page is found by the tasks' own indexes alone; their cases are joined to it after.
    found = sa.select(TASKS.c.id).where(*_conditions(scope, sides, filters, today))
    if after is not None:
        values = zip(after, key, strict=True)
        given = sa.tuple_(*(sa.literal(value, column.type) for value, column in values))
        found = found.where(sa.tuple_(*key) < given if is_done else sa.tuple_(*key) > given)
    page = found.order_by(*directed).limit(size).subquery()
    statement = _shown().where(TASKS.c.id.in_(sa.select(page.c.id))).order_by(*directed)
    return [dict(row) for row in connection.execute(statement).mappings()]


def count_tasks(
    connection: Connection, scope: Scope, sides: Sequence[str], filters: TaskFilters, today: date
) -> int | None:
    """How many a list has; None above COUNTED_UP_TO."""
    statement = sa.select(sa.literal(1)).select_from(TASKS).where(*_conditions(scope, sides, filters, today))
    counted = statement.limit(COUNTED_UP_TO + 1).subquery()
    total: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return total if total <= COUNTED_UP_TO else None


def task_shown(connection: Connection, task_id: str) -> dict[str, Any] | None:
    """One task with its case and whoever holds it now."""
    row = connection.execute(_shown().where(TASKS.c.id == task_id)).mappings().first()
    return dict(row) if row else None


def holder_of(connection: Connection, task: Mapping[str, Any]) -> str | None:
    """The person of the register who holds the task's role on its case now."""
    if task["role"] is None or task["case_id"] is None:
        return None
    held = sa.select(ALLOCATIONS.c.staff_id).where(
        LIVE, ALLOCATIONS.c.case_id == task["case_id"], ALLOCATIONS.c.role == task["role"]
    )
    return connection.execute(held).scalar_one_or_none()


def overdue_untold(
    connection: Connection, kind: str, today: date, after: str, size: int
) -> list[dict[str, Any]]:
    """Overdue tasks that somebody holds who was not told yet of this due day, by id beyond `after`."""
    holder = sa.func.coalesce(TASKS.c.staff_id, HOLDERS.c.staff_id)
    cause = sa.literal(f"{kind}:").concat(sa.cast(TASKS.c.id, sa.Text)).concat(":")
    cause = cause.concat(sa.cast(TASKS.c.due_on, sa.Text))
    told = sa.exists().where(NOTICES.c.cause == cause, NOTICES.c.recipient == sa.cast(holder, sa.Text))
    statement = (
        sa.select(TASKS.c.id)
        .select_from(TASKS.outerjoin(HOLDERS, _HELD))
        .where(OPEN, TASKS.c.due_on < today, holder.is_not(None), sa.not_(told))
    )
    if after:
        statement = statement.where(TASKS.c.id > after)
    return [dict(row) for row in connection.execute(statement.order_by(TASKS.c.id).limit(size)).mappings()]


def _shown() -> sa.Select[Any]:
    own = STAFF.alias("own")
    return sa.select(
        TASKS,
        CASES.c.first_name,
        CASES.c.last_name,
        CASES.c.prison_number,
        CASES.c.crn,
        CASES.c.prison_code.label("case_prison"),
        CASES.c.home_region.label("case_region"),
        PRISONS.c.name.label("prison_name"),
        sa.func.coalesce(TASKS.c.staff_id, HOLDERS.c.staff_id).label("holder_id"),
        sa.func.coalesce(own.c.display_name, HOLDERS.c.named).label("holder_name"),
    ).select_from(
        TASKS.outerjoin(CASES, CASES.c.id == TASKS.c.case_id)
        .outerjoin(PRISONS, PRISONS.c.code == CASES.c.prison_code)
        .outerjoin(HOLDERS, _HELD)
        .outerjoin(own, own.c.id == TASKS.c.staff_id)
    )


def _conditions(
    scope: Scope, sides: Sequence[str], filters: TaskFilters, today: date
) -> list[sa.ColumnElement[bool]]:
    found = [_in_scope(scope, sides), *_of_state(filters.state, today), *_whose(filters)]
    for column, value in (
        (TASKS.c.prison_code, filters.prison),
        (TASKS.c.region, filters.region),
        (TASKS.c.side, filters.side),
        (TASKS.c.case_id, filters.case_id),
        (TASKS.c.kind, filters.kind),
    ):
        if value:
            found.append(column == value)
    if filters.due_from:
        found.append(TASKS.c.due_on >= _day(filters.due_from))
    if filters.due_to:
        found.append(TASKS.c.due_on <= _day(filters.due_to))
    return found


def _of_state(state: str, today: date) -> list[sa.ColumnElement[bool]]:
    if state == "done":
        return [sa.not_(OPEN)]
    return [OPEN, TASKS.c.due_on < _day(today)] if state == "overdue" else [OPEN]


def _day(day: date) -> sa.ColumnElement[date]:
    """Written out, so that the statement is planned for this day."""
    return sa.bindparam(None, day, type_=sa.Date(), literal_execute=True)


def _whose(filters: TaskFilters) -> list[sa.ColumnElement[bool]]:
    """A person's: given to them, or else of a role that they hold on the case today, so tasks move with it."""
    mine = ALLOCATIONS.alias("mine")
    if filters.nobodys:
        held = sa.exists().where(
            mine.c.case_id == TASKS.c.case_id, mine.c.role == TASKS.c.role, mine.c.ended_at.is_(None)
        )
        return [TASKS.c.staff_id.is_(None), sa.not_(held)]
    if filters.staff_id is None:
        return []
    theirs = TASKS.alias("theirs")
    given = sa.select(theirs.c.id).where(theirs.c.staff_id == filters.staff_id)
    held_role = sa.select(theirs.c.id).join_from(
        mine, theirs, (theirs.c.case_id == mine.c.case_id) & (theirs.c.role == mine.c.role)
    )
    held_role = held_role.where(
        mine.c.staff_id == filters.staff_id, mine.c.ended_at.is_(None), theirs.c.staff_id.is_(None)
    )
    if filters.state != "done":
        given = given.where(theirs.c.closed_at.is_(None))
        held_role = held_role.where(theirs.c.closed_at.is_(None))
    return [TASKS.c.id.in_(sa.union_all(given, held_role))]


def _in_scope(scope: Scope, sides: Sequence[str]) -> sa.ColumnElement[bool]:
    """By the task's own place, which follows its case; the service's own have none."""
    of_sides = TASKS.c.side.in_(list(sides))
    if scope.everywhere:
        return of_sides
    mine = [TASKS.c.side == "service"] if "service" in sides else []
    if scope.prisons:
        mine.append(TASKS.c.prison_code.in_(sorted(scope.prisons)))
    if scope.regions:
        mine.append(TASKS.c.region.in_(sorted(scope.regions)))
    return of_sides & sa.or_(*mine) if mine else sa.false()
