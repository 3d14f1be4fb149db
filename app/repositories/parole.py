"""Parole reviews: their rows written from the facts, described by staff, listed by the day of their hearing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.identifiers import UUID
from app.domain.list_filters import ReviewsWanted
from app.models.case_records import VictimLiaisonOfficer
from app.models.columns import OPEN_END
from app.models.parole import ParoleReview
from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.cases import CASES
from app.repositories.listing import COUNTED_UP_TO
from app.repositories.places import PRISONS

REVIEWS: sa.Table = ParoleReview.__table__  # type: ignore[attr-defined]
OFFICERS: sa.Table = VictimLiaisonOfficer.__table__  # type: ignore[attr-defined]
RETRACTED = "retracted"
Row = Mapping[str, Any]

_OF_CASE = (
    "prison_number", "crn", "first_name", "last_name", "prison_code", "home_region", "sentence_type",
    "community_manager_name",
)  # fmt: skip


def rows_of(connection: Connection, case_ids: Sequence[str], *, lock: bool = False) -> list[Row]:
    """Every kept review of these cases, those retracted too."""
    if not case_ids:
        return []
    statement = sa.select(REVIEWS).where(REVIEWS.c.case_id.in_(list(case_ids))).order_by(REVIEWS.c.id)
    if lock:
        statement = statement.with_for_update()
    return [dict(row) for row in connection.execute(statement).mappings()]


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """Write new reviews."""
    if rows:
        connection.execute(sa.insert(REVIEWS), list(rows))


def update(connection: Connection, review_id: str, values: Mapping[str, Any]) -> None:
    """Write columns of one review, and count its version up."""
    statement = sa.update(REVIEWS).where(REVIEWS.c.id == review_id)
    connection.execute(statement.values(**values, version=REVIEWS.c.version + 1))


def mark_chased(connection: Connection, review_id: str, hearing_on: date) -> None:
    """Keep that the outcome of this hearing has been asked for; the version that people read stays."""
    statement = sa.update(REVIEWS).where(REVIEWS.c.id == review_id)
    connection.execute(statement.values(chased_for=hearing_on))


def review_of_case(connection: Connection, case_id: str, reference: str, *, lock: bool = False) -> Row | None:
    """One review of a case, by its id or by its name."""
    lower = reference.lower()
    named = REVIEWS.c.id == lower if UUID.fullmatch(lower) else REVIEWS.c.review_key == reference
    statement = sa.select(REVIEWS).where(REVIEWS.c.case_id == case_id, named, REVIEWS.c.state != RETRACTED)
    if lock:
        statement = statement.with_for_update()
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def by_id(connection: Connection, review_id: str, *, lock: bool = False) -> Row | None:
    """A review by its id."""
    statement = sa.select(REVIEWS).where(REVIEWS.c.id == review_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def list_reviews(
    connection: Connection, scope: Scope, wanted: ReviewsWanted, after: Sequence[Any] | None, size: int
) -> list[Row]:
    """One page in the order of (next_on, id), each with what a list shows of its case."""
    day = by_day(REVIEWS.c.next_on, scope, wanted.prison)
    statement = (
        sa.select(REVIEWS, *(CASES.c[name] for name in _OF_CASE), PRISONS.c.name.label("prison_name"))
        .join_from(REVIEWS, CASES, CASES.c.id == REVIEWS.c.case_id)
        .outerjoin(PRISONS, PRISONS.c.code == CASES.c.prison_code)
        .where(*_conditions(scope, wanted))
        .order_by(day, REVIEWS.c.id)
        .limit(size)
    )
    if after is not None:
        place = sa.tuple_(day, REVIEWS.c.id)
        given = sa.tuple_(sa.literal(after[0], sa.Date()), sa.literal(after[1], REVIEWS.c.id.type))
        statement = statement.where(place > given)
    return [dict(row) for row in connection.execute(statement).mappings()]


def count_reviews(connection: Connection, scope: Scope, wanted: ReviewsWanted) -> int | None:
    """How many a list has; None above COUNTED_UP_TO."""
    counted = (
        sa.select(sa.literal(1))
        .select_from(_over_cases(scope, wanted))
        .where(*_conditions(scope, wanted))
        .limit(COUNTED_UP_TO + 1)
        .subquery()
    )
    total: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return total if total <= COUNTED_UP_TO else None


def days_of(connection: Connection, scope: Scope, wanted: ReviewsWanted) -> list[Row]:
    """How many reviews stand on each day between two, and how many of them have no outcome."""
    open_ones = sa.func.sum(sa.case((REVIEWS.c.is_open, 1), else_=0))
    statement = (
        sa.select(REVIEWS.c.next_on.label("on"), sa.func.count().label("total"), open_ones.label("open"))
        .join_from(REVIEWS, CASES, CASES.c.id == REVIEWS.c.case_id)
        .where(*_conditions(scope, wanted))
        .group_by(REVIEWS.c.next_on)
        .order_by(REVIEWS.c.next_on)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def awaiting_before(connection: Connection, today: date, after: str, size: int) -> list[Row]:
    """Reviews whose hearing has passed without an outcome that anybody was asked for, in the order of their id."""
    statement = (
        sa.select(REVIEWS)
        .where(
            REVIEWS.c.is_open,
            REVIEWS.c.outcome.is_(None),
            REVIEWS.c.hearing_on.is_not(None),
            REVIEWS.c.hearing_on < today,
            sa.or_(REVIEWS.c.chased_for.is_(None), REVIEWS.c.chased_for != REVIEWS.c.hearing_on),
        )
        .order_by(REVIEWS.c.id)
        .limit(size)
    )
    if after:
        statement = statement.where(REVIEWS.c.id > after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def with_victim_contact(connection: Connection, case_ids: Sequence[str]) -> set[str]:
    """Which of these cases have a victim's liaison officer."""
    if not case_ids:
        return set()
    statement = sa.select(OFFICERS.c.case_id).where(OFFICERS.c.case_id.in_(list(case_ids))).distinct()
    return set(connection.scalars(statement))


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Cases at one of the caller's prisons, or whose home is in one of their regions."""
    if scope.everywhere:
        return sa.true()
    mine = []
    if scope.prisons:
        mine.append(CASES.c.prison_code.in_(sorted(scope.prisons)))
    if scope.regions:
        mine.append(CASES.c.home_region.in_(sorted(scope.regions)))
    return sa.or_(*mine) if mine else sa.false()


