"""Column types that mean the same on PostgreSQL and on SQLite."""

import re
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlmodel import SQLModel

OPEN_END = date(9999, 12, 31)
"""The end of a period that has none: later than every day that may be asked about."""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Id = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
"""A UUIDv7, a string in Python on both databases."""

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

SearchKey = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
"""Folded text that is searched by its beginning with a plain range of the index."""


def of_rows(condition: str) -> dict[str, Any]:
    """The options of an index of the rows that meet a condition alone: terms joined by AND.

    SQLite uses such an index only for a query that has its terms word for word, and a query says `flag = 1`.
    """
    terms = (_TERM.sub(_as_queried, term) for term in condition.split(" AND "))
    return {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(" AND ".join(terms))}


_TERM = re.compile(r"^(NOT )?(\w+)$")


def _as_queried(flag: re.Match[str]) -> str:
    return f"{flag[2]} = {0 if flag[1] else 1}"


class Instant(sa.TypeDecorator[datetime]):
    """An aware instant, kept and read back in UTC (SQLite would drop the zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
