"""One real server on each engine, shared by the tests that do not break it."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.repositories.migrations import upgrade
from tests.conftest import TEMPLATE
from tests.parts.postgres import Cluster, cluster
from tests.reliability.standing import Standing, standing

numbers = count(1)
DURABLE = "durable"


@pytest.fixture(scope="session")
def sqlite_standing(
    migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """The service on SQLite."""
    folder = tmp_path_factory.mktemp("standing-sqlite")
    file = shutil.copy(migrated_sqlite_file, folder / "throughcare.db")
    with standing(f"sqlite:///{file}", folder) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_standing(
    postgres_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """The service on PostgreSQL."""
    name = f"standing_{next(numbers)}"
    create_database(postgres_cluster, name, TEMPLATE)
    with standing(postgres_cluster.url(name), tmp_path_factory.mktemp("standing-postgres")) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def shared(request: pytest.FixtureRequest) -> Standing:
    """The service: the test runs on SQLite and on PostgreSQL."""
    found: Standing = request.getfixturevalue(f"{request.param}_standing")
    return found


@pytest.fixture(scope="session")
def durable_cluster() -> Iterator[Cluster]:
    """A server of its own that really writes to the disk, for tests that stop and kill it."""
    with cluster(durable=True) as server:
        create_database(server, DURABLE)
        upgrade(server.url(DURABLE))
        yield server


@pytest.fixture(scope="session")
def durable_standing(
    durable_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """The service on the cluster that may be killed; the service itself is not."""
    with standing(durable_cluster.url(DURABLE), tmp_path_factory.mktemp("standing-durable")) as running:
        yield running


def create_database(server: Cluster, name: str, template: str | None = None) -> None:
    """A new database of the cluster."""
    engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
