"""Reads the cases of a comparison batch by batch, as the record held them at one moment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.compare.filters import CompareFilters
from app.repositories.cases import CASES, FACTS
from app.repositories.listing import in_scope

Row = Mapping[str, Any]

_CASE = ("id", "opened_on", "estate", "prison_code", "home_region", "date_of_birth")
_FACT = ("case_id", "told", "type", "happened_on", "recorded_on", "opening", "fields")


def count(connection: Connection, scope: Scope, filters: CompareFilters, on: date, moment: datetime) -> int:
    """How many cases a comparison takes in."""
    statement = sa.select(sa.func.count()).select_from(CASES)
    total: int = connection.execute(statement.where(*_conditions(scope, filters, on, moment))).scalar_one()
    return total


def batch(
    connection: Connection,
    scope: Scope,
    filters: CompareFilters,
    on: date,
    moment: datetime,
    after: str | None,
    size: int,
) -> list[Row]:
    """The next cases in the order of their ids, beyond `after`: open on `on`, and created by `moment`."""
    statement = sa.select(*(CASES.c[name] for name in _CASE)).order_by(CASES.c.id).limit(size)
    statement = statement.where(*_conditions(scope, filters, on, moment))
    if after is not None:
        statement = statement.where(CASES.c.id > after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def facts(connection: Connection, case_ids: Sequence[str], moment: datetime) -> dict[str, list[Row]]:
    """The facts of these cases as they were recorded, and taken back, by `moment`."""
    instant = sa.literal(moment, FACTS.c.recorded_at.type)
    retracted = sa.case((FACTS.c.retracted_at <= instant, FACTS.c.retracted_on), else_=sa.null())
    statement = sa.select(*(FACTS.c[name] for name in _FACT), retracted.label("retracted_on"))
    statement = statement.where(FACTS.c.case_id.in_(case_ids), FACTS.c.recorded_at <= instant)
    found: dict[str, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in connection.execute(statement).mappings():
        found[row["case_id"]].append(cast("Row", row))
    return found


def _conditions(
    scope: Scope, filters: CompareFilters, on: date, moment: datetime
) -> list[sa.ColumnElement[bool]]:
    is_open = CASES.c.closes_on.is_(None) | (CASES.c.closes_on > on)
    found = [in_scope(scope), is_open, CASES.c.created_at <= moment]
    if filters.prisons:
        found.append(CASES.c.prison_code.in_(filters.prisons))
    if filters.regions:
        found.append(CASES.c.home_region.in_(filters.regions))
    for name in ("estate", "provider", "sentence_type"):
        wanted = getattr(filters, name)
        if wanted:
            found.append(CASES.c[name] == wanted)
    return found
