"""Reads a case with its stored periods in one statement: the hottest call of the service."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.repositories.cases import CASES, PERIODS, matches

_OF_CASE = (
    "id",
    "prison_number",
    "crn",
    "prison_code",
    "home_region",
    "community_manager_name",
    "sentence_type",
)
_OF_PERIOD = (
    "starts_on",
    "ends_on",
    "responsible",
    "lead_role",
    "supporting",
    "rule",
    "policy_id",
    "handover_start_date",
    "handover_date",
)


def case_with_periods(connection: Connection, reference: str, on: date) -> list[Mapping[str, Any]]:
    """The case of a reference beside each of its effective periods, earliest first; empty where there is none.

    A case found by a number may be one of several: the one open on `on`, else the latest.
    """
    condition = matches(reference)
    if condition is None:
        return []
    is_open = CASES.c.is_open & (CASES.c.closes_on.is_(None) | (CASES.c.closes_on > on))
    chosen = (
        sa.select(*(CASES.c[name] for name in _OF_CASE))
        .where(condition)
        .order_by(is_open.desc(), CASES.c.created_at.desc())
        .limit(1)
        .subquery()
    )
    periods = (PERIODS.c.case_id == chosen.c.id) & (PERIODS.c.layer == "effective")
    statement = (
        sa.select(chosen, *(PERIODS.c[name] for name in _OF_PERIOD))
        .select_from(chosen.outerjoin(PERIODS, periods))
        .order_by(PERIODS.c.starts_on)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
