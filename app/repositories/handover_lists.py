"""Lists handovers by the tests of `domain.handover.lists`: each a range of an index, in its order, page by page."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.handover.filters import HandoverFilters
from app.domain.handover.lists import (
    IN_PROGRESS,
    MANAGER_OVERDUE,
    OVERDUE_TASKS,
    RETURNING,
    UPCOMING,
    Windows,
)
from app.models.case_records import RecordPart
from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.cases import CASES
from app.repositories.handovers import HANDOVERS, OPEN
from app.repositories.listing import of_words
from app.repositories.places import PRISONS

COUNTED_UP_TO = 2000
Row = Mapping[str, Any]

_H = HANDOVERS.c
PARTS: sa.Table = RecordPart.__table__  # type: ignore[attr-defined]
_IS_TIER = PARTS.c.is_current & (PARTS.c.part == "tier")
_OF_CASE = (
    "prison_number", "crn", "first_name", "last_name", "release_date", "rosh_level", "mappa_level", "sentence_type",
    "provider", "community_manager_name", "community_manager_email", "community_team",
)  # fmt: skip


def page_of_list(
    connection: Connection,
    scope: Scope,
    name: str,
    filters: HandoverFilters,
    windows: Windows,
    on: date,
    *,
    after: Sequence[Any] | None,
    descending: bool,
    size: int,
) -> list[Row]:
    """One page of a list, each row with its case; those due first first."""
    keys = (order_of(name), _H.id)
    statement = (
        sa.select(HANDOVERS, *(CASES.c[column] for column in _OF_CASE), PRISONS.c.name.label("prison_name"))
        .join_from(HANDOVERS, CASES, CASES.c.id == _H.case_id)
        .outerjoin(PRISONS, PRISONS.c.code == _H.prison_code)
        .where(*_conditions(scope, name, filters, windows, on))
        .order_by(*(key.desc() if descending else key.asc() for key in keys))
        .limit(size)
    )
    if after is not None:
        given = sa.tuple_(*(sa.literal(v, k.type) for v, k in zip(after, keys, strict=True)))
        row = sa.tuple_(*keys)
        statement = statement.where(row < given if descending else row > given)
    return [dict(row) for row in connection.execute(statement).mappings()]


def count_lists(
    connection: Connection,
    scope: Scope,
    names: Sequence[str],
    filters: HandoverFilters,
    windows: Windows,
    on: date,
) -> dict[str, int | None]:
    """How many each list has; None above COUNTED_UP_TO. One statement: five cost a page as much as its rows."""
    counts = [_counted(scope, name, filters, windows, on) for name in names]
    totals = connection.execute(sa.select(*counts)).one()
    return {name: n if n <= COUNTED_UP_TO else None for name, n in zip(names, totals, strict=True)}


def _counted(
    scope: Scope, name: str, filters: HandoverFilters, windows: Windows, on: date
) -> sa.ScalarSelect[int]:
    statement = sa.select(sa.literal(1)).select_from(HANDOVERS)
    if filters.q or filters.rosh:
        statement = statement.join(CASES, CASES.c.id == _H.case_id)
    counted = (
        statement.where(*_conditions(scope, name, filters, windows, on)).limit(COUNTED_UP_TO + 1).subquery()
    )
    return sa.select(sa.func.count()).select_from(counted).scalar_subquery()


def tiers_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, str]:
    """By case, its tier, where one is recorded."""
    if not case_ids:
        return {}
    statement = sa.select(PARTS.c.case_id, PARTS.c.value).where(PARTS.c.case_id.in_(list(case_ids)), _IS_TIER)
    return {case_id: value for case_id, value in connection.execute(statement) if value}


def order_of(name: str) -> sa.ColumnElement[Any]:
    """The day that orders a list."""
    return _H.waits_since if name == RETURNING else _H.handover_on


def _day(day: date) -> sa.ColumnElement[date]:
    """A day written out, so that the statement is planned for it."""
    return sa.bindparam(None, day, type_=sa.Date(), literal_execute=True)


def _conditions(
    scope: Scope, name: str, filters: HandoverFilters, windows: Windows, on: date
) -> list[sa.ColumnElement[bool]]:
    found = [OPEN, *_of_list(name, windows, on), _in_scope(scope)]
    equal = (
        (_H.prison_code, filters.prison),
        (_H.home_region, filters.region),
        (_H.reason_code, filters.reason),
    )
    found += [column == value for column, value in equal if value]
    if filters.kind:
        found.append(_H.kind == filters.kind)
    if filters.rosh:
        found.append(CASES.c.rosh_level == filters.rosh)
    if filters.tier:
        tier = PARTS.c.value == filters.tier
        found.append(sa.exists().where(PARTS.c.case_id == _H.case_id, _IS_TIER, tier))
    if filters.staff:
        held = sa.select(ALLOCATIONS.c.case_id).where(LIVE, ALLOCATIONS.c.staff_id == filters.staff)
        found.append(_H.case_id.in_(held))
    return found + of_words(filters.q)


def _of_list(name: str, windows: Windows, on: date) -> list[sa.ColumnElement[bool]]:
    back = _H.returns_on.is_not(None) & (_H.returns_on <= _day(on))
    handed_over = [_H.handover_on <= _day(on), sa.not_(back)]
    horizon = _day(on + timedelta(windows.upcoming))
    if name == UPCOMING:
        supported = (_H.starts_on < _H.handover_on) & (_H.starts_on <= horizon)
        return [_H.handover_on > _day(on), (_H.handover_on <= horizon) | supported]
    if name == IN_PROGRESS:
        return handed_over
    if name == OVERDUE_TASKS:
        return [*handed_over, sa.not_(_H.complete)]
    if name == MANAGER_OVERDUE:
        late = _H.handover_on <= _day(on - timedelta(windows.manager_overdue))
        return [*handed_over, late, sa.not_(_H.named)]
    in_prison = _H.handover_on.is_(None) | (_H.handover_on > _day(on)) | back
    return [_H.waits_since.is_not(None), _H.waits_since <= horizon, in_prison]


def _in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    if scope.everywhere:
        return sa.true()
    mine = []
    if scope.prisons:
        mine.append(_H.prison_code.in_(sorted(scope.prisons)))
    if scope.regions:
        mine.append(_H.home_region.in_(sorted(scope.regions)))
    return sa.or_(*mine) if mine else sa.false()
