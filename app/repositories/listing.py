"""Lists cases: filters, order, keyset pages and counts, each by index; never a table loaded to count it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.case_filters import Filters
from app.domain.facts import INDETERMINATE
from app.domain.names import end_of_prefix, search_key
from app.domain.policies.policy import COMMUNITY, CUSTODY
from app.domain.summary import IN_CUSTODY
from app.models.columns import OPEN_END
from app.repositories import allocations
from app.repositories.cases import CASES, PERIODS
from app.repositories.missing_parts import lacks
from app.repositories.places import PRISONS

COUNTED_UP_TO = 2000
"""More than the largest prison holds (1,500); past it a total is not worth its cost (0.3 ms at 2,000 rows)."""

FEW_BEGIN_WITH = 3
"""So many letters are borne by a small part of all."""

REMEMBERED = 128
"""Statements that are kept as built: the staff of a prison ask for the same few lists all day, and to put one together
takes as long as to answer it."""

_COLUMNS = (
    "id", "prison_number", "crn", "first_name", "last_name", "prison_code", "home_region", "phase", "closes_on",
    "sentence_type", "provider", "release_date", "unconfirmed", "community_manager_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """The column that orders a list, its direction, and where to go on after the last row of a page."""

    by: str = "last_name"
    descending: bool = False
    after: Sequence[Any] | None = None


def _or_last(column: sa.ColumnElement[Any], last: Any) -> sa.ColumnElement[Any]:
    """The column, or what sorts rows without it; written out, as an index on it is found by its very words."""
    return sa.func.coalesce(column, sa.bindparam(None, last, type_=column.type, literal_execute=True))


SORTS: Mapping[str, tuple[sa.ColumnElement[Any], ...]] = {
    "last_name": (CASES.c.last_name_key, CASES.c.first_name_key, CASES.c.id),
    "prison_number": (_or_last(CASES.c.prison_number, ""), CASES.c.id),
    "release_date": (_or_last(CASES.c.release_date, OPEN_END), CASES.c.id),
    "handover_date": (_or_last(PERIODS.c.handover_date, OPEN_END), CASES.c.id),
}


def list_cases(
    connection: Connection, scope: Scope, filters: Filters, order: Order, on: date, *, size: int, skip: int
) -> list[Mapping[str, Any]]:
    """One page: each case with its owner on `on` and the values of its sort columns (`key_0`, `key_1`, ...)."""
    statement = _page_of(scope, filters, order.by, order.descending, on, size)
    if order.after is not None:
        statement = statement.where(_past(_keys(order.by, filters, scope), order))
    rows = connection.execute(statement.offset(skip) if skip else statement).mappings()
    return [dict(row) for row in rows]


@lru_cache(REMEMBERED)
def _page_of(
    scope: Scope, filters: Filters, by: str, descending: bool, on: date, size: int
) -> sa.Select[Any]:
    keys = _keys(by, filters, scope)
    statement = _joined(
        sa.select(
            *(CASES.c[name] for name in _COLUMNS),
            PRISONS.c.name.label("prison_name"),
            PERIODS.c.responsible,
            PERIODS.c.lead_role,
            PERIODS.c.reason_code,
            PERIODS.c.starts_on,
            PERIODS.c.handover_date,
            *(key.label(f"key_{place}") for place, key in enumerate(keys)),
        ),
        on,
    ).outerjoin_from(CASES, PRISONS, PRISONS.c.code == CASES.c.prison_code)
    directed = [key.desc() if descending else key.asc() for key in keys]
    return statement.where(*_conditions(scope, filters, on)).order_by(*directed).limit(size)


def _keys(by: str, filters: Filters, scope: Scope) -> tuple[sa.ColumnElement[Any], ...]:
    """The sort columns, so written that the index serves which finds the least.

    Where every row has a handover date and all places count, it stands bare and its index gives the order; of one
    place those due are found first. So are the few who are searched by their names: in the order of the index
    everybody before them would be read and passed over (220 ms at 100,000 cases, against 5).
    """
    is_everywhere = scope.everywhere and not (filters.prison or filters.region)
    if by == "handover_date" and is_everywhere and (filters.handover_from or filters.handover_to):
        return PERIODS.c.handover_date, PERIODS.c.case_id
    if by == "last_name" and len(filters.q or "") >= FEW_BEGIN_WITH:
        last, *others = SORTS[by]
        return _or_last(last, ""), *others
    return SORTS[by]


def count_cases(connection: Connection, scope: Scope, filters: Filters, on: date) -> int | None:
    """How many cases a list has; None above COUNTED_UP_TO."""
    return count_each(connection, scope, {"total": filters}, on)["total"]


def count_each(
    connection: Connection, scope: Scope, lists: Mapping[str, Filters], on: date
) -> dict[str, int | None]:
    """How many cases each of several lists has, in one statement; None above COUNTED_UP_TO."""
    totals = connection.execute(_counts_of(scope, tuple(lists.values()), on)).one()
    return {name: n if n <= COUNTED_UP_TO else None for name, n in zip(lists, totals, strict=True)}


@lru_cache(REMEMBERED)
def _counts_of(scope: Scope, lists: Sequence[Filters], on: date) -> sa.Select[Any]:
    if len(lists) > 1 and lists[0].prison and {filters.prison for filters in lists} == {lists[0].prison}:
        return _counts_of_prison(scope, lists, on)
    counts: list[sa.ScalarSelect[Any]] = [_counted(scope, filters, on) for filters in lists]
    return sa.select(*counts)


def _counts_of_prison(scope: Scope, lists: Sequence[Filters], on: date) -> sa.Select[Any]:
    """The cases of one prison gone through once for all the lists: there are no more of them than it holds."""
    same = (PERIODS.c.case_id == CASES.c.id) & (PERIODS.c.layer == "effective") & _holds(on)
    counts: list[sa.ColumnElement[Any]] = [
        sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*_conditions(scope, filters, on)), 1), else_=0)), 0)
        for filters in lists
    ]
    of_prison = sa.select(*counts).select_from(CASES.outerjoin(PERIODS, same))
    return of_prison.where(CASES.c.prison_code == lists[0].prison)


def _counted(scope: Scope, filters: Filters, on: date) -> sa.ScalarSelect[int]:
    if scope.everywhere and filters == _of_owner_alone(filters):
        # A case with an owner is open, so nothing of the case is asked, and an index of the periods has the answer.
        periods = sa.select(sa.literal(1)).where(PERIODS.c.layer == "effective", _holds(on))
        statement = periods.where(*_of_owner(filters))
    elif _speaks_of_owner(filters):
        statement = _joined(sa.select(sa.literal(1)).select_from(CASES), on)
        statement = statement.where(*_conditions(scope, filters, on))
    else:
        statement = sa.select(sa.literal(1)).select_from(CASES).where(*_conditions(scope, filters, on))
    counted = statement.limit(COUNTED_UP_TO + 1).subquery()
    return sa.select(sa.func.count()).select_from(counted).scalar_subquery()


def narrowed(statement: sa.Select[Any], scope: Scope, filters: Filters, on: date) -> sa.Select[Any]:
    """A statement over the cases of a list, each beside its period of the day: what counts over a list build on."""
    return _joined(statement, on).where(*_conditions(scope, filters, on))


def _day(day: date) -> sa.ColumnElement[date]:
    """A day written out: a statement prepared for any day is planned for none, and read a due list in 60 ms, not 10."""
    return sa.bindparam(None, day, type_=sa.Date(), literal_execute=True)


def _joined(statement: sa.Select[Any], on: date) -> sa.Select[Any]:
    same = (PERIODS.c.case_id == CASES.c.id) & (PERIODS.c.layer == "effective")
    return statement.join_from(CASES, PERIODS, same & _holds(on))


def _holds(on: date) -> sa.ColumnElement[bool]:
    return (PERIODS.c.starts_on <= _day(on)) & (PERIODS.c.ends_on.is_(None) | (PERIODS.c.ends_on > _day(on)))


def _speaks_of_owner(filters: Filters) -> bool:
    asked = (filters.responsible, filters.handover_from, filters.handover_to, filters.changed_from)
    return any(asked) or bool(filters.allocation)


def _of_owner_alone(filters: Filters) -> Filters | None:
    """What the filters say of the owner and of the day of handover; None where they do not speak of both."""
    has_owner = filters.responsible in (CUSTODY, COMMUNITY) and filters.status in (None, "open")
    if not (has_owner and (filters.handover_from or filters.handover_to)):
        return None
    return Filters(
        status=filters.status,
        responsible=filters.responsible,
        handover_from=filters.handover_from,
        handover_to=filters.handover_to,
    )


def _of_owner(filters: Filters) -> list[sa.ColumnElement[bool]]:
    found = []
    if filters.responsible:
        found.append(PERIODS.c.responsible == filters.responsible)
    if filters.handover_from:
        found.append(PERIODS.c.handover_date >= _day(filters.handover_from))
    if filters.handover_to:
        found.append(PERIODS.c.handover_date <= _day(filters.handover_to))
    return found


def _conditions(scope: Scope, filters: Filters, on: date) -> list[sa.ColumnElement[bool]]:
    found = [in_scope(scope)]
    if filters.prison:
        found.append(CASES.c.prison_code == filters.prison)
    if filters.region:
        found.append(CASES.c.home_region == filters.region)
    found += _of_owner(filters)
    if filters.changed_from:
        found += [PERIODS.c.starts_on >= _day(filters.changed_from), PERIODS.c.starts_on > CASES.c.opened_on]
    if filters.release_from:
        found.append(CASES.c.release_date >= _day(filters.release_from))
    if filters.release_to:
        found.append(CASES.c.release_date <= _day(filters.release_to))
    found += _of_people(filters)
    found += _of_status(filters.status, on)
    found += _of_attention(filters.attention, on)
    if filters.missing:
        found += [sa.not_(_is_closed(on)), *lacks(filters.missing)]
    return found + of_words(filters.q)


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Whether a case is one that the scope takes in."""
    if scope.everywhere:
        return sa.true()
    mine = []
    if scope.prisons:
        mine.append(CASES.c.prison_code.in_(sorted(scope.prisons)))
    if scope.regions:
        mine.append(CASES.c.home_region.in_(sorted(scope.regions)))
    return sa.or_(*mine) if mine else sa.false()


