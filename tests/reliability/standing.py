"""A real server over a real database, and programs that speak to it, each over a connection of its own."""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

from app.domain.caller import SYSTEM, Role
from app.repositories.database import Database
from app.services import identity
from app.services.identity.grants import Grant
from app.settings import Settings
from tests.parts.service import case_body
from tests.reliability.forked import Forked, forked

APP = "app.main:create_app"
RENEWED_SECONDS = 600
RESTED_SECONDS = 5
"""A connection that rested longer is made again: the server may be closing it at this moment."""
numbers = count(1)
Headers = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: Headers
    raw: bytes
    seconds: float

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass(slots=True)
class Agent:
    """A program with a token. One request at a time; a broken connection is made again for the next."""

    address: tuple[str, int]
    client_id: str
    secret: str = field(repr=False)
    timeout: float = 30
    token: str | None = field(default=None, repr=False)
    token_at: float = 0
    used_at: float = 0
    connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, method: str, path: str, body: Any = None, headers: Headers | None = None) -> Answer:
        """One request. Raises OSError or HTTPException where no whole answer came."""
        sent = dict(headers or {})
        sent["Authorization"] = f"Bearer {self._token()}"
        payload = None if body is None else json.dumps(body).encode()
        if payload is not None:
            sent["Content-Type"] = "application/json"
        return self._send(method, path, payload, sent)

    def _token(self) -> str:
        if self.token is None or time.monotonic() - self.token_at > RENEWED_SECONDS:
            form = f"grant_type=client_credentials&client_id={self.client_id}&client_secret={self.secret}"
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self._send("POST", "/oauth/token", form.encode(), kind)
            assert answer.status == 200, answer.raw
            self.token, self.token_at = str(answer.body["access_token"]), time.monotonic()
        return self.token

    def _send(self, method: str, path: str, payload: bytes | None, sent: Headers) -> Answer:
        began = time.perf_counter()
        if time.monotonic() - self.used_at > RESTED_SECONDS:
            self.close()
        self.used_at = time.monotonic()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(*self.address, timeout=self.timeout)
            self.connection.request(method, path, body=payload, headers=sent)
            heard = self.connection.getresponse()
            raw = heard.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        told = {name.lower(): value for name, value in heard.getheaders()}
        return Answer(heard.status, told, raw, time.perf_counter() - began)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        return self.ask(
            "POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )

    def open_case(self, **changes: Any) -> str:
        """The id of a new case."""
        answer = self.post("/api/v1/cases", case_body(**changes))
        assert answer.status == 201, answer.raw
        return str(answer.body["id"])

    def twin(self) -> "Agent":
        """The same program over another connection."""
        self._token()
        return replace(self, connection=None)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def __del__(self) -> None:
        self.close()


@dataclass(slots=True)
class Standing:
    """A server and the database under it, which tests look into past the server."""

    url: str
    server: Forked
    database: Database

    def agent(self, *roles: Role, **scope: Any) -> Agent:
        """A registered system with a token."""
        grant = Grant.of(roles or (Role.RW,), **(scope or {"everywhere": True}))
        client_id = f"agent-{next(numbers)}-{time.monotonic_ns()}"
        secret = identity.register_client(
            self.database, SYSTEM, datetime.now(UTC), client_id=client_id, name=client_id, grant=grant
        )
        return Agent(self.server.address, client_id, secret)

    @property
    def is_sqlite(self) -> bool:
        return self.database.is_sqlite


@contextmanager
def standing(url: str, directory: Path, *, factory: str = APP, **settings: object) -> Iterator[Standing]:
    """Serve this migrated database."""
    directory.mkdir(parents=True, exist_ok=True)
    database = Database(Settings(database_url=url))
    try:
        with forked(directory, factory, {"database_url": url, "var_dir": directory, **settings}) as server:
            yield Standing(url, server, database)
    finally:
        database.dispose()


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run every job in a thread of its own, all from the same moment."""
    barrier = Barrier(len(jobs))

    def start(job: Callable[[], T]) -> T:
        barrier.wait(30)
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(start, jobs))


def noted(number: int, day: str = "2026-06-01") -> dict[str, Any]:
    """A fact that every open case may take, with something to know it by."""
    return {"type": "significant_change", "date": day, "what": f"Noted as number {number}."}
