"""Finds handovers and releases on the caseload that have come near without an alert, and who is told of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Role
from app.domain.summary import IN_CUSTODY
from app.repositories.cases import CASES, PERIODS
from app.repositories.identity.register import STAFF
from app.repositories.panel_caseload import ALERTS, ENTRIES

Row = Mapping[str, Any]


def near_without_alert(connection: Connection, today: date, days: int, after: str, size: int) -> list[Row]:
    """Live entries with a handover or release due within `days`, of which no alert speaks; in the order of their id."""
    until = today + timedelta(days)
    same = (PERIODS.c.case_id == CASES.c.id) & (PERIODS.c.layer == "effective")
    holds = (PERIODS.c.starts_on <= today) & (PERIODS.c.ends_on.is_(None) | (PERIODS.c.ends_on > today))
    handover = PERIODS.c.handover_date.between(today, until) & _unsaid("handover", PERIODS.c.handover_date)
    in_custody = CASES.c.phase.in_(sorted(IN_CUSTODY))
    release = (
        in_custody & CASES.c.release_date.between(today, until) & _unsaid("release", CASES.c.release_date)
    )
    statement = (
        sa.select(ENTRIES.c.id, ENTRIES.c.case_id)
        .join(CASES, CASES.c.id == ENTRIES.c.case_id)
        .outerjoin(PERIODS, same & holds)
        .where(ENTRIES.c.left_on.is_(None), handover | release)
        .order_by(ENTRIES.c.id)
        .limit(size)
    )
    if after:
        statement = statement.where(ENTRIES.c.id > after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def dates_of(connection: Connection, case_id: str, today: date) -> tuple[date | None, date | None]:
    """The handover date that holds today, and the release date of somebody in custody."""
    same = (PERIODS.c.case_id == CASES.c.id) & (PERIODS.c.layer == "effective")
    holds = (PERIODS.c.starts_on <= today) & (PERIODS.c.ends_on.is_(None) | (PERIODS.c.ends_on > today))
    in_custody = CASES.c.phase.in_(sorted(IN_CUSTODY))
    release = sa.case((in_custody, CASES.c.release_date), else_=sa.null())
    statement = sa.select(PERIODS.c.handover_date, release).select_from(
        CASES.outerjoin(PERIODS, same & holds)
    )
    row = connection.execute(statement.where(CASES.c.id == case_id)).first()
    return (row[0], row[1]) if row else (None, None)


def secretariat(connection: Connection) -> list[Row]:
    """Everybody of the secretariat who may sign in, with the scope of each."""
    holds = (" " + STAFF.c.roles + " ").contains(f" {Role.PANEL_SECRETARIAT.authority} ")
    columns = (STAFF.c.id, STAFF.c.everywhere, STAFF.c.prisons, STAFF.c.regions)
    statement = sa.select(*columns).where(STAFF.c.active, holds).order_by(STAFF.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _unsaid(kind: str, day: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    said = sa.select(sa.literal(1)).where(
        ALERTS.c.entry_id == ENTRIES.c.id, ALERTS.c.kind == kind, ALERTS.c.due_on == day
    )
    return sa.not_(said.exists())
