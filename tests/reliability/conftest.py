"""One real server on each engine, shared by the tests that do not break it."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import TEMPLATE
from tests.parts.postgres import Cluster
from tests.reliability.standing import Standing, standing

numbers = count(1)


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


def create_database(server: Cluster, name: str, template: str | None = None) -> None:
    """A new database of the cluster."""
    engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
