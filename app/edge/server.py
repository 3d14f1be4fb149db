"""Serves the application: one worker or several on one socket, with deadlines and a stop that ends."""

import asyncio
import contextlib
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from typing import NoReturn

from uvicorn.config import Config
from uvicorn.server import Server
from uvicorn.supervisors import Multiprocess

from app.edge.deadlines import DeadlineProtocol
from app.edge.interpreter import loading
from app.edge.logs import configure_logging
from app.edge.metrics import SHARED_DIRECTORY
from app.edge.security_headers import standing_headers
from app.settings import Settings, get_settings

KEEP_ALIVE_SECONDS = 15
STOP_SECONDS = 8
"""For requests under way; what they leave of ten seconds is for closing pools and background work."""


class EdgeConfig(Config):
    """uvicorn's configuration, carrying what each connection must know; it travels to every worker."""

    def __init__(self, app: str, settings: Settings) -> None:
        self.deadline_seconds = settings.request_deadline_seconds
        self.standing_headers = standing_headers(settings)
        super().__init__(
            app,
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            http=DeadlineProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )

    def load(self) -> None:
        """Import and build the application, in each process."""
        with loading():
            super().load()

    def configure_logging(self) -> None:
        """Every process logs alike; uvicorn calls this in each."""
        configure_logging()


class EdgeServer(Server):
    """uvicorn's server, which before it closes its door takes in those who already stand in line."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, answer what was accepted, end."""
        in_line = [taken for listening in sockets or () for taken in _accept_all(listening)]
        for server in self.servers:
            server.close()
        for taken in in_line:
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, taken)
        await super().shutdown(sockets)

    def _protocol(self) -> DeadlineProtocol:
        return DeadlineProtocol(self.config, self.server_state, self.lifespan.state)


def serve(
    settings: Settings,
    *,
    app_factory: str = "app.main:create_app",
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until stopped. `announce` is told the address as the socket listens (port 0 takes a free one).

    Workers build their own application, so they read their settings from the environment; what `settings` was
    given beside it is put there first.
    """
    tell_workers(settings)
    listening = _listen(settings)
    (announce or _print)(_address(settings.host, listening))
    config = EdgeConfig(app_factory, settings)
    if settings.workers == 1:
        signal.signal(signal.SIGTERM, _end)
        with contextlib.suppress(KeyboardInterrupt):
            EdgeServer(config).run(sockets=[listening])
        return
    with tempfile.TemporaryDirectory(prefix="throughcare-metrics-") as directory:
        os.environ[SHARED_DIRECTORY] = directory
        Multiprocess(config, sockets=[listening]).run()


def _accept_all(listening: socket.socket) -> Iterator[socket.socket]:
    listening.setblocking(False)
    with contextlib.suppress(OSError):
        while True:
            yield listening.accept()[0]


def _end(_signal: int, _frame: object) -> NoReturn:
    """uvicorn raises the signal again once it has stopped in good order: that is no failure."""
    raise SystemExit(0)


def tell_workers(settings: Settings) -> None:
    """Put what the command was given into the environment that workers read, and forget what was read before."""
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        if value is not None:
            plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            os.environ[name.upper()] = str(plain)
    get_settings.cache_clear()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    listening.set_inheritable(True)
    return listening


def _address(host: str, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _print(address: str) -> None:
    print(f"Throughcare is at {address}", flush=True)  # noqa: T201 - said to whoever started it
