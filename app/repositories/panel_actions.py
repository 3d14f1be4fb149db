"""The panel's actions with whoever owns each on a day: a named person, or the holder of a role of the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.panel_actions import LEAD, ActionState
from app.domain.panel_reading import PanelReading
from app.models.meetings import AgendaItem, Meeting
from app.models.panel_actions import ActionUpdate, PanelAction
from app.repositories.allocations import ALLOCATIONS
from app.repositories.cases import CASES, PERIODS
from app.repositories.listing import COUNTED_UP_TO, in_scope
from app.repositories.panel_reading import is_restricted

ACTIONS: sa.Table = PanelAction.__table__  # type: ignore[attr-defined]
UPDATES: sa.Table = ActionUpdate.__table__  # type: ignore[attr-defined]
ITEMS: sa.Table = AgendaItem.__table__  # type: ignore[attr-defined]
MEETINGS: sa.Table = Meeting.__table__  # type: ignore[attr-defined]
_HOLDER, _LEADER = ALLOCATIONS.alias("holder"), ALLOCATIONS.alias("leader")
OF_HER = ("prison_number", "crn", "first_name", "last_name", "prison_code", "home_region")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ActionsWanted:
    """Which actions are listed. `silent_since` is the day of the meeting since which nobody spoke of them."""

    case_id: str | None = None
    state: str | None = None
    overdue_on: date | None = None
    owner: str | None = None
    silent_since: date | None = None
    prison: str | None = None
    region: str | None = None


def add(connection: Connection, row: Row) -> None:
    """Write an action."""
    connection.execute(sa.insert(ACTIONS).values(**row))


def update(connection: Connection, action_id: str, values: Row) -> None:
    """Write columns of an action, and count its version up."""
    statement = sa.update(ACTIONS).where(ACTIONS.c.id == action_id)
    connection.execute(statement.values(**values, version=ACTIONS.c.version + 1))


def add_update(connection: Connection, row: Row) -> None:
    """Write what was said of an action."""
    connection.execute(sa.insert(UPDATES).values(**row))


def updates_of(connection: Connection, action_id: str) -> list[Row]:
    """Everything that was said of an action, the latest first."""
    mine = UPDATES.c.action_id == action_id
    rows = connection.execute(sa.select(UPDATES).where(mine).order_by(UPDATES.c.id.desc())).mappings()
    return [dict(row) for row in rows]


def held(connection: Connection, action_id: str) -> Row | None:
    """The bare row of an action, locked until the transaction ends."""
    statement = sa.select(ACTIONS).where(ACTIONS.c.id == action_id).with_for_update()
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def action(
    connection: Connection, reading: PanelReading, scope: Scope, action_id: str, on: date
) -> Row | None:
    """One action that may be seen, with who it is about and who owns it on a day."""
    statement = _with_owner(on).where(ACTIONS.c.id == action_id, _seen(reading, scope, on))
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def page(
    connection: Connection,
    reading: PanelReading,
    scope: Scope,
    wanted: ActionsWanted,
    on: date,
    *,
    after: Sequence[Any] | None,
    size: int,
) -> list[Row]:
    """Actions that may be seen, those due first before the others.

    First which, then whose: to find the owner of every action of a long list cost twice the rest of the call.
    """
    order = ACTIONS.c.due_on, ACTIONS.c.id
    which = _listed(sa.select(ACTIONS.c.id), reading, scope, wanted, on)
    if after is not None:
        here = sa.tuple_(sa.literal(after[0], sa.Date()), sa.literal(after[1], ACTIONS.c.id.type))
        which = which.where(sa.tuple_(*order) > here)
    statement = _with_owner(on).where(ACTIONS.c.id.in_(which.order_by(*order).limit(size)))
    return [dict(row) for row in connection.execute(statement.order_by(*order)).mappings()]


def count(
    connection: Connection, reading: PanelReading, scope: Scope, wanted: ActionsWanted, on: date
) -> int | None:
    """How many actions a list has; None above COUNTED_UP_TO."""
    listed = _listed(sa.select(sa.literal(1)), reading, scope, wanted, on)
    counted = listed.limit(COUNTED_UP_TO + 1).subquery()
    total: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return total if total <= COUNTED_UP_TO else None


def last_board_before(connection: Connection, day: date) -> date | None:
    """The day of the last board that met before a day."""
    met = (MEETINGS.c.kind == "board") & MEETINGS.c.cancelled_at.is_(None) & (MEETINGS.c.held_on < day)
    found: date | None = connection.execute(sa.select(sa.func.max(MEETINGS.c.held_on)).where(met)).scalar()
    return found


def lead_of(connection: Connection, case_id: str, on: date) -> str | None:
    """The role that leads a case on a day."""
    statement = sa.select(PERIODS.c.lead_role).where(PERIODS.c.case_id == case_id, _in_force(on))
    found: str | None = connection.execute(statement).scalar()
    return found


def _listed(
    statement: sa.Select[Any], reading: PanelReading, scope: Scope, wanted: ActionsWanted, on: date
) -> sa.Select[Any]:
    """A statement over the actions of a list; who owns each is looked for only where that is asked."""
    joined = _beside_owner(on) if wanted.owner else _beside_case()
    return statement.select_from(joined).where(_seen(reading, scope, on), *_conditions(wanted))


def _beside_case() -> sa.Join:
    return ACTIONS.join(CASES, CASES.c.id == ACTIONS.c.case_id).outerjoin(
        ITEMS, ITEMS.c.id == ACTIONS.c.item_id
    )


def _beside_owner(on: date) -> sa.Join:
    """With the holder of the action's role, and whoever leads the case."""
    wanted = _role()
    holds = (
        (_HOLDER.c.case_id == ACTIONS.c.case_id) & (_HOLDER.c.role == wanted) & _HOLDER.c.ended_at.is_(None)
    )
    leads = (
        ACTIONS.c.owner_role.is_not(None)
        & (_LEADER.c.case_id == ACTIONS.c.case_id)
        & (_LEADER.c.role == PERIODS.c.lead_role)
        & _LEADER.c.ended_at.is_(None)
    )
    return (
        _beside_case()
        .outerjoin(PERIODS, (PERIODS.c.case_id == ACTIONS.c.case_id) & _in_force(on))
        .outerjoin(_HOLDER, holds)
        .outerjoin(_LEADER, leads)
    )


