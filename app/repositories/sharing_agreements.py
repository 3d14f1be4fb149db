"""Organisations whose people are invited, and the agreements under which information is shared with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.panel_members import PanelOrganisation, SharingAgreement, SharingAgreementParty

ORGANISATIONS: sa.Table = PanelOrganisation.__table__  # type: ignore[attr-defined]
AGREEMENTS: sa.Table = SharingAgreement.__table__  # type: ignore[attr-defined]
PARTIES: sa.Table = SharingAgreementParty.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def organisations(connection: Connection, sector: str | None = None) -> list[Row]:
    """Organisations by name, of one sector or of all."""
    statement = sa.select(ORGANISATIONS)
    statement = statement.where(ORGANISATIONS.c.sector == sector) if sector else statement
    return _all(connection, statement.order_by(ORGANISATIONS.c.name_key))


def organisation(connection: Connection, organisation_id: str, *, lock: bool = False) -> Row | None:
    """One organisation."""
    statement = sa.select(ORGANISATIONS).where(ORGANISATIONS.c.id == organisation_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def organisation_named(connection: Connection, name_key: str) -> Row | None:
    """The organisation of a folded name."""
    statement = sa.select(ORGANISATIONS).where(ORGANISATIONS.c.name_key == name_key)
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def agreements(connection: Connection) -> list[Row]:
    """Every agreement, the one that is to be looked at first of all in front."""
    return _all(connection, sa.select(AGREEMENTS).order_by(AGREEMENTS.c.review_on, AGREEMENTS.c.id))


def agreement(connection: Connection, agreement_id: str, *, lock: bool = False) -> Row | None:
    """One agreement."""
    statement = sa.select(AGREEMENTS).where(AGREEMENTS.c.id == agreement_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def parties_of(connection: Connection, agreement_ids: Sequence[str]) -> dict[str, list[Row]]:
    """By agreement the organisations that it binds, by name."""
    found: dict[str, list[Row]] = defaultdict(list)
    if not agreement_ids:
        return found
    joined = PARTIES.join(ORGANISATIONS, ORGANISATIONS.c.id == PARTIES.c.organisation_id)
    columns = (PARTIES.c.agreement_id, ORGANISATIONS.c.id, ORGANISATIONS.c.name)
    statement = sa.select(*columns).select_from(joined).where(PARTIES.c.agreement_id.in_(list(agreement_ids)))
    for row in connection.execute(statement.order_by(ORGANISATIONS.c.name_key)).mappings():
        found[row["agreement_id"]].append({"id": row["id"], "name": row["name"]})
    return found


def agreements_of(connection: Connection, organisation_ids: Sequence[str]) -> dict[str, list[Row]]:
    """By organisation the agreements that bind it."""
    found: dict[str, list[Row]] = defaultdict(list)
    if not organisation_ids:
        return found
    joined = PARTIES.join(AGREEMENTS, AGREEMENTS.c.id == PARTIES.c.agreement_id)
    statement = sa.select(PARTIES.c.organisation_id, AGREEMENTS).select_from(joined)
    statement = statement.where(PARTIES.c.organisation_id.in_(list(organisation_ids)))
    for row in connection.execute(statement.order_by(AGREEMENTS.c.review_on)).mappings():
        found[row["organisation_id"]].append(dict(row))
    return found


def set_parties(connection: Connection, agreement_id: str, organisation_ids: Sequence[str]) -> None:
    """Write whom an agreement binds, in place of whom it bound."""
    connection.execute(sa.delete(PARTIES).where(PARTIES.c.agreement_id == agreement_id))
    rows = [{"agreement_id": agreement_id, "organisation_id": each} for each in organisation_ids]
    if rows:
        connection.execute(sa.insert(PARTIES), rows)


def _all(connection: Connection, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
