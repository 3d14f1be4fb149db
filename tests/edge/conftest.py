"""The small service in this process, called without a socket."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.testclient import TestClient

from app.edge.logs import SHARED
from app.settings import Settings
from tests.parts.small_service import build

Service = Callable[..., TestClient]


@pytest.fixture(autouse=True, scope="session")
def _log_quietly() -> None:
    """The log's own steps, written nowhere."""
    structlog.configure(processors=[*SHARED], logger_factory=structlog.ReturnLoggerFactory())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A client of the small service under the settings that a test names."""
    with ExitStack() as stack:

        def start(*, client: tuple[str, int] = ("192.0.2.9", 50000), **settings: Any) -> TestClient:
            given = Settings(database_url=f"sqlite:///{tmp_path}/small.db", **settings)
            test_client = TestClient(build(given), raise_server_exceptions=False, client=client)
            stack.callback(test_client.close)
            return test_client

        yield start


@pytest.fixture
def client(service: Service) -> TestClient:
    """The small service under default settings."""
    return service()
