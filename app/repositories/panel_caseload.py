"""The panel's caseload: entries with their reviews, aims, alerts, support and contacts, found and written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID
from app.models.panel_caseload import (
    PanelAimState,
    PanelAlert,
    PanelEntry,
    PanelReview,
    StaffSupportOffer,
    StakeholderContact,
)
from app.repositories.panel_care import current_formulation, is_restricted

__all__ = ["current_formulation", "is_restricted", "live_entry", "reviews_due"]

ENTRIES: sa.Table = PanelEntry.__table__  # type: ignore[attr-defined]
REVIEWS: sa.Table = PanelReview.__table__  # type: ignore[attr-defined]
AIMS: sa.Table = PanelAimState.__table__  # type: ignore[attr-defined]
ALERTS: sa.Table = PanelAlert.__table__  # type: ignore[attr-defined]
SUPPORT: sa.Table = StaffSupportOffer.__table__  # type: ignore[attr-defined]
CONTACTS: sa.Table = StakeholderContact.__table__  # type: ignore[attr-defined]
LIVE = ENTRIES.c.left_on.is_(None)

Row = Mapping[str, Any]


def live_entry(connection: Connection, case_id: str) -> Row | None:
    """The entry by which a case is on the caseload now, or None."""
    return _first(connection, sa.select(ENTRIES).where(ENTRIES.c.case_id == case_id, LIVE))


def latest_entry(connection: Connection, case_id: str) -> Row | None:
    """The live entry of a case, else the one that ended last."""
    order = (ENTRIES.c.left_on.is_not(None), ENTRIES.c.entered_on.desc(), ENTRIES.c.id.desc())
    return _first(
        connection, sa.select(ENTRIES).where(ENTRIES.c.case_id == case_id).order_by(*order).limit(1)
    )


def entry(connection: Connection, entry_id: str) -> Row | None:
    """One entry."""
    return _first(connection, sa.select(ENTRIES).where(ENTRIES.c.id == entry_id))


def reviews_due(connection: Connection, until: date) -> list[Row]:
    """Live entries whose next review is planned for `until` or an earlier day, the earliest first."""
    due = ENTRIES.c.next_review_on <= until
    statement = sa.select(ENTRIES).where(LIVE, due).order_by(ENTRIES.c.next_review_on, ENTRIES.c.id)
    return _all(connection, statement)


def add_entry(connection: Connection, row: Row) -> None:
    """Write an entry. The database refuses a second live one of a case."""
    connection.execute(sa.insert(ENTRIES), [dict(row)])


def update_entry(connection: Connection, entry_id: str, values: Row) -> None:
    """Write columns of an entry, and count its version up."""
    statement = sa.update(ENTRIES).where(ENTRIES.c.id == entry_id)
    connection.execute(statement.values(**values, version=ENTRIES.c.version + 1))


def reviews_of(connection: Connection, entry_id: str) -> list[Row]:
    """The reviews of an entry, the latest first."""
    statement = sa.select(REVIEWS).where(REVIEWS.c.entry_id == entry_id).order_by(REVIEWS.c.number.desc())
    return _all(connection, statement)


def add_review(connection: Connection, row: Row) -> None:
    """Write a review."""
    connection.execute(sa.insert(REVIEWS), [dict(row)])


def aims_of(connection: Connection, entry_id: str) -> list[Row]:
    """How the aims of an entry stood over time, the earliest first."""
    return _all(connection, sa.select(AIMS).where(AIMS.c.entry_id == entry_id).order_by(AIMS.c.id))


def add_aim_states(connection: Connection, entry_id: str, rows: Sequence[Row]) -> None:
    """Write how aims stand from now on; what was current of the same aims stays as history."""
    if not rows:
        return
    same = AIMS.c.aim.in_([row["aim"] for row in rows])
    statement = sa.update(AIMS).where(AIMS.c.entry_id == entry_id, same, AIMS.c.is_current)
    connection.execute(statement.values(is_current=False))
    connection.execute(sa.insert(AIMS), [dict(row) for row in rows])


def alerts_of(connection: Connection, entry_ids: Sequence[str]) -> list[Row]:
    """Every alert of these entries, the latest first."""
    if not entry_ids:
        return []
    mine = ALERTS.c.entry_id.in_(list(entry_ids))
    return _all(connection, sa.select(ALERTS).where(mine).order_by(ALERTS.c.id.desc()))


def add_alert(connection: Connection, row: Row) -> None:
    """Write an alert."""
    connection.execute(sa.insert(ALERTS), [dict(row)])


def support_of(connection: Connection, entry_id: str) -> list[Row]:
    """Support for staff asked for under an entry, the latest first."""
    return _all(
        connection, sa.select(SUPPORT).where(SUPPORT.c.entry_id == entry_id).order_by(SUPPORT.c.id.desc())
    )


def support_offer(connection: Connection, entry_id: str, offer_id: str) -> Row | None:
    """One support for staff of an entry; None too for what is no id."""
    if not UUID.fullmatch(offer_id):
        return None
    return _first(
        connection, sa.select(SUPPORT).where(SUPPORT.c.entry_id == entry_id, SUPPORT.c.id == offer_id)
    )


def support_of_referral(connection: Connection, referral_id: str) -> Row | None:
    """The support for staff that a referral asks for by itself, where it has been granted a place."""
    return _first(connection, sa.select(SUPPORT).where(SUPPORT.c.referral_id == referral_id))


def add_support(connection: Connection, row: Row) -> None:
    """Write support for staff that is asked for."""
    connection.execute(sa.insert(SUPPORT), [dict(row)])


def update_support(connection: Connection, offer_id: str, values: Row) -> None:
    """Write columns of support for staff, and count its version up."""
    statement = sa.update(SUPPORT).where(SUPPORT.c.id == offer_id)
    connection.execute(statement.values(**values, version=SUPPORT.c.version + 1))


def contacts_of(connection: Connection, entry_id: str) -> list[Row]:
    """Contacts with stakeholders under an entry, the latest first."""
    order = (CONTACTS.c.happened_on.desc(), CONTACTS.c.id.desc())
    return _all(connection, sa.select(CONTACTS).where(CONTACTS.c.entry_id == entry_id).order_by(*order))


def add_contact(connection: Connection, row: Row) -> None:
    """Write a contact with a stakeholder."""
    connection.execute(sa.insert(CONTACTS), [dict(row)])


def _first(connection: Connection, statement: sa.Select[Any]) -> Row | None:
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def _all(connection: Connection, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
