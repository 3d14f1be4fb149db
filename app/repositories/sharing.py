"""Requests to share, the Chair's agreements among them, and what left under each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID
from app.models.board_data import LIVE, Disclosure, ShareRequest

SHARES: sa.Table = ShareRequest.__table__  # type: ignore[attr-defined]
DISCLOSURES: sa.Table = Disclosure.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def live_shares(
    connection: Connection, what: str, recipient_keys: list[str], kinds: list[str], on: date
) -> list[Row]:
    """Agreements of a day on something, for any of these recipients; those about to end last come first."""
    statement = (
        sa.select(SHARES)
        .where(sa.text(LIVE), SHARES.c.recipient_key.in_(recipient_keys), SHARES.c.what == what)
        .where(SHARES.c.recipient_kind.in_(kinds), SHARES.c.from_on <= on, SHARES.c.until_on >= on)
        .order_by(SHARES.c.until_on.desc(), SHARES.c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def share_of(connection: Connection, reference: str, *, lock: bool = False) -> Row | None:
    """One request by its id."""
    if not UUID.fullmatch(reference.lower()):
        return None
    statement = sa.select(SHARES).where(SHARES.c.id == reference.lower())
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def add_share(connection: Connection, row: Row) -> None:
    """Keep a new request."""
    connection.execute(sa.insert(SHARES), [dict(row)])


def change_share(connection: Connection, share_id: str, values: Row) -> None:
    """Write what was said of a request, and count its version up."""
    statement = sa.update(SHARES).where(SHARES.c.id == share_id)
    connection.execute(statement.values(**values, version=SHARES.c.version + 1))


def add_disclosure(connection: Connection, row: Row) -> None:
    """Keep that something left."""
    connection.execute(sa.insert(DISCLOSURES), [dict(row)])
