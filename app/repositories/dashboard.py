"""Counts for the view from above: each part one statement, grouped or summed where the rows are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.allocation import CaseMix
from app.domain.caller import Scope
from app.domain.case_filters import Filters
from app.domain.months import Month
from app.repositories import listing
from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.case_mix import kinds_of_work, mix_of
from app.repositories.cases import CASES, PERIODS
from app.repositories.missing_parts import lacks


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a person holds on cases of one place; `staff_id` is None for people outside the register."""

    staff_id: str | None
    named: str
    role: str


def workload(
    connection: Connection, scope: Scope, filters: Filters, on: date
) -> Mapping[Held, Sequence[CaseMix]]:
    """By person and role, the cases of the place that they hold, those alike counted together."""
    who = sa.case((ALLOCATIONS.c.staff_id.is_(None), ALLOCATIONS.c.named)).label("outside")
    picked: Any = sa.select(ALLOCATIONS.c.staff_id, *kinds_of_work(), who)
    narrowed = listing.narrowed(picked, scope, filters, on)
    held = narrowed.join_from(CASES, ALLOCATIONS, (ALLOCATIONS.c.case_id == CASES.c.id) & LIVE).subquery()
    statement = sa.select(held, sa.func.count().label("cases")).group_by(*held.c)
    found: dict[Held, list[CaseMix]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        key = Held(row["staff_id"], row["outside"] or "", row["role"])
        found[key].append(mix_of(row))
    return found


def handovers_by_month(
    connection: Connection, scope: Scope, filters: Filters, months: Sequence[Month], on: date
) -> list[int]:
    """How many cases of the place go to the community in each month, in one pass over those due in all of them."""
    due = replace(filters, responsible="custody", handover_from=months[0].first, handover_to=months[-1].last)
    day = PERIODS.c.handover_date
    sums = [_sum(day.between(_day(month.first), _day(month.last))) for month in months]
    return _counted(connection, sums, scope, due, on)


def missing_by_code(
    connection: Connection, scope: Scope, filters: Filters, codes: Sequence[str], on: date
) -> list[int]:
    """How many cases of the place lack each part of their record, in one pass."""
    sums = [_sum(sa.and_(*lacks(code))) for code in codes]
    return _counted(connection, sums, scope, filters, on)


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _day(day: date) -> sa.ColumnElement[date]:
    return sa.bindparam(None, day, type_=sa.Date(), literal_execute=True)


def _counted(
    connection: Connection, sums: Sequence[sa.ColumnElement[int]], scope: Scope, filters: Filters, on: date
) -> list[int]:
    columns: list[Any] = [each.label(f"n{place}") for place, each in enumerate(sums)]
    statement: Any = sa.select(*columns)
    return [int(value) for value in connection.execute(listing.narrowed(statement, scope, filters, on)).one()]
