"""Staff as a workforce: lists of people and teams, and what each person carries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.allocation import CaseMix
from app.domain.caller import Scope
from app.domain.staff_filters import StaffFilters
from app.models.people import ProbationTeam
from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.case_mix import KINDS, kinds_of_work, mix_of
from app.repositories.cases import CASES, PERIODS
from app.repositories.identity.register import STAFF
from app.repositories.places import PRISONS

TEAMS: sa.Table = ProbationTeam.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]

_SHOWN = (
    "id", "username", "display_name", "email", "active", "duties", "prison_code", "team_code", "tenths",
    "availability", "away_until", "version",
)  # fmt: skip
_FROM = STAFF.outerjoin(TEAMS, TEAMS.c.code == STAFF.c.team_code).outerjoin(
    PRISONS, PRISONS.c.code == STAFF.c.prison_code
)


def _people() -> sa.Select[Any]:
    return sa.select(
        *(STAFF.c[name] for name in _SHOWN),
        PRISONS.c.name.label("prison_name"),
        TEAMS.c.name.label("team_name"),
        TEAMS.c.email.label("team_email"),
        TEAMS.c.region.label("region"),
    ).select_from(_FROM)


def staff_list(
    connection: Connection,
    scope: Scope,
    filters: StaffFilters,
    on: date,
    *,
    after: Sequence[str] | None,
    size: int,
) -> list[Row]:
    """The people of a scope by name, those past the row `after` (name and id)."""
    statement = _people().where(*_conditions(scope, filters, on))
    if after:
        statement = statement.where(
            sa.tuple_(STAFF.c.display_name, STAFF.c.id)
            > sa.tuple_(
                sa.literal(after[0], STAFF.c.display_name.type), sa.literal(after[1], STAFF.c.id.type)
            )
        )
    statement = statement.order_by(STAFF.c.display_name, STAFF.c.id).limit(size)
    return [dict(row) for row in connection.execute(statement).mappings()]


def count_staff(connection: Connection, scope: Scope, filters: StaffFilters, on: date) -> int:
    """How many people a list has."""
    statement = sa.select(sa.func.count()).select_from(_FROM).where(*_conditions(scope, filters, on))
    return int(connection.execute(statement).scalar_one())


def person(connection: Connection, staff_id: str, *, lock: bool = False) -> Row | None:
    """One person of the register; `lock` holds the row until the transaction ends."""
    if lock:
        connection.execute(sa.select(STAFF.c.id).where(STAFF.c.id == staff_id).with_for_update())
    row = connection.execute(_people().where(STAFF.c.id == staff_id)).mappings().first()
    return dict(row) if row else None


def candidates_at(
    connection: Connection, *, prison: str | None = None, region: str | None = None
) -> list[Row]:
    """Everybody who works at a prison, or in a region's teams, with any duty, by name."""
    at = STAFF.c.prison_code == prison if prison else TEAMS.c.region == region
    statement = _people().where(at, STAFF.c.active, STAFF.c.duties != "", STAFF.c.availability != "left")
    return [dict(row) for row in connection.execute(statement.order_by(STAFF.c.display_name)).mappings()]


def carried_by(
    connection: Connection, staff_ids: Sequence[str], on: date, *, new_since: date, until: date
) -> tuple[dict[str, tuple[CaseMix, ...]], dict[str, dict[str, Any]]]:
    """By person, the open cases they hold a role on, those alike counted together; and what is new and coming.

    That is the roles taken since a day, handovers to come until a day, releases in 28 days, and the last allocation.
    """
    if not staff_ids:
        return {}, {}
    picked = sa.select(ALLOCATIONS.c.staff_id, *kinds_of_work(), *_marks(on, new_since, until))
    held = _held_on(picked, staff_ids, on).subquery()
    kinds = [held.c[name] for name in ("staff_id", *KINDS)]
    statement = sa.select(
        *kinds,
        sa.func.count().label("cases"),
        *(sa.func.sum(held.c[name]).label(name) for name in _COUNTED),
        sa.func.max(held.c.started_on).label("last_allocated_on"),
    ).group_by(*kinds)
    mixes: dict[str, list[CaseMix]] = defaultdict(list)
    coming: dict[str, dict[str, Any]] = {}
    for row in connection.execute(statement).mappings():
        mixes[row["staff_id"]].append(mix_of(row))
        known = coming.setdefault(
            row["staff_id"], {**dict.fromkeys(_COUNTED, 0), "last_allocated_on": date.min}
        )
        known |= {name: known[name] + row[name] for name in _COUNTED}
        known["last_allocated_on"] = max(known["last_allocated_on"], row["last_allocated_on"])
    return {staff_id: tuple(each) for staff_id, each in mixes.items()}, coming


