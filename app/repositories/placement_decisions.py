"""The Prison Group Director's decisions, and whom they named to decide in their place."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.movements import DecisionDelegation, PlacementDecision

DECISIONS: sa.Table = PlacementDecision.__table__  # type: ignore[attr-defined]
DELEGATIONS: sa.Table = DecisionDelegation.__table__  # type: ignore[attr-defined]
LIVE = DECISIONS.c.superseded_at.is_(None)
Row = Mapping[str, Any]


def add(connection: Connection, row: Row) -> None:
    """Write a decision. Raises IntegrityError where another counts of the same advice or proposal."""
    connection.execute(sa.insert(DECISIONS).values(**row))


def update(connection: Connection, decision_id: str, values: Row) -> None:
    """Write columns of a decision, and count its version up."""
    statement = sa.update(DECISIONS).where(DECISIONS.c.id == decision_id)
    connection.execute(statement.values(**values, version=DECISIONS.c.version + 1))


def decision(connection: Connection, decision_id: str, *, lock: bool = False) -> Row | None:
    """One decision."""
    statement = sa.select(DECISIONS).where(DECISIONS.c.id == decision_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def live_on(
    connection: Connection, *, recommendation_id: str | None = None, proposal_id: str | None = None
) -> list[Row]:
    """The decisions that count now of a recommendation or a proposal: one, or two where both were decided apart."""
    about = []
    if recommendation_id:
        about.append(DECISIONS.c.recommendation_id == recommendation_id)
    if proposal_id:
        about.append(DECISIONS.c.proposal_id == proposal_id)
    if not about:
        return []
    statement = sa.select(DECISIONS).where(sa.or_(*about), LIVE).order_by(DECISIONS.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def history_of(connection: Connection, proposal_id: str) -> list[Row]:
    """Every decision of a proposal, the latest first, those that others replaced among them."""
    mine = DECISIONS.c.proposal_id == proposal_id
    statement = sa.select(DECISIONS).where(mine).order_by(DECISIONS.c.id.desc())
    return [dict(row) for row in connection.execute(statement).mappings()]


def supersede(connection: Connection, decision_id: str, at: datetime) -> None:
    """Say that another decision takes its place."""
    update(connection, decision_id, {"superseded_at": at})


def delegations(connection: Connection, since: date) -> list[Row]:
    """Who may decide in the director's place, now or from a coming day; those ended before a day are left out."""
    late = DELEGATIONS.c.last_day >= since
    statement = sa.select(DELEGATIONS).where(late).order_by(DELEGATIONS.c.first_day, DELEGATIONS.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def delegations_of(connection: Connection, username: str, on: date) -> list[Row]:
    """The delegations of somebody that may hold on a day; whether they do, the rules say."""
    mine = (
        (DELEGATIONS.c.delegate == username)
        & (DELEGATIONS.c.first_day <= on)
        & (DELEGATIONS.c.last_day >= on)
    )
    return [dict(row) for row in connection.execute(sa.select(DELEGATIONS).where(mine)).mappings()]


def delegation(connection: Connection, delegation_id: str, *, lock: bool = False) -> Row | None:
    """One delegation."""
    statement = sa.select(DELEGATIONS).where(DELEGATIONS.c.id == delegation_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def add_delegation(connection: Connection, row: Row) -> None:
    """Write a delegation."""
    connection.execute(sa.insert(DELEGATIONS).values(**row))


def end_delegation(connection: Connection, delegation_id: str, values: Row) -> None:
    """Write that a delegation ended."""
    statement = sa.update(DELEGATIONS).where(DELEGATIONS.c.id == delegation_id)
    connection.execute(statement.values(**values, version=DELEGATIONS.c.version + 1))
