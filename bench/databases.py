"""Migrated databases to measure on: a file, or a database of a throw-away server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from app.repositories.database import Database
from app.repositories.migrations import upgrade
from app.repositories.places import PRISONS
from app.settings import Settings
from bench.people import Place
from tests.parts.postgres import Cluster, cluster


def sqlite_url(folder: Path, name: str) -> str:
    """A new migrated file."""
    url = f"sqlite:///{folder / name}.db"
    upgrade(url)
    return url


def postgres_url(server: Cluster, name: str) -> str:
    """A new migrated database of this server."""
    engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = server.url(name)
    upgrade(url)
    return url


@contextmanager
def fresh_url(engine: str, folder: Path, name: str) -> Iterator[str]:
    """A new migrated database that really writes to the disk."""
    if engine == "sqlite":
        yield sqlite_url(folder, name)
        return
    with cluster(durable=True) as server:
        yield postgres_url(server, name)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database as the service opens it, with time for long statements."""
    database = Database(Settings(database_url=url, statement_timeout_ms=600_000))
    try:
        yield database
    finally:
        database.dispose()


def places_of(database: Database) -> list[Place]:
    """The prisons that take people, by code."""
    statement = sa.select(PRISONS).where(PRISONS.c.active, PRISONS.c.in_scope).order_by(PRISONS.c.code)
    with database.read() as connection:
        rows = connection.execute(statement).mappings()
        return [Place(row["code"], row["estate"], row["region"]) for row in rows]
