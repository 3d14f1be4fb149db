"""Overrides of who owns a case: read for one case or many, written once, ended once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.overrides import Override
from app.models.handovers import OwnershipOverride
from app.repositories.many_ids import is_among

OVERRIDES: sa.Table = OwnershipOverride.__table__  # type: ignore[attr-defined]
LIVE = OVERRIDES.c.ended_at.is_(None)

Row = Mapping[str, Any]


def of_case(connection: Connection, case_id: str) -> list[Row]:
    """Every override of a case, the earliest first."""
    return of_cases(connection, [case_id]).get(case_id, [])


def of_cases(connection: Connection, case_ids: Sequence[str]) -> dict[str, list[Row]]:
    """By case, every override, the earliest first; cases without any are not in the answer."""
    found: dict[str, list[Row]] = defaultdict(list)
    if case_ids:
        statement = sa.select(OVERRIDES).where(is_among(connection, OVERRIDES.c.case_id, case_ids))
        ordered = statement.order_by(OVERRIDES.c.starts_on, OVERRIDES.c.id)
        for row in connection.execute(ordered).mappings():
            found[row["case_id"]].append(dict(row))
    return dict(found)


def as_values(rows: Sequence[Row]) -> tuple[Override, ...]:
    """Stored overrides as the domain takes them."""
    return tuple(
        Override(row["id"], row["responsible"], row["starts_on"], row["expires_on"], row["ended_on"])
        for row in rows
    )


def live_of(connection: Connection, case_ids: Sequence[str]) -> list[Row]:
    """The overrides of these cases that nobody and nothing has ended, expired ones included."""
    if not case_ids:
        return []
    statement = sa.select(OVERRIDES).where(LIVE, OVERRIDES.c.case_id.in_(list(case_ids)))
    return [dict(row) for row in connection.execute(statement).mappings()]


def insert(connection: Connection, row: Row) -> None:
    """Write a new override."""
    connection.execute(sa.insert(OVERRIDES), [dict(row)])


def change(connection: Connection, override_id: str, values: Row) -> None:
    """Write columns of an override and count its version up."""
    statement = sa.update(OVERRIDES).where(OVERRIDES.c.id == override_id)
    connection.execute(statement.values(**values, version=OVERRIDES.c.version + 1))


def expired(connection: Connection, today: date, after: str, size: int) -> list[Row]:
    """Overrides that have run out and are not marked so, in the order of their ids."""
    return _page(connection, OVERRIDES.c.expires_on <= today, after, size)


def to_review(connection: Connection, today: date, after: str, size: int) -> list[Row]:
    """Overrides whose day of review has come and nobody was told, in the order of their ids."""
    told = OVERRIDES.c.review_told_for.is_not_distinct_from(OVERRIDES.c.review_on)
    return _page(connection, (OVERRIDES.c.review_on <= today) & sa.not_(told), after, size)


def _page(connection: Connection, due: sa.ColumnElement[bool], after: str, size: int) -> list[Row]:
    statement = sa.select(OVERRIDES).where(LIVE, due).order_by(OVERRIDES.c.id).limit(size)
    if after:
        statement = statement.where(OVERRIDES.c.id > after)
    return [dict(row) for row in connection.execute(statement).mappings()]
