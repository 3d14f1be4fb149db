"""A real server in a process of its own, on a free port, stopped when the test is over."""

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
SMALL = "tests.parts.small_service:create_app"

OURS = """
import sys
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
    """A running server: where it listens, and its own process."""

    url: str
    process: subprocess.Popen[str]

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    def wait_until_answering(self, seconds: float = 30) -> None:
        """The socket listens before the app is built; what is asked meanwhile waits in line."""
        connection = http.client.HTTPConnection(*self.address, timeout=seconds)
        connection.request("GET", "/health/ping")
        assert connection.getresponse().read()
        connection.close()

    def resident_bytes(self) -> int:
        """Memory in use by the server's process alone."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024

    def stop(self, seconds: float = 15) -> int:
        """Ask it to end, and wait."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def served(
    directory: Path, *, factory: str = SMALL, program: str = OURS, **settings: object
) -> Iterator[Served]:
    """Start a server. Errors go to `server.log` in `directory`; `settings` reach it by its environment."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{directory}/served.db",
        **{name.upper(): str(value) for name, value in settings.items()},
    }
    command = [sys.executable, "-c", program, factory]
    with (directory / "server.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=directory, env=environment, text=True, stdout=subprocess.PIPE, stderr=log
        )
        try:
            assert process.stdout
            said = process.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found, (directory / "server.log").read_text(encoding="utf-8")
            running = Served(found[0], process)
            running.wait_until_answering()
            yield running
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(12)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
    assert process.stdout
    process.stdout.close()
