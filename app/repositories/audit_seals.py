"""The seals over the audit, and the entries as the database's own text, one line each, which the seals are over."""

import json
from binascii import unhexlify
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.audit_seals import Seal, name_of, record_of
from app.models.audit import AuditEntry
from app.models.audit_seals import AuditSeal

ENTRIES: sa.Table = AuditEntry.__table__  # type: ignore[attr-defined]
SEALS: sa.Table = AuditSeal.__table__  # type: ignore[attr-defined]
COLUMNS = "id, at, who, who_kind, what, case_id, subject_type, subject_id, request_id, details"
"""In this order for ever: the digests are over it."""
ONE_SEALER = 4_607_230_001
AT_ONCE = 1000


def latest(connection: Connection) -> Seal | None:
    """The last seal."""
    row = connection.execute(sa.select(SEALS).order_by(SEALS.c.number.desc()).limit(1)).mappings().first()
    return _seal(row) if row else None


def seal_numbered(connection: Connection, number: int) -> Seal | None:
    """One seal."""
    row = connection.execute(sa.select(SEALS).where(SEALS.c.number == number)).mappings().first()
    return _seal(row) if row else None


def seals_after(connection: Connection, number: int, since: datetime | None = None) -> Iterator[Seal]:
    """Seals in the order of their numbers, a few at a time; with `since` those sealed at or after that moment."""
    wanted = sa.true() if since is None else SEALS.c.sealed_at >= since
    while True:
        statement = sa.select(SEALS).where(SEALS.c.number > number, wanted).order_by(SEALS.c.number)
        rows = connection.execute(statement.limit(100)).mappings().all()
        yield from map(_seal, rows)
        if not rows:
            return
        number = rows[-1]["number"]


def may_seal(connection: Connection) -> bool:
    """Whether this transaction is the one that seals; on SQLite every writer is alone already."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(sa.text(f"SELECT pg_try_advisory_xact_lock({ONE_SEALER})")).scalar_one())


def add(connection: Connection, seals: Sequence[Seal]) -> None:
    """Write seals, which are never changed again."""
    names = ("number", "previous", "digest", "total", "sealed_at", "reaches", "body")
    connection.execute(sa.insert(SEALS), [{name: getattr(seal, name) for name in names} for seal in seals])


def ids_between(connection: Connection, low: bytes, high: bytes) -> list[bytes]:
    """Ids of entries above `low` up to `high`, in order, as many as are worth a journey."""
    statement = (
        sa.select(ENTRIES.c.id)
        .where(ENTRIES.c.id > name_of(low), ENTRIES.c.id <= name_of(high))
        .order_by(ENTRIES.c.id)
        .limit(20 * AT_ONCE)
    )
    return [_id(text) for text in connection.execute(statement).scalars()]


def records_of(connection: Connection, ids: Sequence[bytes]) -> Iterator[bytes]:
    """What a seal holds of these entries, in the order of their ids."""
    for at in range(0, len(ids), AT_ONCE):
        # Made of our own bytes, so nothing can be slipped in.
        named = ", ".join(f"'{name_of(entry_id)}'" for entry_id in ids[at : at + AT_ONCE])
        yield from _records(connection, f"WHERE id IN ({named})")


def all_records(connection: Connection) -> Iterator[bytes]:
    """What a seal would hold of every entry, in the order of their ids."""
    return _records(connection, "")


def _records(connection: Connection, where: str) -> Iterator[bytes]:
    statement = f"SELECT {COLUMNS} FROM audit_entry {where} ORDER BY id"  # noqa: S608 see records_of
    if connection.dialect.name == "postgresql":
        return _copied(connection, statement)
    return _fetched(connection, statement)


def _copied(connection: Connection, statement: str) -> Iterator[bytes]:
    """Over the lines that COPY writes: twice as fast as rows of values, and the same in every release of PostgreSQL."""
    for setting in ("DateStyle = 'ISO, YMD'", "TimeZone = 'UTC'", "bytea_output = 'hex'"):
        connection.exec_driver_sql(f"SET LOCAL {setting}")
    for text in lines_of(connection, f"COPY ({statement}) TO STDOUT"):
        yield unhexlify(text[:36].replace(b"-", b"")) + sha256(text).digest()


def lines_of(connection: Connection, command: str) -> Iterator[bytes]:
    """What a COPY gives, line by line."""
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(command) as lines:
        yield from map(bytes, lines)


def _fetched(connection: Connection, statement: str) -> Iterator[bytes]:
    """Over SQLite's own values, undecoded: a value of another type is another text."""
    cursor: Any = connection.connection.cursor()
    try:
        for row in cursor.execute(statement):
            yield record_of(_id(row[0]), json.dumps(row, default=repr).encode())
    finally:
        cursor.close()


def _id(text: Any) -> bytes:
    """The bytes of an id; what is none gets bytes of its own, so that it is found and not stumbled over."""
    try:
        found = bytes.fromhex(str(text).replace("-", ""))
    except ValueError:
        found = b""
    return found if len(found) == 16 else sha256(repr(text).encode()).digest()[:16]


def _seal(row: Mapping[Any, Any]) -> Seal:
    told = {name: row[name] for name in ("number", "previous", "digest", "total", "sealed_at", "reaches")}
    return Seal(**told, body=bytes(row["body"]))
