"""Reads the register of prisons and probation regions."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.places import Prison, ProbationRegion

PRISONS: sa.Table = Prison.__table__  # type: ignore[attr-defined]
REGIONS: sa.Table = ProbationRegion.__table__  # type: ignore[attr-defined]


def prison(connection: Connection, code: str) -> dict[str, Any] | None:
    """One prison."""
    row = connection.execute(sa.select(PRISONS).where(PRISONS.c.code == code)).mappings().first()
    return dict(row) if row else None


def prisons(connection: Connection) -> dict[str, dict[str, Any]]:
    """Every prison, by code, in the order of names."""
    rows = connection.execute(sa.select(PRISONS).order_by(PRISONS.c.name)).mappings()
    return {row["code"]: dict(row) for row in rows}


def regions(connection: Connection) -> dict[str, dict[str, Any]]:
    """Every probation region, by code, in the order of names."""
    rows = connection.execute(sa.select(REGIONS).order_by(REGIONS.c.name)).mappings()
    return {row["code"]: dict(row) for row in rows}
