"""What any test may ask for: a migrated database of its own on either engine, and a browser."""

import gc
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa

from app.repositories.migrations import upgrade
from tests.parts import chromium
from tests.parts.lent_databases import PostgresLender, SQLiteLender
from tests.parts.postgres import Cluster, cluster
from tests.parts.service import RunningService

IN_CI = bool(os.environ.get("CI"))
TEMPLATE = "migrated"
LONGEST = ("tests/test_bench.py", "tests/browser/", "tests/reliability/")
numbers = count(1)

hypothesis.settings.register_profile("ours", deadline=None, derandomize=IN_CI, print_blob=True)
hypothesis.settings.load_profile("ours")


# Databases


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """The session's one server, with a migrated database that others are copied from."""
    with cluster() as server:
        _on_server(server, f"CREATE DATABASE {TEMPLATE}")
        upgrade(server.url(TEMPLATE))
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_lender(postgres_cluster: Cluster) -> Iterator[PostgresLender]:
    """Its databases, migrated, for one test after another."""
    lender = PostgresLender(postgres_cluster, TEMPLATE)
    yield lender
    lender.close()


@pytest.fixture
def postgres_url(postgres_lender: PostgresLender) -> Iterator[str]:
    """A PostgreSQL database as the migrations leave one."""
    lent = postgres_lender.lend()
    yield lent.url
    postgres_lender.take_back(lent)


@pytest.fixture
def empty_postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """A fresh PostgreSQL database without any table, for tests of the migrations."""
    name = f"test_{next(numbers)}"
    _on_server(postgres_cluster, f"CREATE DATABASE {name}")
    yield postgres_cluster.url(name)
    _on_server(postgres_cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_lender(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> SQLiteLender:
    """Migrated files for one test after another, each always under the same name."""
    return SQLiteLender(migrated_sqlite_file, tmp_path_factory.mktemp("lent"))


@pytest.fixture
def sqlite_url(sqlite_lender: SQLiteLender) -> Iterator[str]:
    """A SQLite file as the migrations leave one."""
    file = sqlite_lender.lend()
    yield f"sqlite:///{file}"
    sqlite_lender.take_back(file)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database: the test runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without any table: the test runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


def _on_server(server: Cluster, statement: str) -> None:
    engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


# The browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, headless; no browser is ever downloaded."""
    path = chromium.find_chromium()
    if path is None:
        pytest.fail(chromium.MISSING)
    return {**browser_type_launch_args, "executable_path": path, "args": chromium.ARGUMENTS}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser; a person's machine without one runs the rest, CI fails.

    What takes longest begins first, so that those who work side by side end together.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    for item in items:
        if "page" in getattr(item, "fixturenames", ()) or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if IN_CI or chromium.find_chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: looking at it for waste again and again is a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly that the browser tests did not run."""
    if any(chromium.MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line(chromium.MISSING, red=True, bold=True)


# The service


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[RunningService]:
    """The real service on a database of its own: the test runs on SQLite and on PostgreSQL."""
    yield from _running(database_url, tmp_path)


@pytest.fixture
def sqlite_service(sqlite_url: str, tmp_path: Path) -> Iterator[RunningService]:
    """The real service on SQLite, for tests in which the database makes no difference."""
    yield from _running(sqlite_url, tmp_path)


def _running(url: str, var_dir: Path) -> Iterator[RunningService]:
    running = RunningService(url, var_dir)
    yield running
    running.close()
