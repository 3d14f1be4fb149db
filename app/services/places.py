"""Shows the register of places."""

from typing import Any

from sqlalchemy.engine import Connection

from app.repositories import places


def all_prisons(connection: Connection) -> list[dict[str, Any]]:
    """Every prison, in the order of names."""
    return list(places.prisons(connection).values())


def all_regions(connection: Connection) -> list[dict[str, Any]]:
    """Every probation region, in the order of names."""
    return list(places.regions(connection).values())
