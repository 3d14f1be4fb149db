"""Assessments for early allocation: kept one after another, the latest of a case, and those whose window opens."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID
from app.models.early_allocation import WAITING, EarlyAllocationAssessment

ASSESSMENTS: sa.Table = EarlyAllocationAssessment.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def of_case(connection: Connection, case_id: str) -> list[Row]:
    """Every assessment of a case, the latest first."""
    mine = ASSESSMENTS.c.case_id == case_id
    statement = sa.select(ASSESSMENTS).where(mine).order_by(ASSESSMENTS.c.number.desc())
    return [dict(row) for row in connection.execute(statement).mappings()]


def one_of_case(connection: Connection, case_id: str, reference: str) -> Row | None:
    """One assessment, by its id or its number, looked up together with its case."""
    if UUID.fullmatch(reference.lower()):
        named = ASSESSMENTS.c.id == reference.lower()
    elif reference.isascii() and reference.isdigit() and len(reference) < 7:
        named = ASSESSMENTS.c.number == int(reference)
    else:
        return None
    statement = sa.select(ASSESSMENTS).where(ASSESSMENTS.c.case_id == case_id, named)
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def add(connection: Connection, row: Row) -> None:
    """Write an assessment, which is the latest from now on."""
    latest = (ASSESSMENTS.c.case_id == row["case_id"]) & ASSESSMENTS.c.is_latest
    connection.execute(sa.update(ASSESSMENTS).where(latest).values(is_latest=False))
    connection.execute(sa.insert(ASSESSMENTS), [dict(row)])


def update(connection: Connection, assessment_id: str, values: Row) -> None:
    """Write columns of an assessment that people read, and count its version up."""
    statement = sa.update(ASSESSMENTS).where(ASSESSMENTS.c.id == assessment_id)
    connection.execute(statement.values(**values, version=ASSESSMENTS.c.version + 1))


def waiting_of(connection: Connection, case_ids: Sequence[str]) -> list[Row]:
    """The latest assessments of these cases that were made too soon, and of which nobody was told since."""
    if not case_ids:
        return []
    too_soon = sa.and_(ASSESSMENTS.c.is_latest, sa.not_(ASSESSMENTS.c.in_window))
    mine = ASSESSMENTS.c.case_id.in_(list(case_ids))
    statement = sa.select(ASSESSMENTS).where(mine, too_soon, ASSESSMENTS.c.told_on.is_(None))
    return [dict(row) for row in connection.execute(statement).mappings()]


def opening_by(connection: Connection, today: date, after: str, size: int) -> list[Row]:
    """Assessments whose window has opened by today and of which nobody was told, in the order of their id."""
    statement = (
        sa.select(ASSESSMENTS)
        .where(sa.text(WAITING), ASSESSMENTS.c.opens_on <= today)
        .order_by(ASSESSMENTS.c.id)
        .limit(size)
    )
    if after:
        statement = statement.where(ASSESSMENTS.c.id > after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def keep_opening(connection: Connection, assessment_id: str, values: Row) -> None:
    """Keep when its window opens, or that people were told; the version that people read stays."""
    statement = sa.update(ASSESSMENTS).where(ASSESSMENTS.c.id == assessment_id)
    connection.execute(statement.values(**values))
