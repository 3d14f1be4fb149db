"""What each source last said of a person, and who is missing from a file of a prison."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from app.models.cases import Case
from app.models.imports import RecordTaken

TAKEN: sa.Table = RecordTaken.__table__  # type: ignore[attr-defined]
CASES: sa.Table = Case.__table__  # type: ignore[attr-defined]

Row = Mapping[str, Any]


def taken(connection: Connection, source: str, references: Sequence[str]) -> dict[str, Row]:
    """What a source last said, by prison number or CRN."""
    statement = sa.select(TAKEN).where(TAKEN.c.source == source, TAKEN.c.reference.in_(references))
    return {row["reference"]: dict(row) for row in connection.execute(statement).mappings()}


def keep(connection: Connection, rows: Sequence[Row]) -> None:
    """Write what was said last, over what was said before."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(TAKEN)
    said = ("case_id", "run_id", "file_date", "prison_code", "fields")
    statement = statement.on_conflict_do_update(
        index_elements=["source", "reference"], set_={name: statement.excluded[name] for name in said}
    )
    connection.execute(statement, [dict(row) for row in rows])


def say_again(
    connection: Connection, source: str, references: Sequence[str], run_id: str, file_date: date
) -> None:
    """The same was said again, in a later file."""
    if references:
        statement = sa.update(TAKEN).where(TAKEN.c.source == source, TAKEN.c.reference.in_(references))
        connection.execute(statement.values(run_id=run_id, file_date=file_date))


def prisons_of(connection: Connection, run_id: str) -> list[str]:
    """The prisons that a run's file has spoken of."""
    statement = sa.select(TAKEN.c.prison_code).where(TAKEN.c.run_id == run_id).distinct()
    return [code for code in connection.execute(statement).scalars() if code]


def missing(
    connection: Connection, source: str, run_id: str, prisons: Sequence[str], after: str, size: int
) -> list[Row]:
    """People whom this source placed in these prisons, who are still there, and whom the file leaves out."""
    statement = (
        sa.select(TAKEN.c.reference, TAKEN.c.case_id)
        .join(CASES, CASES.c.id == TAKEN.c.case_id)
        .where(TAKEN.c.source == source, TAKEN.c.prison_code.in_(prisons), TAKEN.c.run_id != run_id)
        .where(CASES.c.is_open, CASES.c.prison_code == TAKEN.c.prison_code)
        .where(CASES.c.phase != "licence", TAKEN.c.reference > after)
        .order_by(TAKEN.c.reference)
        .limit(size)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
