"""Reads, holds and writes many cases at once, for imports."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.repositories import handovers
from app.repositories.cases import CASES, PERIODS, facts_of_many, insert_periods

Row = Mapping[str, Any]


def cases_of(connection: Connection, numbers: Sequence[str], crns: Sequence[str]) -> list[Row]:
    """Every case under any of these numbers, open or not, the earliest first."""
    found: dict[str, Row] = {}
    for column, values in ((CASES.c.prison_number, numbers), (CASES.c.crn, crns)):
        if values:
            statement = sa.select(CASES).where(column.in_(values))
            found |= {row["id"]: dict(row) for row in connection.execute(statement).mappings()}
    return sorted(found.values(), key=lambda row: (row["created_at"], row["id"]))


def hold(connection: Connection, case_ids: Sequence[str]) -> tuple[dict[str, Row], dict[str, list[Row]]]:
    """The cases as they stand now, their rows held until the transaction ends, and their facts."""
    statement = sa.select(CASES).where(CASES.c.id.in_(case_ids)).order_by(CASES.c.id).with_for_update()
    held: dict[str, Row] = {row["id"]: dict(row) for row in connection.execute(statement).mappings()}
    return held, facts_of_many(connection, list(held))


def update_cases(connection: Connection, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Write columns of held cases and count their versions up; those that change alike go together."""
    together: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for case_id, values in changes.items():
        handovers.keep_copies(connection, [case_id], values)
        names = tuple(sorted(values))
        together[names].append({"b_id": case_id, **{f"b_{name}": values[name] for name in names}})
    for names, rows in together.items():
        values = {name: sa.bindparam(f"b_{name}", type_=CASES.c[name].type) for name in names}
        statement = sa.update(CASES).where(CASES.c.id == sa.bindparam("b_id"))
        connection.execute(statement.values(**values, version=CASES.c.version + 1), rows)


def replace_periods(connection: Connection, wanted: Mapping[str, Sequence[Row]]) -> None:
    """Bring the stored periods of many cases to these, touching only those that differ."""
    if not wanted:
        return
    statement = sa.select(PERIODS).where(PERIODS.c.case_id.in_(list(wanted)))
    found = [dict(row) for row in connection.execute(statement).mappings()]
    stored = {_key(row): row for row in found}
    rows = {_key(row): dict(row) for periods in wanted.values() for row in periods}
    gone = [key for key, row in stored.items() if rows.get(key) != row]
    if gone:
        names = ("case_id", "layer", "starts_on")
        matches = [PERIODS.c[n] == sa.bindparam(f"b_{n}", type_=PERIODS.c[n].type) for n in names]
        keys = [{"b_case_id": case, "b_layer": layer, "b_starts_on": day} for case, layer, day in gone]
        connection.execute(sa.delete(PERIODS).where(*matches), keys)
    insert_periods(connection, [row for key, row in rows.items() if stored.get(key) != row])


def _key(row: Row) -> tuple[str, str, date]:
    return (row["case_id"], row["layer"], row["starts_on"])