_COUNTED = ("new", "handovers", "releases")


def _marks(on: date, new_since: date, until: date) -> tuple[sa.ColumnElement[Any], ...]:
    """What is counted of each."""
    coming = (PERIODS.c.handover_date >= on) & (PERIODS.c.handover_date <= until)
    leaves = (CASES.c.release_date >= on) & (CASES.c.release_date <= on + timedelta(28))
    return (
        sa.case((ALLOCATIONS.c.started_on >= new_since, 1), else_=0).label("new"),
        sa.case(((PERIODS.c.responsible == "custody") & coming, 1), else_=0).label("handovers"),
        sa.case((leaves, 1), else_=0).label("releases"),
        ALLOCATIONS.c.started_on,
    )


def _held_on(statement: sa.Select[Any], staff_ids: Sequence[str], on: date) -> sa.Select[Any]:
    """The live allocations of people, each with its case while that is open and its period of today."""
    today = (
        (PERIODS.c.case_id == ALLOCATIONS.c.case_id)
        & (PERIODS.c.layer == "effective")
        & (PERIODS.c.starts_on <= on)
        & (PERIODS.c.ends_on.is_(None) | (PERIODS.c.ends_on > on))
    )
    return (
        statement.select_from(ALLOCATIONS)
        .join(CASES, CASES.c.id == ALLOCATIONS.c.case_id)
        .join(PERIODS, today)
        .where(
            LIVE,
            ALLOCATIONS.c.staff_id.in_(list(staff_ids)),
            CASES.c.closes_on.is_(None) | (CASES.c.closes_on > on),
        )
    )


def change_person(connection: Connection, staff_id: str, values: Row) -> None:
    """Write how a person works, and count their version up."""
    statement = sa.update(STAFF).where(STAFF.c.id == staff_id)
    connection.execute(statement.values(**values, version=STAFF.c.version + 1))


def teams(connection: Connection, region: str | None = None) -> list[Row]:
    """Every team, or a region's, by name."""
    statement = sa.select(TEAMS).order_by(TEAMS.c.name, TEAMS.c.code)
    if region:
        statement = statement.where(TEAMS.c.region == region)
    return [dict(row) for row in connection.execute(statement).mappings()]


def team(connection: Connection, code: str) -> Row | None:
    """One team."""
    row = connection.execute(sa.select(TEAMS).where(TEAMS.c.code == code)).mappings().first()
    return dict(row) if row else None


def add_team(connection: Connection, row: Row) -> None:
    """A new team."""
    connection.execute(sa.insert(TEAMS), dict(row))


def _conditions(scope: Scope, filters: StaffFilters, on: date) -> list[sa.ColumnElement[bool]]:
    found = [STAFF.c.active, _in_scope(scope)]
    if filters.prison:
        found.append(STAFF.c.prison_code == filters.prison)
    if filters.team:
        found.append(STAFF.c.team_code == filters.team)
    if filters.region:
        found.append(TEAMS.c.region == filters.region)
    if filters.duty:
        found.append((" " + STAFF.c.duties + " ").contains(f" {filters.duty} ", autoescape=True))
    if filters.availability:
        is_back = (STAFF.c.availability == "away") & (STAFF.c.away_until < on)
        stands = sa.case((is_back, "available"), else_=STAFF.c.availability)
        found.append(stands == filters.availability)
    if filters.q:
        found.append(STAFF.c.display_name.icontains(filters.q.strip(), autoescape=True))
    return found


def _in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    if scope.everywhere:
        return sa.true()
    mine = []
    if scope.prisons:
        mine.append(STAFF.c.prison_code.in_(sorted(scope.prisons)))
    if scope.regions:
        mine.append(TEAMS.c.region.in_(sorted(scope.regions)))
    return sa.or_(*mine) if mine else sa.false()