def _role() -> sa.ColumnElement[Any]:
    return sa.case((ACTIONS.c.owner_role == LEAD, PERIODS.c.lead_role), else_=ACTIONS.c.owner_role)


def _with_owner(on: date) -> sa.Select[Any]:
    """The holder of the action's role; where nobody holds that role any more, whoever leads the case."""
    return sa.select(
        ACTIONS,
        *(CASES.c[name].label(f"her_{name}") for name in OF_HER),
        PERIODS.c.lead_role,
        ITEMS.c.meeting_id,
        sa.func.coalesce(ACTIONS.c.owner_staff_id, _HOLDER.c.staff_id, _LEADER.c.staff_id).label("owner_id"),
        sa.func.coalesce(ACTIONS.c.owner_name, _HOLDER.c.named, _LEADER.c.named).label("owner"),
        sa.case((_HOLDER.c.id.is_not(None), _role()), (_LEADER.c.id.is_not(None), PERIODS.c.lead_role)).label(
            "held_role"
        ),
    ).select_from(_beside_owner(on))


def _in_force(on: date) -> sa.ColumnElement[bool]:
    runs = PERIODS.c.ends_on.is_(None) | (PERIODS.c.ends_on > on)
    return (PERIODS.c.layer == "effective") & (PERIODS.c.starts_on <= on) & runs


def _seen(reading: PanelReading, scope: Scope, on: date) -> sa.ColumnElement[bool]:
    """As the item was restricted, or for an action of no item as she is on the day."""
    if reading.nothing:
        return sa.false()
    if reading.every_case:
        return in_scope(scope)
    return in_scope(scope) & sa.case(
        (ITEMS.c.id.is_not(None), ITEMS.c.is_restricted), else_=is_restricted(on)
    )


def _conditions(wanted: ActionsWanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    is_open = ACTIONS.c.state == ActionState.OPEN.value
    if wanted.state:
        found.append(ACTIONS.c.state == wanted.state)
    if wanted.case_id:
        found.append(ACTIONS.c.case_id == wanted.case_id)
    if wanted.overdue_on:
        found += [is_open, ACTIONS.c.due_on < wanted.overdue_on]
    if wanted.silent_since:
        heard = ACTIONS.c.heard_on
        found += [is_open, ACTIONS.c.given_on <= wanted.silent_since]
        found.append(heard.is_(None) | (heard < wanted.silent_since))
    if wanted.owner:
        owner_id = sa.func.coalesce(ACTIONS.c.owner_staff_id, _HOLDER.c.staff_id, _LEADER.c.staff_id)
        theirs = sa.select(ALLOCATIONS.c.case_id).where(
            ALLOCATIONS.c.staff_id == wanted.owner, ALLOCATIONS.c.ended_at.is_(None)
        )
        found.append((ACTIONS.c.owner_staff_id == wanted.owner) | ACTIONS.c.case_id.in_(theirs))
        found.append(owner_id == wanted.owner)
    if wanted.prison:
        found.append(CASES.c.prison_code == wanted.prison)
    if wanted.region:
        found.append(CASES.c.home_region == wanted.region)
    return found
