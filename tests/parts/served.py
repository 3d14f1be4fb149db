"""A real server in a process of its own, on a free port, stopped when the test is over."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
SMALL = "tests.parts.small_service:create_app"

OURS = """
import sys
import time
from app.edge.server import serve
from app.settings import Settings
serve(Settings(port=0), app_factory=sys.argv[1])
"""

PLAIN = """
import socket, sys, uvicorn
listening = socket.create_server(("127.0.0.1", 0))
print(f"Plain is at http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
config = uvicorn.Config(sys.argv[1], factory=True, log_level="critical", timeout_graceful_shutdown=1)
uvicorn.Server(config).run(sockets=[listening])
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it listens, its own process, and what it has said."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    def wait_until_answering(self, seconds: float = 60) -> None:
        """The socket listens before the app is built; what is asked meanwhile waits in line."""
        with closing(http.client.HTTPConnection(*self.address, timeout=seconds)) as connection:
            connection.request("GET", "/health/ping")
            assert connection.getresponse().read()

    def resident_bytes(self) -> int:
        """Memory in use by the server's process alone."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024

    def stop(self, seconds: float = 30) -> int:
        """Ask it to end, and wait."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def served(
    directory: Path, *, factory: str = SMALL, program: str = OURS, patience: float = 30, **settings: object
) -> Iterator[Served]:
    """Start a server. What it says goes to a file in `directory`; `settings` reach it by its environment."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{directory}/served.db",
        **{name.upper(): str(value) for name, value in settings.items()},
    }
    command = [sys.executable, "-c", program, factory]
    log = directory / "server.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command, cwd=directory, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        running = Served(_announced(log, process, patience), process, log)
        running.wait_until_answering(patience)
        yield running
    finally:
        _end(process)


def _announced(log: Path, process: subprocess.Popen[bytes], seconds: float) -> str:
    """The address that it says it listens at."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"is at (http://\S+)\n", log.read_text(encoding="utf-8"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(12)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
