"""Fills a database with invented cases at once, each with what its facts lead to."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.event_fields import as_stored
from app.domain.names import search_key
from app.domain.ownership import Schedule
from app.repositories.cases import CASES, FACTS, PERIODS
from app.repositories.database import Database
from app.services.cases import EMPTY
from app.services.policies import schedule_in_force
from app.services.projection import facts_from, project
from bench.databases import places_of
from bench.people import Life, Place, life, person, place_of

AT_ONCE = 2_000
LIVES = 2_000
SOMEWHERE = "FHI"
WHO = "bench"
NEVER_RETRACTED = dict.fromkeys(("retracted_at", "retracted_on", "retracted_by", "retraction_reason"))

Row = Mapping[str, Any]


def fill(
    database: Database, count: int, today: date, *, held: Callable[[int, Sequence[Place]], Place] = place_of
) -> None:
    """Load the first so many cases, each `held` at one of the prisons; let the database take their measure."""
    with database.read() as connection:
        schedule = schedule_in_force(connection)
    lives = [_lived(number, schedule, today) for number in range(min(LIVES, count))]
    places = places_of(database)
    rows = (_rows(number, held(number, places), lives[number % LIVES]) for number in range(count))
    while batch := list(islice(rows, AT_ONCE)):
        with database.write(patient=True) as connection:
            if connection.dialect.name == "postgresql":
                # The rows are what the service would write: their foreign keys need no second look.
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            copy_rows(connection, CASES, [case for case, _, _ in batch])
            copy_rows(connection, FACTS, [fact for _, facts, _ in batch for fact in facts])
            copy_rows(connection, PERIODS, [period for _, _, periods in batch for period in periods])
    tidy(database)


def tidy(database: Database) -> None:
    """Bring the planner's statistics up to date; a server that is at it by itself is waited for."""
    with database.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("RESET lock_timeout")
        else:
            connection.exec_driver_sql("ANALYZE")


def row_of(model: Any, **values: Any) -> Row:
    """A whole row: what is given, and the model's own defaults."""
    row: Row = model(**values).model_dump()
    return row


def id_of(kind: int, number: int) -> str:
    """An id in the form and the order of those that the service makes: one every three milliseconds."""
    moment = 0x0190_0000_0000 + 3 * number
    return f"{moment >> 16:08x}-{moment & 0xFFFF:04x}-7{kind:03x}-8000-{number:012x}"


@dataclass(frozen=True, slots=True)
class _Lived:
    opened_on: date
    facts: list[dict[str, Any]]
    columns: dict[str, Any]
    periods: list[dict[str, Any]]


def _lived(number: int, schedule: Schedule, today: date) -> _Lived:
    """A life and what it leads to, to be lived by many people in many prisons."""
    lived = life(number, SOMEWHERE, today)
    opened_on = max(lived.started_on, date(2024, 1, 1))
    facts = list(_facts(lived, opened_on))
    projection = project(facts_from(facts, opened_on), schedule, today)
    return _Lived(opened_on, facts, projection.columns, projection.period_rows(""))


def _rows(number: int, place: Place, lived: _Lived) -> tuple[Row, list[Row], list[Row]]:
    who, case_id = person(number, place), id_of(0, number)
    row = {
        **EMPTY,
        **who,
        **lived.columns,
        "id": case_id,
        "version": 1,
        "created_at": datetime.combine(lived.opened_on, time(9), tzinfo=UTC),
        "created_by": WHO,
        "opened_on": lived.opened_on,
        "first_name_key": search_key(who["first_name"]),
        "last_name_key": search_key(who["last_name"]),
        "estate": place.estate,
        "next_told": len(lived.facts) + 1,
    }
    if row["prison_code"]:
        row["prison_code"] = place.code
    facts = [
        {
            **fact,
            "id": id_of(fact["told"], number),
            "case_id": case_id,
            "fields": _there(fact["fields"], place),
        }
        for fact in lived.facts
    ]
    return row, facts, [{**period, "case_id": case_id} for period in lived.periods]


def _there(fields: dict[str, Any], place: Place) -> dict[str, Any]:
    return fields | {"to_prison": place.code} if "to_prison" in fields else fields


def _facts(lived: Life, opened_on: date) -> Iterator[dict[str, Any]]:
    standing = {name: value for name, value in lived.standing.items() if name != "provider"}
    opening = [
        ("prison_transfer", lived.started_on, {"to_prison": SOMEWHERE}),
        ("provider_changed", lived.started_on, {"provider": lived.standing["provider"]}),
        ("risk_changed", lived.started_on, standing),
        ("sentence_started", lived.started_on, lived.sentence),
    ]
    for told, (event, day, fields) in enumerate([*opening, *lived.later], start=1):
        recorded_on = max(day, opened_on)
        yield {
            "id": "",
            "case_id": "",
            "told": told,
            "type": event,
            "happened_on": day,
            "recorded_at": datetime.combine(recorded_on, time(10), tzinfo=UTC),
            "recorded_on": recorded_on,
            "opening": recorded_on == opened_on,
            "fields": as_stored(fields),
            "derived": [],
            "source": WHO,
            "recorded_by": WHO,
            **NEVER_RETRACTED,
        }


def copy_rows(connection: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write rows by the quickest way that the database has; each has every column, or the same ones."""
    if connection.dialect.name != "postgresql":
        connection.execute(sa.insert(table), list(rows))
        return
    names = list(rows[0])
    kept_as_json = {column.name for column in table.columns if isinstance(column.type, sa.JSON)}
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for row in _as_copied(rows, names, kept_as_json):
            copy.write_row(row)


def _as_copied(rows: Iterable[Row], names: Sequence[str], as_json: set[str]) -> Iterator[list[Any]]:
    for row in rows:
        yield [json.dumps(row[name]) if name in as_json else row[name] for name in names]
