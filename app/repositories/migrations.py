"""Brings a database to a revision of the schema, one process at a time."""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import NullPool

import app.models

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"
ONE_AT_A_TIME = 7_402_611_938  # the advisory lock's number: ours alone, and never changed
SQLITE_WAIT_SECONDS = 60


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to the revision; nothing happens where it stands there already."""
    with migrating(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database down to the revision; `base` empties it."""
    with migrating(url) as connection:
        command.downgrade(_config(connection), revision)


def current(url: str) -> str | None:
    """The revision that the database stands at; None where nothing was ever migrated."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def head() -> str | None:
    """The revision that this release needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """A connection that alone may migrate: others who ask for one wait until it is closed."""
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        # The driver would leave schema changes outside the transaction. Taking the write lock at once makes a
        # second process wait and then find the work done. Foreign keys stay off: batch mode rebuilds tables.
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_lock(:number)"), {"number": ONE_AT_A_TIME})
                # A change that cannot have its table soon gives way to the people who are using it.
                connection.execute(sa.text("SET lock_timeout = '5s'"))
                connection.commit()
            yield connection
    finally:
        engine.dispose()


def load_tables() -> None:
    """Import every table, so that the metadata is whole."""
    for module in pkgutil.walk_packages(app.models.__path__, f"{app.models.__name__}."):
        import_module(module.name)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    wait = {"timeout": SQLITE_WAIT_SECONDS, "isolation_level": None}
    return sa.create_engine(parsed, poolclass=NullPool, connect_args=wait)
