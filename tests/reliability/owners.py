"""Looks past the application whether every case has one owner at each moment, on both layers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.repositories.cases import CASES, FACTS, PERIODS

LAYERS = ("automatic", "effective")
DAY = timedelta(days=1)


def faults_of(connection: Connection, case: str) -> list[str]:
    """Every boundary, the day before and the day after at which not one owner stands."""
    rows = connection.execute(sa.select(PERIODS).where(PERIODS.c.case_id == case)).mappings().all()
    by_layer: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_layer[row["layer"]].append(row)
    return [
        f"{layer} {day}: {len(owners)} owners"
        for layer in LAYERS
        for day, owners in owners_by_day(by_layer[layer])
        if len(owners) != 1
    ] + [f"{layer}: nothing stored" for layer in LAYERS if not by_layer[layer]]


def owners_by_day(periods: Sequence[Any]) -> list[tuple[date, list[Any]]]:
    """The owners on, before and after each boundary; nothing is claimed before the first."""
    if not periods:
        return []
    bounds = {p["starts_on"] for p in periods} | {p["ends_on"] for p in periods if p["ends_on"]}
    first = min(p["starts_on"] for p in periods)
    days = {day + step for day in bounds for step in (-DAY, DAY * 0, DAY) if day + step >= first}
    return [
        (
            day,
            [p for p in periods if p["starts_on"] <= day and (p["ends_on"] is None or day < p["ends_on"])],
        )
        for day in sorted(days)
    ]


def version_of(connection: Connection, case: str) -> int:
    """The version that the row of a case has."""
    return int(connection.execute(sa.select(CASES.c.version).where(CASES.c.id == case)).scalar_one())


def words_of(connection: Connection, case: str) -> list[str]:
    """What the facts that note something say, in the order of telling."""
    statement = sa.select(FACTS.c.fields).where(FACTS.c.case_id == case).order_by(FACTS.c.told)
    return [fields["what"] for (fields,) in connection.execute(statement) if "what" in fields]
