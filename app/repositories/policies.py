"""Reads which policy is in force from when."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.policies import PolicyDecision

DECISIONS: sa.Table = PolicyDecision.__table__  # type: ignore[attr-defined]


def decisions(connection: Connection) -> list[dict[str, Any]]:
    """Every decision, the earliest in force first."""
    statement = sa.select(DECISIONS).order_by(DECISIONS.c.in_force_from, DECISIONS.c.recorded_at)
    return [dict(row) for row in connection.execute(statement).mappings()]
