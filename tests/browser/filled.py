"""The whole service as its own process, over a database that was filled from inside first."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from tests.parts.service import RunningService
from tests.reliability.forked import forked_service

ASSETS = Path(__file__).resolve().parents[2] / "var" / "assets"
Found = TypeVar("Found")


@contextmanager
def filled_and_served(
    migrated_sqlite_file: Path, folder: Path, fill: Callable[[RunningService], Found]
) -> Iterator[tuple[str, Found]]:
    """Where the service is, and what `fill` made in it, at this moment, before it was served."""
    (folder / "assets").symlink_to(ASSETS)
    url = f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'filled.db')}"
    inside = RunningService(url, folder)
    inside.clock.moment = datetime.now(UTC)
    found = fill(inside)
    inside.close()
    with forked_service(
        folder, factory="app.main:create_app", database_url=url, var_dir=folder, cookie_secure=False
    ) as running:
        yield running.url, found
