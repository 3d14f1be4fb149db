"""Settings that somebody proposes for a policy, and what became of each proposal."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.repositories.policies import PROPOSALS

Row = Mapping[str, Any]


def insert(connection: Connection, row: Row) -> None:
    """Write a new proposal."""
    connection.execute(sa.insert(PROPOSALS), [dict(row)])


def proposal(connection: Connection, proposal_id: str, *, lock: bool = False) -> Row | None:
    """One proposal."""
    statement = sa.select(PROPOSALS).where(PROPOSALS.c.id == proposal_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def decide(connection: Connection, proposal_id: str, values: Row) -> None:
    """Write what became of a proposal."""
    statement = sa.update(PROPOSALS).where(PROPOSALS.c.id == proposal_id)
    connection.execute(statement.values(**values, version=PROPOSALS.c.version + 1))


def page(connection: Connection, policy_id: str | None, before: str | None, size: int) -> list[Row]:
    """Proposals, the latest first."""
    statement = sa.select(PROPOSALS).order_by(PROPOSALS.c.id.desc()).limit(size)
    if policy_id is not None:
        statement = statement.where(PROPOSALS.c.policy_id == policy_id)
    if before is not None:
        statement = statement.where(PROPOSALS.c.id < before)
    return [dict(row) for row in connection.execute(statement).mappings()]


def count(connection: Connection, policy_id: str | None) -> int:
    """How many proposals there are."""
    statement = sa.select(sa.func.count()).select_from(PROPOSALS)
    if policy_id is not None:
        statement = statement.where(PROPOSALS.c.policy_id == policy_id)
    return int(connection.execute(statement).scalar_one())
