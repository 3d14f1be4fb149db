"""Reads the feed of what the board did: so many records after a place, each as one line of JSON, in the agreed fields.

On PostgreSQL the database writes the lines and hands them over as one value: pages and streams are the same bytes, and
a hundred thousand records cost little more than the bare COPY of their rows (docs/performance.md, P7). A COPY of the
lines, which the driver takes one by one, cost the service two to three times the processor time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from app.domain.board_data import OF_THE_CASE, OF_THE_RECORD, Place
from app.domain.caller import Scope
from app.repositories.board_records import RECORDS
from app.repositories.cases import CASES
from app.repositories.listing import in_scope

_DIALECT = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records, and what of each: after one place up to another, in a scope, under the filters."""

    scope: Scope
    fields: tuple[str, ...]
    until: Place
    kind: str | None = None
    case_id: str | None = None
    prison: str | None = None
    region: str | None = None
    changed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Some records in their order, each as JSON on a line of its own, and the place of the last of them."""

    text: bytes = b""
    count: int = 0
    last: str | None = None


def read_lines(connection: Connection, wanted: Wanted, after: Place, limit: int) -> Lines:
    """The next records after a place, no more than `limit`."""
    statement = _statement(wanted, after, limit)
    if connection.dialect.name == "postgresql":
        text = _gathered(connection, _as_lines(statement, wanted))
    else:
        rows = connection.execute(statement).mappings()
        text = b"".join(_line(dict(row), wanted) for row in rows)
    if not text:
        return Lines()
    last = json.loads(text[text.rfind(b"\n", 0, -1) + 1 :])
    return Lines(text, text.count(b"\n"), last["cursor"])


def _statement(wanted: Wanted, after: Place, limit: int) -> sa.Select[Any]:
    key = sa.tuple_(RECORDS.c.turn, RECORDS.c.position)
    statement = (
        sa.select(*_columns(wanted))
        .where(key > _at(after), key <= _at(wanted.until), *_conditions(wanted))
        .order_by(RECORDS.c.turn, RECORDS.c.position)
        .limit(limit)
    )
    if not wanted.scope.everywhere:
        same = CASES.c.id == RECORDS.c.case_id
        statement = statement.select_from(sa.join(RECORDS, CASES, same)).where(in_scope(wanted.scope))
    return statement


def _at(place: Place) -> Any:
    return sa.tuple_(sa.literal(place.turn, sa.BigInteger), sa.literal(place.position, sa.BigInteger))


def _columns(wanted: Wanted) -> list[sa.ColumnElement[Any]]:
    """What a record says: the words that every record has, the agreed words of the case, and what the board wrote."""
    own = {
        "case_id": RECORDS.c.case_id,
        "prison_number": RECORDS.c.prison_number,
        "prison": RECORDS.c.prison_code,
        "home_region": RECORDS.c.home_region,
    }
    return [
        RECORDS.c.turn,
        RECORDS.c.position,
        RECORDS.c.id,
        RECORDS.c.kind,
        RECORDS.c.change,
        RECORDS.c.subject_id,
        RECORDS.c.recorded_at,
        *(own[name].label(name) for name in OF_THE_CASE if name in wanted.fields),
        RECORDS.c.fields,
    ]


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.kind:
        found.append(RECORDS.c.kind == wanted.kind)
    if wanted.case_id:
        found.append(RECORDS.c.case_id == wanted.case_id)
    if wanted.prison:
        found.append(RECORDS.c.prison_code == wanted.prison)
    if wanted.region:
        found.append(RECORDS.c.home_region == wanted.region)
    if wanted.changed_since:
        found.append(RECORDS.c.recorded_at >= wanted.changed_since)
    return found


def _gathered(connection: Connection, lines: sa.Select[Any]) -> bytes:
    """The lines as the database writes them, one below the other; as bytes, which nobody need decode."""
    line = lines.subquery("lines")
    text = sa.func.string_agg(sa.cast(line.c[0], sa.Text), "\n") + "\n"
    compiled = sa.select(sa.func.convert_to(text, "UTF8")).compile(
        dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
    )
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor(binary=True) as cursor:
        # Not prepared: a plan for any two places would not know how few lie between these.
        row = cursor.execute(str(compiled), compiled.params, prepare=False).fetchone()
    return row[0] or b""


def _as_lines(statement: sa.Select[Any], wanted: Wanted) -> sa.Select[Any]:
    """Each row as JSON, its place in the feed as a cursor.

    What was not agreed is taken out of `fields`, which is three times as fast as taking out what was; `fields` holds
    no other names than `OF_THE_RECORD` (`services.board_record.enter` sees to it).
    """
    rows = statement.subquery("rows")
    place = sa.func.to_hex(rows.c.turn) + "." + sa.func.to_hex(rows.c.position)
    others = [column for column in rows.c if column.key not in {"turn", "position", "fields"}]
    fields: sa.ColumnElement[Any] = rows.c.fields
    kept_back = [name for name in OF_THE_RECORD if name not in wanted.fields]
    if kept_back:
        fields = fields.op("-")(sa.cast(postgresql.array(kept_back), postgresql.ARRAY(sa.Text)))
    line = sa.select(place.label("cursor"), *others, fields.label("fields")).subquery("line")
    return sa.select(sa.func.row_to_json(sa.literal_column("line"))).select_from(line)


def _line(row: Mapping[str, Any], wanted: Wanted) -> bytes:
    """The same line, where the database does not write it."""
    said = {
        "cursor": Place(row["turn"], row["position"]).cursor,
        **{name: row[name] for name in ("id", "kind", "change", "subject_id")},
        "recorded_at": row["recorded_at"].isoformat(),
        **{name: row[name] for name in OF_THE_CASE if name in wanted.fields},
        "fields": {name: value for name, value in row["fields"].items() if name in wanted.fields},
    }
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"
