"""Requests to share, the Chair's agreements among them, and what left under each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID
from app.domain.sharing import State
from app.models.board_data import LIVE, WAITING, Disclosure, ShareRequest
from app.models.panel_members import SharingAgreement

SHARES: sa.Table = ShareRequest.__table__  # type: ignore[attr-defined]
DISCLOSURES: sa.Table = Disclosure.__table__  # type: ignore[attr-defined]
AGREEMENTS: sa.Table = SharingAgreement.__table__  # type: ignore[attr-defined]
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


def list_shares(
    connection: Connection, state: State | None, on: date, after: str | None, size: int
) -> list[Row]:
    """Requests, the latest first; of one state on a day where it is given."""
    statement = sa.select(SHARES).order_by(SHARES.c.id.desc()).limit(size)
    if state:
        statement = statement.where(_stands(state, on))
    if after:
        statement = statement.where(SHARES.c.id < after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def waiting(connection: Connection) -> int:
    """How many requests wait for the Chair."""
    statement = sa.select(sa.func.count()).select_from(SHARES).where(sa.text(WAITING))
    return int(connection.execute(statement).scalar_one())


def list_disclosures(connection: Connection, share_id: str | None, after: str | None, size: int) -> list[Row]:
    """What left, the latest first, each with the organisation and the words of its agreement."""
    statement = (
        sa.select(
            DISCLOSURES,
            SHARES.c.about,
            SHARES.c.organisation,
            SHARES.c.recipient_kind,
        )
        .join_from(DISCLOSURES, SHARES)
        .order_by(DISCLOSURES.c.id.desc())
        .limit(size)
    )
    if share_id:
        statement = statement.where(DISCLOSURES.c.share_request_id == share_id)
    if after:
        statement = statement.where(DISCLOSURES.c.id < after)
    return [dict(row) for row in connection.execute(statement).mappings()]


def has_agreement(connection: Connection, agreement_id: str) -> bool:
    """Whether there is such an information sharing agreement."""
    statement = sa.select(AGREEMENTS.c.id).where(AGREEMENTS.c.id == agreement_id)
    return connection.execute(statement).first() is not None


def _stands(state: State, on: date) -> sa.ColumnElement[bool]:
    """The same tests as `domain.sharing.state_of`, as conditions."""
    live = sa.text(LIVE)
    tests: dict[State, sa.ColumnElement[bool]] = {
        State.WAITING: sa.and_(sa.text(WAITING)),
        State.REFUSED: sa.and_(SHARES.c.decision == "refused", SHARES.c.ended_at.is_(None)),
        State.ENDED: SHARES.c.ended_at.is_not(None),
        State.COMING: sa.and_(live, SHARES.c.from_on > on),
        State.LIVE: sa.and_(live, SHARES.c.from_on <= on, SHARES.c.until_on >= on),
        State.EXPIRED: sa.and_(live, SHARES.c.until_on < on),
    }
    return tests[state]
