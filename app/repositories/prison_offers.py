"""What each women's prison offers, and the list of interventions that it may offer."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.movements import Intervention, PrisonOffer
from app.repositories.places import PRISONS

OFFERS: sa.Table = PrisonOffer.__table__  # type: ignore[attr-defined]
INTERVENTIONS: sa.Table = Intervention.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def womens_prisons(connection: Connection) -> list[Row]:
    """The prisons of the women's estate that hold people now, by name (002 L34-46)."""
    mine = (PRISONS.c.estate == "women", PRISONS.c.in_scope, PRISONS.c.active)
    statement = sa.select(PRISONS).where(*mine).order_by(PRISONS.c.name)
    return [dict(row) for row in connection.execute(statement).mappings()]


def offers(connection: Connection) -> dict[str, Row]:
    """What each prison offers, by prison; one of which nothing is known may be missing."""
    return {row["prison_code"]: dict(row) for row in connection.execute(sa.select(OFFERS)).mappings()}


def offer_of(connection: Connection, prison: str, *, lock: bool = False) -> Row | None:
    """What one prison offers."""
    statement = sa.select(OFFERS).where(OFFERS.c.prison_code == prison)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def keep_offer(connection: Connection, prison: str, values: Row, *, is_new: bool) -> None:
    """Write what a prison offers, and count its version up."""
    if is_new:
        connection.execute(sa.insert(OFFERS).values(prison_code=prison, version=1, **values))
        return
    statement = sa.update(OFFERS).where(OFFERS.c.prison_code == prison)
    connection.execute(statement.values(**values, version=OFFERS.c.version + 1))


def interventions(connection: Connection) -> dict[str, str]:
    """The names of interventions by code, in the order of names."""
    statement = sa.select(INTERVENTIONS.c.code, INTERVENTIONS.c.name).order_by(INTERVENTIONS.c.name)
    return {row.code: row.name for row in connection.execute(statement)}


def add_intervention(connection: Connection, row: Row) -> None:
    """Add to the list. Raises IntegrityError where the code is there already."""
    connection.execute(sa.insert(INTERVENTIONS).values(**row))
