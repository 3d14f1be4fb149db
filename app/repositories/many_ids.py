"""Asks for the rows of many cases by one bound list: the driver need not take a statement of 500 ids apart."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

_IDS = postgresql.ARRAY(postgresql.UUID(as_uuid=False))


def is_among(
    connection: Connection, column: sa.ColumnElement[str], ids: Iterable[str]
) -> sa.ColumnElement[bool]:
    """Whether the column is one of these ids."""
    listed = list(ids)
    if connection.dialect.name != "postgresql":
        return column.in_(listed)
    return column == sa.any_(sa.bindparam(None, listed, type_=_IDS, unique=True))
