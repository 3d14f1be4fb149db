"""Who holds which role of a case: found, started and ended."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.allocation import COMMUNITY_MANAGER, HELD_BY
from app.domain.summary import IN_CUSTODY
from app.models.people import Allocation
from app.repositories import handovers
from app.repositories.cases import CASES, FACTS, PERIODS
from app.repositories.places import PRISONS

ALLOCATIONS: sa.Table = Allocation.__table__  # type: ignore[attr-defined]
LIVE = ALLOCATIONS.c.ended_at.is_(None)
_LIVE_OF = sa.select(ALLOCATIONS).where(
    LIVE, ALLOCATIONS.c.case_id.in_(sa.bindparam("cases", expanding=True))
)

Row = Mapping[str, Any]


def live_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, dict[str, Row]]:
    """By case, each role's holder now. A case of which no role is held is not in the answer."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    if case_ids:
        for row in connection.execute(_LIVE_OF, {"cases": list(case_ids)}).mappings():
            found[row["case_id"]][row["role"]] = dict(row)
    return dict(found)


def of_case(connection: Connection, case_id: str) -> list[Row]:
    """Every allocation a case ever had, the latest first, each with the prison's name."""
    statement = (
        sa.select(ALLOCATIONS, PRISONS.c.name.label("prison_name"))
        .outerjoin(PRISONS, PRISONS.c.code == ALLOCATIONS.c.prison_code)
        .where(ALLOCATIONS.c.case_id == case_id)
        .order_by(ALLOCATIONS.c.started_at.desc(), ALLOCATIONS.c.id.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def held_by(connection: Connection, staff_id: str) -> list[Row]:
    """The roles that a person holds now, on every case."""
    statement = sa.select(ALLOCATIONS).where(LIVE, ALLOCATIONS.c.staff_id == staff_id)
    return [dict(row) for row in connection.execute(statement.order_by(ALLOCATIONS.c.id)).mappings()]


def last_held(connection: Connection, case_ids: Sequence[str]) -> dict[tuple[str, str], date]:
    """By case and person, the last day on which a role of it that has ended was theirs."""
    statement = (
        sa.select(
            ALLOCATIONS.c.case_id, ALLOCATIONS.c.staff_id, sa.func.max(ALLOCATIONS.c.ended_on).label("last")
        )
        .where(
            ALLOCATIONS.c.case_id.in_(list(case_ids)),
            ALLOCATIONS.c.ended_at.is_not(None),
            ALLOCATIONS.c.staff_id.is_not(None),
        )
        .group_by(ALLOCATIONS.c.case_id, ALLOCATIONS.c.staff_id)
    )
    found = connection.execute(statement).all() if case_ids else ()
    return {(case_id, staff_id): last for case_id, staff_id, last in found}


def last_ended(connection: Connection, case_ids: Sequence[str]) -> dict[tuple[str, str], date]:
    """By case and role, the day on which the role was last given up."""
    statement = (
        sa.select(
            ALLOCATIONS.c.case_id, ALLOCATIONS.c.role, sa.func.max(ALLOCATIONS.c.ended_on).label("last")
        )
        .where(ALLOCATIONS.c.case_id.in_(list(case_ids)), ALLOCATIONS.c.ended_at.is_not(None))
        .group_by(ALLOCATIONS.c.case_id, ALLOCATIONS.c.role)
    )
    found = connection.execute(statement).all() if case_ids else ()
    return {(case_id, role): last for case_id, role, last in found}


def start(connection: Connection, rows: Sequence[Row]) -> None:
    """Write new allocations; the database refuses a second holder of a role."""
    if rows:
        connection.execute(sa.insert(ALLOCATIONS), list(rows))


def end(connection: Connection, ids: Sequence[str], ended: Row) -> None:
    """End allocations, all for one reason."""
    if ids:
        statement = sa.update(ALLOCATIONS).where(LIVE, ALLOCATIONS.c.id.in_(list(ids)))
        connection.execute(statement.values(**ended))


def touch_cases(connection: Connection, case_ids: Sequence[str]) -> None:
    """Count up the versions of cases whose people changed."""
    if case_ids:
        statement = sa.update(CASES).where(CASES.c.id.in_(list(case_ids)))
        connection.execute(statement.values(version=CASES.c.version + 1))


def name_in_community(
    connection: Connection, case_ids: Sequence[str], *, name: str | None, email: str | None, team: str | None
) -> None:
    """Write who the community manager is into the rows of cases."""
    if case_ids:
        values = {
            "community_manager_name": name,
            "community_manager_email": email,
            "community_team": team,
        }
        connection.execute(sa.update(CASES).where(CASES.c.id.in_(list(case_ids))).values(**values))
        handovers.keep_copies(connection, case_ids, values)


def hold_cases(connection: Connection, case_ids: Sequence[str]) -> dict[str, Row]:
    """Cases as they stand now, by id, their rows held until the transaction ends."""
    statement = sa.select(CASES).where(CASES.c.id.in_(list(case_ids))).order_by(CASES.c.id).with_for_update()
    rows = connection.execute(statement).mappings() if case_ids else ()
    return {row["id"]: dict(row) for row in rows}


def owners_on(connection: Connection, case_ids: Sequence[str], on: date) -> dict[str, Row]:
    """By case, the period that holds a day: side, lead role, who supports and since when."""
    statement = sa.select(PERIODS).where(
        PERIODS.c.case_id.in_(list(case_ids)),
        PERIODS.c.layer == "effective",
        PERIODS.c.starts_on <= on,
        PERIODS.c.ends_on.is_(None) | (PERIODS.c.ends_on > on),
    )
    rows = connection.execute(statement).mappings() if case_ids else ()
    return {row["case_id"]: dict(row) for row in rows}


def arrivals_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, date]:
    """By case, the latest day on which she is known to have come to a prison."""
    statement = (
        sa.select(FACTS.c.case_id, sa.func.max(FACTS.c.happened_on))
        .where(
            FACTS.c.case_id.in_(list(case_ids)),
            FACTS.c.type == "prison_transfer",
            FACTS.c.retracted_on.is_(None),
        )
        .group_by(FACTS.c.case_id)
    )
    found = connection.execute(statement).all() if case_ids else ()
    return {row[0]: row[1] for row in found}


# Conditions on cases, for lists


def holds(staff_id: str, role: str | None = None, since: date | None = None) -> sa.ColumnElement[bool]:
    """The cases on which a person holds a role now."""
    mine = sa.select(ALLOCATIONS.c.case_id).where(LIVE, ALLOCATIONS.c.staff_id == staff_id)
    if role:
        mine = mine.where(ALLOCATIONS.c.role == role)
    if since:
        mine = mine.where(ALLOCATIONS.c.started_on >= since)
    return CASES.c.id.in_(mine)


def stands(place: str) -> sa.ColumnElement[bool]:
    """The cases in a place of `domain.allocation.place_of`, over a statement joined with their period of today."""
    needed = sa.case(dict(HELD_BY), value=PERIODS.c.lead_role, else_=PERIODS.c.lead_role)
    held = sa.exists().where(
        ALLOCATIONS.c.case_id == CASES.c.id, ALLOCATIONS.c.ended_at.is_(None), ALLOCATIONS.c.role == needed
    )
    named = (needed == COMMUNITY_MANAGER) & CASES.c.community_manager_name.is_not(None)
    if place == "out_of_scope":
        return PERIODS.c.lead_role.is_(None)
    led = PERIODS.c.lead_role.is_not(None)
    return led & sa.or_(held, named) if place == "caseload" else led & sa.not_(held) & sa.not_(named)


def lacks_community_manager() -> sa.ColumnElement[bool]:
    """The retained cases in custody that somebody owns and for which nobody in the community is named (O16)."""
    held = sa.exists().where(
        ALLOCATIONS.c.case_id == CASES.c.id,
        ALLOCATIONS.c.ended_at.is_(None),
        ALLOCATIONS.c.role == COMMUNITY_MANAGER,
    )
    return sa.and_(
        CASES.c.phase.in_(sorted(IN_CUSTODY)),
        sa.or_(CASES.c.provider.is_(None), CASES.c.provider != "crc"),
        PERIODS.c.lead_role.is_not(None),
        CASES.c.community_manager_name.is_(None),
        sa.not_(held),
    )


def named_on(connection: Connection, case_id: str, role: str, on: date) -> str | None:
    """Who held a role of a case at the end of a day, by name."""
    held = (ALLOCATIONS.c.started_on <= on) & (
        ALLOCATIONS.c.ended_on.is_(None) | (ALLOCATIONS.c.ended_on > on)
    )
    statement = sa.select(ALLOCATIONS.c.named).where(
        ALLOCATIONS.c.case_id == case_id, ALLOCATIONS.c.role == role, held
    )
    return connection.scalar(statement.order_by(ALLOCATIONS.c.started_at.desc()).limit(1))
