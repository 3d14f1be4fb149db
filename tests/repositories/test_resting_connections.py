"""A connection that rested while its server went away is never given to a reader."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.refusals import Unavailable
from app.repositories.database import Database
from app.settings import Settings
from tests.parts.postgres import Cluster, cluster


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server of its own, as these tests take it away."""
    with cluster() as running:
        yield running


@pytest.fixture
def database(server: Cluster) -> Iterator[Database]:
    opened = Database(Settings(database_url=server.url()))
    yield opened
    opened.dispose()


def asked(database: Database, statement: str = "SELECT pg_backend_pid()") -> Any:
    with database.read() as connection:
        return connection.execute(sa.text(statement)).scalar()


def test_a_reader_does_not_notice_that_the_server_was_killed_and_came_back(
    server: Cluster, database: Database
) -> None:
    with database.read() as one, database.read() as other:
        assert one.scalar(sa.text("SELECT 1")) == other.scalar(sa.text("SELECT 1")) == 1
    server.kill()
    server.start()
    assert asked(database)
    assert asked(database)


def test_a_reader_does_not_notice_that_its_connection_was_ended(server: Cluster, database: Database) -> None:
    before = asked(database)
    second = Database(Settings(database_url=server.url()))
    assert asked(second, f"SELECT pg_terminate_backend({before})")
    time.sleep(0.2)
    assert asked(database) != before
    second.dispose()


def test_a_connection_that_the_server_spoke_to_is_used_again(server: Cluster, database: Database) -> None:
    with database.read() as connection:
        connection.execute(sa.text("LISTEN waking"))
        before = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    second = Database(Settings(database_url=server.url()))
    with second.write() as connection:
        connection.execute(sa.text("NOTIFY waking"))
    time.sleep(0.2)
    assert asked(database) == before
    second.dispose()


def test_a_reader_is_told_while_the_server_is_away(server: Cluster, database: Database) -> None:
    asked(database)
    server.stop()
    try:
        with pytest.raises(Unavailable):
            asked(database)
    finally:
        server.start()
    assert asked(database)


def test_a_writer_does_not_notice_that_the_server_was_killed_and_came_back(
    server: Cluster, database: Database
) -> None:
    with database.write() as one, database.write() as other:
        assert one.scalar(sa.text("SELECT 1")) == other.scalar(sa.text("SELECT 1")) == 1
    server.kill()
    server.start()
    for _ in range(2):
        with database.write() as connection:
            assert connection.scalar(sa.text("SELECT pg_backend_pid()"))


def test_a_writer_that_the_server_spoke_to_begins_its_transaction_afresh(
    server: Cluster, database: Database
) -> None:
    with database.write() as connection:
        connection.execute(sa.text("LISTEN waking"))
        before = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    second = Database(Settings(database_url=server.url()))
    with second.write() as connection:
        connection.execute(sa.text("NOTIFY waking"))
    second.dispose()
    time.sleep(0.2)
    with database.write() as connection:
        assert connection.scalar(sa.text("SELECT pg_backend_pid()")) == before
        started, now = connection.execute(sa.text("SELECT now(), clock_timestamp()")).one()
        assert (now - started).total_seconds() < 0.2
