"""A real server in a process of its own, forked from one that has imported the service already.

Starting an interpreter and importing everything takes seconds; these tests start and kill servers often.
"""

import http.client
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from app.edge.server import serve
from app.settings import Settings

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.reliability.warmed", "uvicorn.loops.auto", "tests.reliability.forked"])


@dataclass(frozen=True, slots=True)
class Forked:
    """A running server: where it listens, and its own process."""

    address: tuple[str, int]
    process: ForkServerProcess

    @property
    def url(self) -> str:
        return f"http://{self.address[0]}:{self.address[1]}"

    def kill(self) -> None:
        """As the machine would; returns when it is gone."""
        self.process.kill()
        self.process.join(10)


@contextmanager
def forked(folder: Path, factory: str, settings: Mapping[str, object]) -> Iterator[Forked]:
    """Serve until the block ends. What it says goes to a file in `folder`."""
    log = folder / "server.log"
    environment = {name.upper(): str(value) for name, value in settings.items()}
    process = CONTEXT.Process(target=_run, args=(factory, str(log), environment), daemon=True)
    process.start()
    try:
        address = _announced(log, process)
        _ask_once(address)
        yield Forked(address, process)
    finally:
        process.terminate()
        process.join(12)
        if process.is_alive():
            process.kill()
            process.join(5)
        process.close()


@contextmanager
def forked_service(
    folder: Path, *, factory: str = "app.main:create_app", **settings: object
) -> Iterator[Forked]:
    """The same for whoever drives a browser: the settings one by one."""
    with forked(folder, factory, settings) as running:
        yield running


def _run(factory: str, log: str, environment: Mapping[str, str]) -> None:
    os.environ.update(environment)
    sink = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    os.dup2(sink, sys.stdout.fileno())
    os.dup2(sink, sys.stderr.fileno())
    serve(Settings(port=0), app_factory=factory)


def _announced(log: Path, process: ForkServerProcess, seconds: float = 60) -> tuple[str, int]:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.is_alive():
        found = re.search(r"is at http://([\d.]+):(\d+)\n", log.read_text() if log.exists() else "")
        if found:
            return found[1], int(found[2])
        time.sleep(0.02)
    raise AssertionError(log.read_text() if log.exists() else "the server said nothing")


def _ask_once(address: tuple[str, int]) -> None:
    """The socket listens before the app is built; what is asked meanwhile waits in line."""
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request("GET", "/health/ping")
    assert connection.getresponse().read()
    connection.close()
