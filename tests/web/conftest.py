"""One service and its people for the tests of a module."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, browser, signed_in
from tests.parts.service import RunningService


@pytest.fixture(scope="module")
def service(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The whole service over a database of this module's own."""
    folder = tmp_path_factory.mktemp("service")
    database = shutil.copy(migrated_sqlite_file, folder / "throughcare.db")
    running = RunningService(f"sqlite:///{database}", folder)
    yield running
    running.close()


@pytest.fixture
def stranger(service: RunningService) -> Browser:
    """A browser in which nobody has signed in."""
    return browser(service)


@pytest.fixture(scope="module")
def officer(service: RunningService) -> Browser:
    """An OMU officer of two prisons."""
    return signed_in(service, Role.OMU_OFFICER, prisons=["FHI", "EWI"])
