"""Cases, their facts and their periods: how they are found, locked, written and replaced."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID, is_crn, is_prison_number
from app.models.cases import Case, OwnershipPeriod, StoredEvent
from app.repositories import handovers

CASES: sa.Table = Case.__table__  # type: ignore[attr-defined]
FACTS: sa.Table = StoredEvent.__table__  # type: ignore[attr-defined]
PERIODS: sa.Table = OwnershipPeriod.__table__  # type: ignore[attr-defined]

Row = Mapping[str, Any]


def find_case(connection: Connection, reference: str, on: date, *, lock: bool = False) -> Row | None:
    """The case of an id, prison number or CRN in any letter case: the one open on `on`, else the latest.

    `lock` holds the row until the transaction ends, so that writers of one case take turns.
    """
    condition = matches(reference)
    if condition is None:
        return None
    is_open = CASES.c.is_open & (CASES.c.closes_on.is_(None) | (CASES.c.closes_on > on))
    statement = sa.select(CASES).where(condition).order_by(is_open.desc(), CASES.c.created_at.desc()).limit(1)
    if lock:
        statement = statement.with_for_update()
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def matches(reference: str) -> sa.ColumnElement[bool] | None:
    """The condition that an id, a prison number or a CRN stands for; None for what is none of them."""
    key = key_of(reference)
    return CASES.c[key[0]] == key[1] if key else None


def key_of(reference: str) -> tuple[str, str] | None:
    """The column that a reference names a case by, and its value there; None for what names none."""
    upper = reference.upper()
    if is_prison_number(upper):
        return "prison_number", upper
    if is_crn(upper):
        return "crn", upper
    lower = reference.lower()
    return ("id", lower) if UUID.fullmatch(lower) else None


def open_cases_of(connection: Connection, *, prison_number: str | None, crn: str | None) -> list[Row]:
    """The cases still marked open under either number."""
    numbers = [
        CASES.c[name] == value for name, value in (("prison_number", prison_number), ("crn", crn)) if value
    ]
    if not numbers:
        return []
    statement = sa.select(CASES).where(CASES.c.is_open, sa.or_(*numbers))
    return [dict(row) for row in connection.execute(statement).mappings()]


def insert_cases(connection: Connection, rows: Sequence[Row]) -> None:
    """Write new cases."""
    connection.execute(sa.insert(CASES), list(rows))


def update_case(connection: Connection, case_id: str, values: Mapping[str, Any]) -> None:
    """Write columns of a case whose row this transaction holds, and count its version up."""
    connection.execute(
        sa.update(CASES).where(CASES.c.id == case_id).values(**values, version=CASES.c.version + 1)
    )
    handovers.keep_copies(connection, [case_id], values)


def facts_of(connection: Connection, case_id: str) -> list[Row]:
    """Every fact of a case in the order of telling, retracted ones included."""
    statement = sa.select(FACTS).where(FACTS.c.case_id == case_id).order_by(FACTS.c.told)
    return [dict(row) for row in connection.execute(statement).mappings()]


def facts_of_many(connection: Connection, case_ids: Sequence[str]) -> dict[str, list[Row]]:
    """The facts of many cases, by case, each in the order of telling."""
    statement = sa.select(FACTS).where(FACTS.c.case_id.in_(case_ids)).order_by(FACTS.c.case_id, FACTS.c.told)
    found: dict[str, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in connection.execute(statement).mappings():
        found[row["case_id"]].append(dict(row))
    return found


def insert_facts(connection: Connection, rows: Sequence[Row]) -> None:
    """Write facts; they are never changed afterwards."""
    if rows:
        connection.execute(sa.insert(FACTS), list(rows))


def retract(connection: Connection, fact_id: str, values: Mapping[str, Any]) -> None:
    """Mark a fact retracted. The database refuses a second retraction."""
    connection.execute(sa.update(FACTS).where(FACTS.c.id == fact_id).values(**values))


def periods_of(connection: Connection, case_id: str, layer: str = "effective") -> list[Row]:
    """The stored periods of a case on one layer, earliest first."""
    statement = (
        sa.select(PERIODS)
        .where(PERIODS.c.case_id == case_id, PERIODS.c.layer == layer)
        .order_by(PERIODS.c.starts_on)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def replace_periods(connection: Connection, case_id: str, rows: Sequence[Row]) -> None:
    """Bring the stored periods of a case to these, touching only those that differ."""
    statement = sa.select(PERIODS).where(PERIODS.c.case_id == case_id)
    stored = {_key(row): row for row in map(dict, connection.execute(statement).mappings())}
    wanted = {_key(row): dict(row) for row in rows}
    gone = [key for key, row in stored.items() if wanted.get(key) != row]
    new = [row for key, row in wanted.items() if stored.get(key) != row]
    if gone:
        same = PERIODS.c.layer == sa.bindparam("b_layer")
        start = PERIODS.c.starts_on == sa.bindparam("b_starts_on")
        connection.execute(
            sa.delete(PERIODS).where(PERIODS.c.case_id == sa.bindparam("b_case_id"), same, start),
            [{"b_case_id": case_id, "b_layer": layer, "b_starts_on": starts} for _, layer, starts in gone],
        )
    insert_periods(connection, new)


def insert_periods(connection: Connection, rows: Sequence[Row]) -> None:
    """Write periods; the database refuses any that would give a moment two owners or none."""
    if rows:
        connection.execute(sa.insert(PERIODS), list(rows))


def case_ids(connection: Connection, size: int) -> list[list[str]]:
    """Every case's id in order, in pages: ids alone are small enough to hold (36 bytes a case)."""
    found = [row[0] for row in connection.execute(sa.select(CASES.c.id).order_by(CASES.c.id))]
    return [found[start : start + size] for start in range(0, len(found), size)]


def cases_of(connection: Connection, case_ids: Sequence[str]) -> list[Row]:
    """The rows of these cases, in the order of ids."""
    statement = sa.select(CASES).where(CASES.c.id.in_(case_ids)).order_by(CASES.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def periods_of_many(connection: Connection, case_ids: Sequence[str]) -> dict[str, list[Row]]:
    """The stored periods of many cases on both layers, by case."""
    found: dict[str, list[Row]] = {case_id: [] for case_id in case_ids}
    statement = sa.select(PERIODS).where(PERIODS.c.case_id.in_(case_ids))
    for row in connection.execute(statement).mappings():
        found[row["case_id"]].append(dict(row))
    return found


def _key(row: Mapping[str, Any]) -> tuple[str, str, date]:
    return (row["case_id"], row["layer"], row["starts_on"])
