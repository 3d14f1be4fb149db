"""The feed of what the board did: written once, in an order that a reader may follow without losing a record.

A position alone loses records: it is taken when a row is written and seen when its transaction commits, so a reader
who has seen 7 never learns of a 6 that commits later. So each row carries a turn, and a reader goes no further than
the horizon, below which every transaction has ended:

* The turn is no lower than the number of the transaction that writes. Whoever commits later has a number at or above
  the horizon that was read, hence a turn above all that was given out.
* It is no lower than the turn of the row before it on the same case either. Transactions get their number with their
  first write, which may be before they wait for the case: by number alone the second change would be read first.
* `board_order.shift` is added to both. A restored database counts its transactions from a lower number again; the
  shift is raised so that what it writes comes after what was restored (`keep_growing`).

On SQLite one transaction writes at a time: positions are given in the order of commits and the turn stays 0.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.board_data import Place
from app.models.board_data import BoardOrder, BoardRecord

RECORDS: sa.Table = BoardRecord.__table__  # type: ignore[attr-defined]
ORDER: sa.Table = BoardOrder.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]

_MY_TURN = sa.text(
    "greatest(pg_current_xact_id()::text::bigint + (SELECT shift FROM board_order WHERE id = 1), coalesce("
    "(SELECT max(b.turn) FROM board_record AS b WHERE b.case_id = CAST(:turn_after AS uuid)), 0))"
)
_HORIZON = sa.text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + shift FROM board_order WHERE id = 1"
)
_RAISE_SHIFT = sa.text(
    "UPDATE board_order SET shift = lag.turns FROM (SELECT coalesce(max(turn), 0) + 1"
    " - pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS turns FROM board_record) AS lag"
    " WHERE id = 1 AND lag.turns > shift"
)


_LAST = 2**60 - 1
"""After every position."""


def add(connection: Connection, row: Row) -> None:
    """Append one record. The caller holds the row of what it is about, as of every change."""
    statement = sa.insert(RECORDS)
    if connection.dialect.name == "postgresql":
        statement = statement.values(turn=_MY_TURN.bindparams(turn_after=row["case_id"]))
    connection.execute(statement.values(**row))


def horizon(connection: Connection) -> Place:
    """How far the feed may be read: no record at or before this place will ever be added.

    Read it before the records, by a statement of its own: records that are seen later are then all there.
    """
    if connection.dialect.name == "postgresql":
        return Place(int(connection.execute(_HORIZON).scalar_one()) - 1, _LAST)
    last = connection.execute(sa.select(sa.func.max(RECORDS.c.position))).scalar_one()
    return Place(0, last or 0)


def keep_growing(connection: Connection) -> None:
    """After a restore: let new turns begin above those that were restored. Nothing happens anywhere else."""
    if connection.dialect.name == "postgresql":
        connection.execute(_RAISE_SHIFT)