def _is_closed(on: date) -> sa.ColumnElement[bool]:
    return CASES.c.closes_on.is_not(None) & (CASES.c.closes_on <= _day(on))


def _of_people(filters: Filters) -> list[sa.ColumnElement[bool]]:
    found = []
    if filters.staff:
        found.append(allocations.holds(filters.staff, filters.role, filters.allocated_from))
    if filters.allocation == "no_community_manager":
        found.append(allocations.lacks_community_manager())
    elif filters.allocation:
        found.append(allocations.stands(filters.allocation))
    return found


def _of_status(status: str | None, on: date) -> list[sa.ColumnElement[bool]]:
    if status is None:
        return []
    if status == "closed":
        return [_is_closed(on)]
    is_open = sa.not_(_is_closed(on))
    return [is_open] if status == "open" else [is_open, CASES.c.phase == status]


def _of_attention(code: str | None, on: date) -> list[sa.ColumnElement[bool]]:
    """The same tests as `domain.summary.attention`, as conditions."""
    if code is None:
        return []
    in_custody = CASES.c.phase.in_(sorted(IN_CUSTODY))
    determinate = CASES.c.sentence_type.not_in(sorted(INDETERMINATE)) | CASES.c.sentence_type.is_(None)
    tests = {
        "release_not_recorded": in_custody & (CASES.c.release_date < _day(on)),
        "provider_missing": (CASES.c.phase != "not_sentenced") & CASES.c.provider.is_(None),
        "release_date_unknown": in_custody & CASES.c.release_date.is_(None) & determinate,
        "details_unconfirmed": sa.cast(CASES.c.unconfirmed, sa.Text) != "[]",
    }
    return [sa.not_(_is_closed(on)), tests[code]]


