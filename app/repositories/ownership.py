"""Reads a case with its stored periods in one statement: the hottest call of the service."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.cases import CASES, PERIODS, key_of
from app.repositories.policies import RUNS

_OF_CASE = (
    "id",
    "prison_number",
    "crn",
    "prison_code",
    "home_region",
    "community_manager_name",
    "sentence_type",
    "opened_on",
)
_OF_PERIOD = (
    "starts_on",
    "ends_on",
    "responsible",
    "lead_role",
    "supporting",
    "rule",
    "policy_id",
    "policy_version",
    "handover_start_date",
    "handover_date",
)


def case_with_periods(connection: Connection, reference: str, on: date) -> list[Mapping[str, Any]]:
    """The case of a reference beside each of its effective periods, earliest first; empty where there is none.

    A case found by a number may be one of several: the one open on `on`, else the latest. `lead_named` is who
    holds the lead role of a period now, `run_position` how far the run of another policy is, where one is under way.
    """
    key = key_of(reference)
    if key is None:
        return []
    column, value = key
    rows = connection.execute(_BY[column], {"reference": value, "on": on}).mappings()
    return [dict(row) for row in rows]


def _statement(column: str) -> sa.Select[Any]:
    reference = sa.bindparam("reference", type_=CASES.c[column].type)
    on = sa.bindparam("on", type_=sa.Date())
    is_open = CASES.c.is_open & (CASES.c.closes_on.is_(None) | (CASES.c.closes_on > on))
    chosen = (
        sa.select(*(CASES.c[name] for name in _OF_CASE))
        .where(CASES.c[column] == reference)
        .order_by(is_open.desc(), CASES.c.created_at.desc())
        .limit(1)
        .subquery()
    )
    periods = (PERIODS.c.case_id == chosen.c.id) & (PERIODS.c.layer == "effective")
    # One look at the few rows of runs for the whole answer; almost always there is none under way.
    behind = sa.select(RUNS.c.position).where(RUNS.c.finished_at.is_(None)).order_by(RUNS.c.position).limit(1)
    leads = (ALLOCATIONS.c.case_id == chosen.c.id) & (ALLOCATIONS.c.role == PERIODS.c.lead_role) & LIVE
    return (
        sa.select(
            chosen,
            *(PERIODS.c[name] for name in _OF_PERIOD),
            ALLOCATIONS.c.named.label("lead_named"),
            behind.scalar_subquery().label("run_position"),
        )
        .select_from(chosen.outerjoin(PERIODS, periods).outerjoin(ALLOCATIONS, leads))
        .order_by(PERIODS.c.starts_on)
    )


_BY = {column: _statement(column) for column in ("id", "prison_number", "crn")}
"""Built once: building it for each request cost a quarter of the whole call."""
