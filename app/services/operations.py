"""Answers whether the database does, and which prisons are served."""

from app.repositories import places
from app.repositories.database import Database


def is_database_up(database: Database) -> bool:
    """Whether a statement is answered. Any failure is a no."""
    try:
        with database.read() as connection:
            connection.exec_driver_sql("SELECT 1").scalar_one()
    except Exception:  # noqa: BLE001 - whatever it was, it is not up
        return False
    return True


def active_agencies(database: Database) -> list[str]:
    """Codes of the prisons served, in order; none while the database is away."""
    try:
        with database.read() as connection:
            prisons = places.prisons(connection)
            return sorted(code for code, prison in prisons.items() if prison["active"])
    except Exception:  # noqa: BLE001 - what runs is said even where the database does not answer
        return []
