"""Reads what a batch of cases needs to be worked out anew, and writes what changed, set-wise on PostgreSQL.

A period is written row by row nowhere here: on PostgreSQL rows are copied in, and what stays under its key is
changed by one statement from a temporary table. Over executemany that was a third of the time.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.repositories.audit import ENTRIES, EVENTS
from app.repositories.cases import CASES, FACTS, PERIODS, insert_periods
from app.repositories.handovers import HANDOVERS
from app.repositories.many_ids import is_among

Row = Mapping[str, Any]
Key = tuple[str, str, date]

BOTH = "both"
"""The layer of a row that stands alike on both: read from one, written for each."""
_LAYERS = ("automatic", "effective")
_OF_FACT = ("case_id", "told", "type", "happened_on", "recorded_on", "opening", "fields", "retracted_on")
_OF_PERIOD = tuple(column.name for column in PERIODS.c)
_CHANGED = tuple(name for name in _OF_PERIOD if name not in {"case_id", "layer", "starts_on"})
NOTHING = r"\N"
_CHANGED_PERIODS = """
CREATE TEMPORARY TABLE IF NOT EXISTS changed_period (LIKE ownership_period) ON COMMIT DELETE ROWS
"""
_KEYS = "p.case_id = c.case_id AND p.layer = c.layer AND p.starts_on = c.starts_on"
# Only names of columns that stand in the models are put together here.
_SET = ", ".join(f"{name} = c.{name}" for name in _CHANGED)
_UPDATE = f"UPDATE ownership_period AS p SET {_SET} FROM changed_period AS c WHERE {_KEYS}"  # noqa: S608 - constants
_GONE = "unnest(CAST(:cases AS uuid[]), CAST(:layers AS text[]), CAST(:days AS date[]))"
_DELETE = f"DELETE FROM ownership_period AS p USING {_GONE} AS c(case_id, layer, starts_on) WHERE {_KEYS}"  # noqa: S608


def facts_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, list[Row]]:
    """What the rules read of the facts of these cases, by case, each in the order of telling."""
    statement = sa.select(*_listed(FACTS, _OF_FACT, "fields")).where(
        is_among(connection, FACTS.c.case_id, case_ids)
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for values in connection.execute(statement.order_by(FACTS.c.case_id, FACTS.c.told)).all():
        row = dict(zip(_OF_FACT, values, strict=True))
        row["fields"] = json.loads(row["fields"])
        found[row["case_id"]].append(row)
    return found


def periods_of(
    connection: Connection, alike: Sequence[str], apart: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """The stored periods of these cases, by case, each layer's earliest first.

    `alike` are cases that no manager ever decided on: their layers are the same, and one row stands for both.
    """
    case_id = PERIODS.c.case_id
    wanted = is_among(connection, case_id, alike) & (PERIODS.c.layer == _LAYERS[0])
    if apart:
        wanted |= is_among(connection, case_id, apart)
    statement = sa.select(*_listed(PERIODS, _OF_PERIOD, "supporting")).where(wanted)
    kept_apart = frozenset(apart)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for values in connection.execute(statement.order_by(*PERIODS.primary_key.columns)).all():
        row = dict(zip(_OF_PERIOD, values, strict=True))
        row["supporting"] = _read_list(row["supporting"])
        if row["case_id"] not in kept_apart:
            row["layer"] = BOTH
        found[row["case_id"]].append(row)
    return found


def _listed(table: sa.Table, names: Sequence[str], kept_as_json: str) -> list[sa.ColumnElement[Any]]:
    """The columns, ids and JSON as text: the driver makes objects of neither that would be undone again."""
    as_text = {"case_id", kept_as_json}
    return [sa.cast(table.c[n], sa.Text).label(n) if n in as_text else table.c[n] for n in names]


@lru_cache(maxsize=256)
def _read_list(text: str) -> list[str]:
    found: list[str] = json.loads(text)
    return found


def key_of(row: Row) -> Key:
    """What names a period."""
    return (row["case_id"], row["layer"], row["starts_on"])


def write_periods(
    connection: Connection, gone: Sequence[Key], changed: Sequence[Row], new: Sequence[Row]
) -> None:
    """Take periods away, change those that keep their key, and add others, in this order."""
    if connection.dialect.name != "postgresql":
        _delete_each(connection, [*gone, *(key_of(row) for row in changed)])
        rows = [{**row, "layer": layer} for row in (*changed, *new) for layer in _layers(row["layer"])]
        insert_periods(connection, rows)
        return
    if gone:
        each = [(case, layer, day) for case, told, day in gone for layer in _layers(told)]
        keys = {"cases": [k[0] for k in each], "layers": [k[1] for k in each], "days": [k[2] for k in each]}
        connection.execute(sa.text(_DELETE), keys)
    if changed:
        connection.exec_driver_sql(_CHANGED_PERIODS)
        _copy_lines(connection, "changed_period", _OF_PERIOD, _lines_of_periods(changed))
        connection.exec_driver_sql(_UPDATE)
    if new:
        _copy_lines(connection, "ownership_period", _OF_PERIOD, _lines_of_periods(new))


def _layers(layer: str) -> tuple[str, ...]:
    return _LAYERS if layer == BOTH else (layer,)


def _lines_of_periods(rows: Iterable[Row]) -> Iterable[str]:
    for row in rows:
        owner = _owner_text(
            row["responsible"],
            row["lead_role"],
            tuple(row["supporting"]),
            row["reason_code"],
            row["rule"],
            row["policy_id"],
            row["policy_version"],
        )
        starts_on, ends_on = row["starts_on"], row["ends_on"] or NOTHING
        support, handover = row["handover_start_date"] or NOTHING, row["handover_date"] or NOTHING
        for layer in _layers(row["layer"]):
            yield f"{row['case_id']}\t{layer}\t{starts_on}\t{ends_on}\t{owner}\t{support}\t{handover}"


@lru_cache(maxsize=1024)
def _owner_text(responsible: str, lead: str | None, supporting: tuple[str, ...], *others: str) -> str:
    """Who and why as COPY reads it: so few there are, and so many rows that say the same."""
    return "\t".join([_text(each) for each in (responsible, lead, list(supporting), *others)])


def write_columns(connection: Connection, rows: Sequence[Row]) -> None:
    """The day on which cases close, where it became another."""
    if rows:
        statement = sa.update(CASES).where(CASES.c.id == sa.bindparam("b_id"))
        named = [{"b_id": row["id"], "b_closes_on": row["closes_on"]} for row in rows]
        connection.execute(statement.values(closes_on=sa.bindparam("b_closes_on")), named)


def write_handovers(connection: Connection, rows: Sequence[Row]) -> None:
    """The worked-out columns of open handover rows that are another day's now."""
    if rows:
        names = [name for name in rows[0] if name != "id"]
        values = {name: sa.bindparam(f"b_{name}", type_=HANDOVERS.c[name].type) for name in names}
        statement = sa.update(HANDOVERS).where(HANDOVERS.c.id == sa.bindparam("b_id"))
        statement = statement.values(**values, version=HANDOVERS.c.version + 1)
        connection.execute(statement, [{f"b_{name}": value for name, value in row.items()} for row in rows])


