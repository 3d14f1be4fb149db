"""Asks a server over connections that stay open, and reads what its processes used for it."""

import json
import re
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Client:
    """One open connection to a server."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None

    def ask(self, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        head = {"Host": "127.0.0.1", **self.headers, **headers}
        if body:
            head["Content-Length"] = str(len(body))
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in head.items())
        asked = f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body
        try:
            self._open().sendall(asked)
            return self._answer()
        except ConnectionError:
            if method != "GET":
                raise
        self.close()  # the server had let go of a connection that was still for too long
        self._open().sendall(asked)
        return self._answer()

    def json(self, path: str) -> Any:
        """The JSON of an answer that must be 200."""
        status, body = self.ask(path)
        if status != 200:
            raise AssertionError(f"{status} {path} {body[:300]!r}")
        return json.loads(body)

    def timed(self, path: str) -> float:
        """Seconds until the whole answer is here; it must be 200."""
        started = time.perf_counter()
        status, body = self.ask(path)
        taken = time.perf_counter() - started
        if status != 200:
            raise AssertionError(f"{status} {path} {body[:300]!r}")
        return taken

    def close(self) -> None:
        """Let the connection go."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _open(self) -> socket.socket:
        if self._socket is None:
            parts = urlsplit(self.url)
            self._socket = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _answer(self) -> tuple[int, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        wanted = int(length[1]) if length else 0
        while len(body) < wanted:
            body += self._more()
        return int(head[9:12]), body

    def _more(self) -> bytes:
        part = self._open().recv(65536)
        if not part:
            raise ConnectionError("the server has closed the connection")
        return part


def cpu_seconds(processes: Sequence[int]) -> float:
    """What these processes have used of the processors so far; one that is gone counts nothing.

    By Linux's own clock of each process, which knows nanoseconds and the threads that have ended: a count over the
    threads that there are goes back when one of them ends.
    """
    return sum(map(_used, processes))


def _used(process: int) -> float:
    try:
        return time.clock_gettime((~process << 3) | 2)
    except OSError:
        return 0.0


def backends(server: int, database: str) -> list[int]:
    """The processes of a PostgreSQL server that serve callers of one database now."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    titles = {int(child): Path(f"/proc/{child}/cmdline").read_bytes().decode() for child in children}
    return [child for child, title in titles.items() if f" {database} [" in title]
