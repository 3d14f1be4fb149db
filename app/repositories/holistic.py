"""Holistic assessments of a person across her cases, and apart from them what she disclosed of abuse."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.referrals import AbuseDisclosure, HolisticAssessment
from app.repositories.cases import CASES

ASSESSMENTS: sa.Table = HolisticAssessment.__table__  # type: ignore[attr-defined]
DISCLOSURES: sa.Table = AbuseDisclosure.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def of_person(connection: Connection, case: Row) -> list[Row]:
    """The assessments of whoever a case is about: those of her other cases too, the latest first."""
    same = [CASES.c.id == case["id"]]
    same += [CASES.c[name] == case[name] for name in ("prison_number", "crn") if case[name]]
    statement = (
        sa.select(ASSESSMENTS)
        .join_from(ASSESSMENTS, CASES, CASES.c.id == ASSESSMENTS.c.case_id)
        .where(sa.or_(*same))
        .order_by(ASSESSMENTS.c.assessed_on.desc(), ASSESSMENTS.c.id.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def insert(connection: Connection, row: Row) -> None:
    """Write an assessment."""
    connection.execute(sa.insert(ASSESSMENTS), [dict(row)])


def update(connection: Connection, assessment_id: str, values: Row) -> None:
    """Write columns of an assessment and count its version up."""
    _update(connection, ASSESSMENTS, assessment_id, values)


def disclosure_of(connection: Connection, assessment_id: str, *, lock: bool = False) -> Row | None:
    """What was disclosed at an assessment."""
    statement = sa.select(DISCLOSURES).where(DISCLOSURES.c.assessment_id == assessment_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def insert_disclosure(connection: Connection, row: Row) -> None:
    """Write what was disclosed; the database refuses a second row of one assessment."""
    connection.execute(sa.insert(DISCLOSURES), [dict(row)])


def update_disclosure(connection: Connection, disclosure_id: str, values: Row) -> None:
    """Write columns of a disclosure and count its version up."""
    _update(connection, DISCLOSURES, disclosure_id, values)


def _update(connection: Connection, table: sa.Table, key: str, values: Row) -> None:
    statement = sa.update(table).where(table.c.id == key)
    connection.execute(statement.values(**values, version=table.c.version + 1))