def keep(connection: Connection, entries: Sequence[Row], events: Sequence[Row]) -> None:
    """Write audit entries and events of a batch."""
    if not entries:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(sa.insert(ENTRIES), list(entries))
        connection.execute(sa.insert(EVENTS), list(events))
        return
    own = connection.exec_driver_sql("SELECT pg_current_xact_id()::text::bigint").scalar_one()
    _copy(connection, "audit_entry", tuple(entries[0]), entries)
    stamped = [{**event, "transaction_id": own} for event in events]
    _copy(connection, "domain_event", tuple(stamped[0]), stamped)


def _delete_each(connection: Connection, told: Sequence[Key]) -> None:
    keys = [(case, layer, day) for case, both, day in told for layer in _layers(both)]
    if keys:
        names = ("case_id", "layer", "starts_on")
        matches = [PERIODS.c[n] == sa.bindparam(f"b_{n}", type_=PERIODS.c[n].type) for n in names]
        named = [{"b_case_id": case, "b_layer": layer, "b_starts_on": day} for case, layer, day in keys]
        connection.execute(sa.delete(PERIODS).where(*matches), named)


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    _copy_lines(connection, table, columns, ("\t".join([_text(row[n]) for n in columns]) for row in rows))


def _copy_lines(connection: Connection, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    content = "\n".join(lines) + "\n"
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write(content)


def _text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return NOTHING
    kind = type(value)
    if kind is str:
        return value if value.isprintable() and "\\" not in value else _escaped(value)
    if kind is date or kind is datetime:
        return str(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list | dict):
        return _escaped(json.dumps(value))
    return str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
