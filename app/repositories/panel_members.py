"""Seats of the board, statements of confidentiality, organisations, sharing agreements and terms of reference."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.identity import Staff
from app.models.panel_members import (
    ConfidentialitySignature,
    ConfidentialityVersion,
    PanelSeat,
    PanelTerms,
)
from app.repositories.identity.register import username_key

STAFF: sa.Table = Staff.__table__  # type: ignore[attr-defined]
SEATS: sa.Table = PanelSeat.__table__  # type: ignore[attr-defined]
VERSIONS: sa.Table = ConfidentialityVersion.__table__  # type: ignore[attr-defined]
SIGNATURES: sa.Table = ConfidentialitySignature.__table__  # type: ignore[attr-defined]
TERMS: sa.Table = PanelTerms.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def version_in_force(connection: Connection, on: date) -> Row | None:
    """The wording that has to be signed on a day."""
    statement = sa.select(VERSIONS).where(VERSIONS.c.in_force_from <= on)
    return _first(connection, statement.order_by(VERSIONS.c.in_force_from.desc()).limit(1))


def has_signed(connection: Connection, username: str, on: date) -> bool:
    """Whether this person's signature of the version in force is live on a day."""
    version = sa.select(VERSIONS.c.id).where(VERSIONS.c.in_force_from <= on)
    latest = version.order_by(VERSIONS.c.in_force_from.desc()).limit(1).scalar_subquery()
    statement = (
        sa.select(sa.literal(1))
        .select_from(SIGNATURES.join(STAFF, STAFF.c.id == SIGNATURES.c.staff_id))
        .where(STAFF.c.username_key == username_key(username), SIGNATURES.c.version_id == latest)
        .where(SIGNATURES.c.signed_on <= on, _live_on(SIGNATURES.c.ended_on, on))
    )
    return connection.execute(statement.limit(1)).first() is not None


def seats_of(connection: Connection, username: str) -> list[Row]:
    """Every seat that this person holds, held or will hold, as a member or as a delegate."""
    statement = (
        sa.select(SEATS)
        .select_from(SEATS.join(STAFF, STAFF.c.id == SEATS.c.staff_id))
        .where(STAFF.c.username_key == username_key(username))
    )
    return _all(connection, statement.order_by(SEATS.c.starts_on, SEATS.c.id))


def _live_on(ended_on: sa.ColumnElement[Any], on: date) -> sa.ColumnElement[bool]:
    return ended_on.is_(None) | (ended_on > on)


def _all(connection: Connection, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]


def _first(connection: Connection, statement: sa.Select[Any]) -> Row | None:
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def add(connection: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write rows of one of these tables."""
    connection.execute(sa.insert(table), [dict(row) for row in rows])