def by_day(column: sa.ColumnElement[date], scope: Scope, prison: str | None) -> sa.ColumnElement[date]:
    """The day of a list's order, so written that the index serves which finds the least.

    Everywhere the index on the day gives the order. Of a prison's own cases those that have a row are found first
    and then ordered: by the day, everybody else's would be read and passed over.
    """
    of_prisons = prison is not None or (bool(scope.prisons) and not scope.regions)
    return sa.func.coalesce(column, OPEN_END, type_=sa.Date()) if of_prisons else column


def held_by(staff_id: str) -> sa.ColumnElement[bool]:
    """Cases of which this person holds a role now."""
    if not UUID.fullmatch(staff_id.lower()):
        return sa.false()
    held = sa.select(ALLOCATIONS.c.case_id).where(LIVE, ALLOCATIONS.c.staff_id == staff_id.lower())
    return CASES.c.id.in_(held)


def _over_cases(scope: Scope, wanted: ReviewsWanted) -> sa.FromClause:
    """Joined with their cases only where something of the case is asked: a count of everything needs none."""
    of_case = wanted.prison or wanted.region or wanted.staff
    if scope.everywhere and not of_case:
        return REVIEWS
    return REVIEWS.join(CASES, CASES.c.id == REVIEWS.c.case_id)


def _conditions(scope: Scope, wanted: ReviewsWanted) -> list[sa.ColumnElement[bool]]:
    found = [in_scope(scope)]
    if wanted.prison:
        found.append(CASES.c.prison_code == wanted.prison)
    if wanted.region:
        found.append(CASES.c.home_region == wanted.region)
    if wanted.first:
        found.append(REVIEWS.c.next_on >= wanted.first)
    if wanted.last:
        found.append(REVIEWS.c.next_on <= wanted.last)
    if wanted.staff:
        found.append(held_by(wanted.staff))
    return [*found, _of_state(wanted.state, wanted.on)]


def _of_state(state: str | None, on: date | None) -> sa.ColumnElement[bool]:
    if state == "awaiting_outcome":
        passed = REVIEWS.c.hearing_on.is_not(None) & (REVIEWS.c.hearing_on < (on or date.max))
        return REVIEWS.c.is_open & REVIEWS.c.outcome.is_(None) & passed
    if state is None:
        return REVIEWS.c.state != RETRACTED
    if state == "open":
        return REVIEWS.c.is_open
    return REVIEWS.c.state == state