def of_words(q: str | None) -> list[sa.ColumnElement[bool]]:
    """A number by its beginning, or names by theirs: each word begins the first or the last name."""
    text = (q or "").strip()
    if not text:
        return []
    compact = text.replace(" ", "").upper()
    if len(compact) <= 7 and compact[:1].isalpha() and compact[1:2].isdigit():
        numbers = (CASES.c.prison_number, CASES.c.crn)
        return [sa.or_(*(_begins(number, compact) for number in numbers))]
    words = search_key(text).split()[:4]
    if not words:
        return [sa.false()]
    if len(words) == 1:
        return [sa.or_(_begins(CASES.c.last_name_key, words[0]), _begins(CASES.c.first_name_key, words[0]))]
    first, rest = words[0], " ".join(words[1:])
    start, last = " ".join(words[:-1]), words[-1]
    return [
        sa.or_(
            _begins(CASES.c.first_name_key, start) & _begins(CASES.c.last_name_key, last),
            _begins(CASES.c.last_name_key, first) & _begins(CASES.c.first_name_key, rest),
            _begins(CASES.c.last_name_key, " ".join(words)),
            _begins(CASES.c.first_name_key, " ".join(words)),
        )
    ]


def _begins(column: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
    return (column >= text) & (column < end_of_prefix(text))


def _past(keys: Sequence[sa.ColumnElement[Any]], order: Order) -> sa.ColumnElement[bool]:
    values = zip(order.after or (), keys, strict=True)
    given = sa.tuple_(*(sa.literal(value, key.type) for value, key in values))
    row = sa.tuple_(*keys)
    return row < given if order.descending else row > given
