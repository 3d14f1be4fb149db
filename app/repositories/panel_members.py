"""Seats of the board, statements of confidentiality with their signatures, and the terms of reference."""

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
_TURN = "SELECT pg_advisory_xact_lock(3042)"


def versions(connection: Connection) -> list[Row]:
    """Every wording of the statement, the latest in force first."""
    return _all(connection, sa.select(VERSIONS).order_by(VERSIONS.c.in_force_from.desc()))


def version_in_force(connection: Connection, on: date) -> Row | None:
    """The wording that has to be signed on a day."""
    statement = sa.select(VERSIONS).where(VERSIONS.c.in_force_from <= on)
    return _first(connection, statement.order_by(VERSIONS.c.in_force_from.desc()).limit(1))


def has_signed(connection: Connection, username: str, on: date) -> bool:
    """Whether this person's signature of the version in force is live on a day."""
    mine = STAFF.c.username_key == username_key(username)
    statement = sa.select(sa.literal(1)).select_from(
        SIGNATURES.join(STAFF, STAFF.c.id == SIGNATURES.c.staff_id)
    )
    statement = statement.where(mine, *_counting(on))
    return connection.execute(statement.limit(1)).first() is not None


def signed_on_day(connection: Connection, on: date) -> tuple[set[str], set[tuple[str, str | None]]]:
    """Who has a live signature of the version in force: staff by id, others by folded name and organisation."""
    columns = (SIGNATURES.c.staff_id, SIGNATURES.c.person_key, SIGNATURES.c.organisation_id)
    rows = connection.execute(sa.select(*columns).where(*_counting(on))).all()
    staff = {str(row.staff_id) for row in rows if row.staff_id}
    return staff, {(row.person_key, row.organisation_id) for row in rows if row.person_key}


def signatures_of(connection: Connection, version_id: str) -> list[Row]:
    """Who signed a version, in the order of signing, with the names of staff."""
    names = (STAFF.c.username, STAFF.c.display_name)
    joined = SIGNATURES.outerjoin(STAFF, STAFF.c.id == SIGNATURES.c.staff_id)
    statement = sa.select(SIGNATURES, *names).select_from(joined)
    return _all(connection, statement.where(SIGNATURES.c.version_id == version_id).order_by(SIGNATURES.c.id))


def signature(connection: Connection, signature_id: str, *, lock: bool = False) -> Row | None:
    """One signature."""
    statement = sa.select(SIGNATURES).where(SIGNATURES.c.id == signature_id)
    return _first(connection, statement.with_for_update() if lock else statement)


def signed_versions(connection: Connection, staff_id: str, on: date) -> dict[str, date]:
    """By version the day on which this person signed it, for signatures that are live."""
    statement = sa.select(SIGNATURES.c.version_id, SIGNATURES.c.signed_on)
    statement = statement.where(SIGNATURES.c.staff_id == staff_id, _not_ended(SIGNATURES.c.ended_on, on))
    return {str(row.version_id): row.signed_on for row in connection.execute(statement)}


def seats_of(connection: Connection, username: str) -> list[Row]:
    """Every seat that this person holds, held or will hold, as a member or as a delegate."""
    statement = sa.select(SEATS).select_from(SEATS.join(STAFF, STAFF.c.id == SEATS.c.staff_id))
    statement = statement.where(STAFF.c.username_key == username_key(username))
    return _all(connection, statement.order_by(SEATS.c.starts_on, SEATS.c.id))


def seats(connection: Connection, on: date | None = None) -> list[Row]:
    """Seats with who holds them: those of a day, or all that ever were."""
    names = (STAFF.c.username, STAFF.c.display_name, STAFF.c.active.label("is_active"))
    statement = sa.select(SEATS, *names).select_from(SEATS.join(STAFF, STAFF.c.id == SEATS.c.staff_id))
    if on is not None:
        statement = statement.where(SEATS.c.starts_on <= on, _not_ended(SEATS.c.ends_on, on))
    return _all(connection, statement.order_by(SEATS.c.starts_on, SEATS.c.id))


def seat(connection: Connection, seat_id: str, *, lock: bool = False) -> Row | None:
    """One row of the seats."""
    statement = sa.select(SEATS).where(SEATS.c.id == seat_id)
    return _first(connection, statement.with_for_update() if lock else statement)


def holds_seat(connection: Connection, staff_id: str, seat_code: str, on: date) -> bool:
    """Whether this person holds a seat themselves on a day, not as somebody's delegate."""
    statement = sa.select(SEATS.c.id).where(
        SEATS.c.staff_id == staff_id,
        SEATS.c.seat == seat_code,
        SEATS.c.delegate_of.is_(None),
        SEATS.c.starts_on <= on,
        _not_ended(SEATS.c.ends_on, on),
    )
    return connection.execute(statement.limit(1)).first() is not None


def terms(connection: Connection) -> list[Row]:
    """Every edition of the terms of reference, the latest first."""
    return _all(connection, sa.select(TERMS).order_by(TERMS.c.in_force_from.desc()))


def one_of_terms(connection: Connection, terms_id: str, *, lock: bool = False) -> Row | None:
    """One edition."""
    statement = sa.select(TERMS).where(TERMS.c.id == terms_id)
    return _first(connection, statement.with_for_update() if lock else statement)


def terms_on(connection: Connection, on: date) -> Row | None:
    """The edition that applies on a day."""
    in_force = (TERMS.c.in_force_from <= on) & (TERMS.c.in_force_to.is_(None) | (TERMS.c.in_force_to >= on))
    return _first(
        connection, sa.select(TERMS).where(in_force).order_by(TERMS.c.in_force_from.desc()).limit(1)
    )


def _counting(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    """The signatures that count on a day: of the version in force, signed by then, not ended."""
    latest = sa.select(VERSIONS.c.id).where(VERSIONS.c.in_force_from <= on)
    in_force = latest.order_by(VERSIONS.c.in_force_from.desc()).limit(1).scalar_subquery()
    return (
        SIGNATURES.c.version_id == in_force,
        SIGNATURES.c.signed_on <= on,
        _not_ended(SIGNATURES.c.ended_on, on),
    )


def _not_ended(ended_on: sa.ColumnElement[Any], on: date) -> sa.ColumnElement[bool]:
    return ended_on.is_(None) | (ended_on > on)


def _all(connection: Connection, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]


def _first(connection: Connection, statement: sa.Select[Any]) -> Row | None:
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def add(connection: Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write rows of one of these tables."""
    connection.execute(sa.insert(table), [dict(row) for row in rows])


def update(connection: Connection, table: sa.Table, row_id: str, values: Row) -> None:
    """Write columns of one row and count its version up."""
    statement = sa.update(table).where(table.c.id == row_id)
    connection.execute(statement.values(**values, version=table.c.version + 1))


def delegates_of(connection: Connection, seat_id: str) -> list[Row]:
    """Who stands in for the holder of a term."""
    return _all(connection, sa.select(SEATS).where(SEATS.c.delegate_of == seat_id))


def take_turn(connection: Connection) -> None:
    """Wait for whoever seats somebody at this moment: two at once would both find the seat free."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_TURN)
