"""Key stages and progress told: written, found by case, listed by the day that they are planned for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.identifiers import UUID
from app.domain.list_filters import StagesWanted
from app.models.key_stages import KeyStage, ProgressNotice
from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.cases import CASES
from app.repositories.listing import COUNTED_UP_TO
from app.repositories.parole import by_day, held_by, in_scope
from app.repositories.places import PRISONS

STAGES: sa.Table = KeyStage.__table__  # type: ignore[attr-defined]
TOLD: sa.Table = ProgressNotice.__table__  # type: ignore[attr-defined]
MANAGER = "community_offender_manager"
MOST_TOLD = 200
Row = Mapping[str, Any]

_UNFINISHED = STAGES.c.held_on.is_(None) & STAGES.c.cancelled_on.is_(None)
_OF_CASE = ("prison_number", "crn", "first_name", "last_name", "prison_code", "home_region")


def insert(connection: Connection, row: Row) -> None:
    """Write a key stage."""
    connection.execute(sa.insert(STAGES), dict(row))


def update(connection: Connection, stage_id: str, values: Mapping[str, Any]) -> None:
    """Write columns of a key stage, and count its version up."""
    statement = sa.update(STAGES).where(STAGES.c.id == stage_id)
    connection.execute(statement.values(**values, version=STAGES.c.version + 1))


def mark_chased(connection: Connection, stage_id: str, on: date) -> None:
    """Keep that the overdue answer was told; the version that people read stays."""
    connection.execute(sa.update(STAGES).where(STAGES.c.id == stage_id).values(chased_on=on))


def stage_of_case(connection: Connection, case_id: str, stage_id: str, *, lock: bool = False) -> Row | None:
    """One key stage of a case."""
    if not UUID.fullmatch(stage_id.lower()):
        return None
    return _one(connection, (STAGES.c.case_id == case_id) & (STAGES.c.id == stage_id.lower()), lock=lock)


def by_id(connection: Connection, stage_id: str, *, lock: bool = False) -> Row | None:
    """A key stage by its id."""
    return _one(connection, STAGES.c.id == stage_id, lock=lock)


def of_case(connection: Connection, case_id: str) -> list[Row]:
    """The key stages of a case, the latest planned first."""
    statement = sa.select(STAGES).where(STAGES.c.case_id == case_id)
    statement = statement.order_by(STAGES.c.planned_on.desc(), STAGES.c.id.desc())
    return [dict(row) for row in connection.execute(statement).mappings()]


def list_stages(
    connection: Connection,
    scope: Scope,
    wanted: StagesWanted,
    on: date,
    after: Sequence[Any] | None,
    size: int,
) -> list[Row]:
    """One page in the order of (planned_on, id), each with what a list shows of its case."""
    day = by_day(STAGES.c.planned_on, scope, wanted.prison)
    statement = (
        sa.select(STAGES, *(CASES.c[name] for name in _OF_CASE), PRISONS.c.name.label("prison_name"))
        .join_from(STAGES, CASES, CASES.c.id == STAGES.c.case_id)
        .outerjoin(PRISONS, PRISONS.c.code == CASES.c.prison_code)
        .where(*_conditions(scope, wanted, on))
        .order_by(day, STAGES.c.id)
        .limit(size)
    )
    if after is not None:
        place = sa.tuple_(day, STAGES.c.id)
        given = sa.tuple_(sa.literal(after[0], sa.Date()), sa.literal(after[1], STAGES.c.id.type))
        statement = statement.where(place > given)
    return [dict(row) for row in connection.execute(statement).mappings()]


def count_stages(connection: Connection, scope: Scope, wanted: StagesWanted, on: date) -> int | None:
    """How many a list has; None above COUNTED_UP_TO."""
    counted = (
        sa.select(sa.literal(1))
        .select_from(_over_cases(scope, wanted))
        .where(*_conditions(scope, wanted, on))
        .limit(COUNTED_UP_TO + 1)
        .subquery()
    )
    total: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return total if total <= COUNTED_UP_TO else None


def unanswered_before(connection: Connection, today: date, after: str, size: int) -> list[Row]:
    """Invitations whose answer was due before `today` and is not there, and of which nobody was told yet."""
    statement = (
        sa.select(STAGES)
        .where(
            STAGES.c.response.is_(None),
            STAGES.c.response_due.is_not(None),
            _UNFINISHED,
            STAGES.c.response_due < today,
            STAGES.c.chased_on.is_(None),
        )
        .order_by(STAGES.c.id)
        .limit(size)
    )
    return _beyond(connection, statement, after)


def uninvited(connection: Connection, today: date, after: str, size: int) -> list[Row]:
    """Key stages still ahead to which nobody could be invited, on cases that have a community manager by now."""
    manager = (
        sa.exists()
        .where(ALLOCATIONS.c.case_id == STAGES.c.case_id, ALLOCATIONS.c.role == MANAGER, LIVE)
        .correlate(STAGES)
    )
    statement = (
        sa.select(STAGES)
        .join_from(STAGES, CASES, CASES.c.id == STAGES.c.case_id)
        .where(STAGES.c.invited_at.is_(None), _UNFINISHED, STAGES.c.planned_on >= today)
        .where(sa.or_(CASES.c.community_manager_name.is_not(None), manager))
        .order_by(STAGES.c.id)
        .limit(size)
    )
    return _beyond(connection, statement, after)


def insert_told(connection: Connection, row: Row) -> None:
    """Write what the community manager was told."""
    connection.execute(sa.insert(TOLD), dict(row))


def told_of_case(connection: Connection, case_id: str) -> list[Row]:
    """What the community manager was told of a case, the latest first."""
    statement = sa.select(TOLD).where(TOLD.c.case_id == case_id).order_by(TOLD.c.id.desc()).limit(MOST_TOLD)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _one(connection: Connection, condition: sa.ColumnElement[bool], *, lock: bool) -> Row | None:
    statement = sa.select(STAGES).where(condition)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def _beyond(connection: Connection, statement: sa.Select[Any], after: str) -> list[Row]:
    if after:
        statement = statement.where(STAGES.c.id > after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _over_cases(scope: Scope, wanted: StagesWanted) -> sa.FromClause:
    """Joined with their cases only where something of the case is asked: a count of everything needs none."""
    of_case = wanted.prison or wanted.region or wanted.staff
    if scope.everywhere and not of_case:
        return STAGES
    return STAGES.join(CASES, CASES.c.id == STAGES.c.case_id)


def _conditions(scope: Scope, wanted: StagesWanted, on: date) -> list[sa.ColumnElement[bool]]:
    found = [in_scope(scope)]
    if wanted.prison:
        found.append(CASES.c.prison_code == wanted.prison)
    if wanted.region:
        found.append(CASES.c.home_region == wanted.region)
    if wanted.staff:
        found.append(held_by(wanted.staff))
    if wanted.first:
        found.append(STAGES.c.planned_on >= wanted.first)
    if wanted.last:
        found.append(STAGES.c.planned_on <= wanted.last)
    return [*found, *_of_state(wanted.state, on)]


def _of_state(state: str | None, on: date) -> list[sa.ColumnElement[bool]]:
    """The same states as `domain.key_stages.state_of`, as conditions."""
    unanswered = STAGES.c.response.is_(None) & _UNFINISHED
    invited = unanswered & STAGES.c.response_due.is_not(None)
    tests: Mapping[str, sa.ColumnElement[bool]] = {
        "held": STAGES.c.held_on.is_not(None) & STAGES.c.cancelled_on.is_(None),
        "cancelled": STAGES.c.cancelled_on.is_not(None),
        "answered": STAGES.c.response.is_not(None) & _UNFINISHED,
        "nobody_to_invite": unanswered & STAGES.c.response_due.is_(None),
        "invited": invited & (STAGES.c.response_due >= on),
        "answer_overdue": invited & (STAGES.c.response_due < on),
        "awaiting_answer": invited,
    }
    return [tests[state]] if state else []
