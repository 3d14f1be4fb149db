"""The real service for a test: its database, a clock that the test turns, and clients with tokens."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from fastapi import FastAPI
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from starlette.testclient import TestClient

from app.domain.caller import SYSTEM, Caller, Role
from app.domain.identifiers import new_id
from app.edge.wrap import protect
from app.main import Service
from app.models.identity import SigningKey
from app.repositories.database import Database
from app.repositories.identity import register
from app.services import identity
from app.services.identity import passwords
from app.services.identity.authentication import scope_of
from app.services.identity.grants import Grant
from app.services.identity.sessions import open_session
from app.services.policies import in_force
from app.services.unit_of_work import unit_of_work
from app.settings import Settings
from tests.parts.in_process import InProcess

LONDON = ZoneInfo("Europe/London")
NOON = time(12, 0, tzinfo=LONDON)
PASSWORD = "an invented phrase of ours 42"
numbers = count(1)


@dataclass(slots=True)
class Clock:
    """The moment that the service takes for now."""

    moment: datetime = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def turn_to(self, day: date) -> None:
        """Noon in London on that day."""
        self.moment = datetime.combine(day, NOON).astimezone(UTC)


@dataclass(slots=True)
class RunningService:
    """The service in this process. `close` lets its connections go."""

    database_url: str
    var_dir: Path
    clock: Clock = field(default_factory=Clock)
    service: Service = field(init=False)
    app: Any = field(init=False)

    def __post_init__(self) -> None:
        given = {"database_url": self.database_url, "var_dir": self.var_dir, "cookie_secure": False}
        settings = _settings().model_copy(update=given)
        self.service = Service(settings, _RESTING.pop(self.database_url, None))
        self.service.api.state.clock = self.clock
        self.service.pages.state.clock = self.clock
        self.app = protect(self.service, settings)
        _lend_document(self.service.api)
        self.service.pages.state.templates.bytecode_cache = _COMPILED
        _lend_signing_key(self.service.api.state.database, self.clock())

    def anonymous(self) -> TestClient:
        """A client without a token."""
        return InProcess(self.app, base_url="http://127.0.0.1", raise_server_exceptions=False)

    def system(self, *roles: Role | str, **scope: Any) -> TestClient:
        """A client of a system with these roles; `everywhere`, `prisons` or `regions` as its scope."""
        client_id = f"system-{next(numbers)}"
        api = self.service.api.state
        grant = Grant.of(roles or (Role.RW,), **(scope or {"everywhere": True}))
        secret = identity.register_client(
            api.database, SYSTEM, self.clock(), client_id=client_id, name=client_id, grant=grant
        )
        return self._bearer(self.token(client_id, secret))

    def token(self, client_id: str, secret: str) -> str:
        """A token of a registered system."""
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        answer = self.anonymous().post("/oauth/token", data=form)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def register_person(self, *roles: Role, **scope: Any) -> str:
        """A person who can sign in with PASSWORD; answers the username."""
        username = f"person.{next(numbers)}"
        api = self.service.api.state
        staff_id = identity.register_staff(
            api.database,
            SYSTEM,
            self.clock(),
            username=username,
            display_name=f"Person {username.rpartition('.')[2]}",
            grant=Grant.of(roles, **scope),
        )
        _lend_password(api.database, staff_id)
        return username

    def session_of(self, username: str) -> str:
        """The secret of a new session, as signing in opens one once the password was found right."""
        api, session_id = self.service.api.state, new_id()
        owner = Caller(username, "person", frozenset(), scope_of(False, "", ""), session_id=session_id)
        with unit_of_work(api.database, owner, self.clock()) as work:
            person = register.staff_named(work.connection, username)
            assert person is not None
            work.record("SIGNED_IN", subject=("STAFF", username), details={"session": session_id})
            return open_session(work, api.settings, session_id=session_id, staff_id=person["id"])

    def person(self, *roles: Role, **scope: Any) -> TestClient:
        """A client with the token of a person who signed in."""
        client, secret = self.anonymous(), self.session_of(self.register_person(*roles, **scope))
        exchanged = client.post("/api/v1/sessions/current/token", json={"secret": secret})
        return self._bearer(exchanged.json()["token"])

    def _bearer(self, token: str) -> TestClient:
        client = self.anonymous()
        client.headers["Authorization"] = f"Bearer {token}"
        return client

    def close(self) -> None:
        """Let the connections go."""
        database = self.service.api.state.database
        database.dispose()
        in_force.forget()
        _RESTING[self.database_url] = database


_RESTING: dict[str, Database] = {}
"""Closed, by their addresses. The next service of an address takes one: it knows its statements already, and working
them out anew is half of what a first request costs."""


@cache
def _settings() -> Settings:
    """Read once: it takes longer than a request."""
    return Settings()


class _Compiled(BytecodeCache):
    """Templates that a service of this run compiled; the next one takes them, as long as their text is the same."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()
_DOCUMENTS: dict[tuple[int, ...], tuple[list[Any], bytes]] = {}


def _lend_document(api: FastAPI) -> None:
    """Working out the document takes four seconds; services with the very same routes have the same one."""
    work_out = api.openapi

    def lent() -> dict[str, Any]:
        if api.openapi_schema is None:
            told = [route for route in api.routes if getattr(route, "include_in_schema", True)]
            key = tuple(map(id, told))
            if key not in _DOCUMENTS:
                _DOCUMENTS[key] = told, pickle.dumps(work_out())
            api.openapi_schema = pickle.loads(_DOCUMENTS[key][1])
        return api.openapi_schema

    api.openapi = lent  # type: ignore[method-assign]


_LENT: list[dict[str, Any]] = []


def _lend_signing_key(database: Database, moment: datetime) -> None:
    """Every service of a test run signs with one key: making one takes half a second."""
    table = SigningKey.__table__  # type: ignore[attr-defined]
    if not _LENT:
        identity.make_signing_key(database, moment, only_the_first=True)
        with database.read() as connection:
            _LENT.extend(dict(row) for row in connection.execute(sa.select(table)).mappings())
        return
    with database.write() as connection:
        if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0:
            connection.execute(sa.insert(table), _LENT)


_HASHES: list[str] = []


def _lend_password(database: Database, staff_id: str) -> None:
    """Every person of a test run has one password: working out its hash takes a fifth of a second, on purpose."""
    if not _HASHES:
        _HASHES.append(passwords.hashed(PASSWORD, username="person"))
    staff = register.STAFF
    with database.write() as connection:
        connection.execute(sa.update(staff).where(staff.c.id == staff_id).values(password_hash=_HASHES[0]))


def case_body(**changes: Any) -> dict[str, Any]:
    """An invented case: four years, retained, released on 13 January 2027, at Foston Hall."""
    number = next(numbers)
    body: dict[str, Any] = {
        "prison_number": f"A{number % 10000:04}{'BCDFGHJK'[number // 10000 % 8]}C",
        "first_name": "Ada",
        "last_name": "Alder",
        "prison": "FHI",
        "provider": "nps",
        "home_region": "east_midlands",
        "sentence": {
            "start_date": "2025-01-13",
            "sentence_type": "SDS",
            "length_months": 48,
            "release_date": "2027-01-13",
        },
    }
    return body | changes


def opened(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A case that was opened over the API."""
    answer = client.post("/api/v1/cases", json=case_body(**changes))
    assert answer.status_code == 201, answer.text
    case: dict[str, Any] = answer.json()
    return case


def told(client: TestClient, case: str, fact: Mapping[str, Any], **headers: str) -> dict[str, Any]:
    """The outcome of a fact that was recorded over the API."""
    answer = client.post(f"/api/v1/cases/{case}/events", json=dict(fact), headers=headers)
    assert answer.status_code == 201, answer.text
    outcome: dict[str, Any] = answer.json()
    return outcome
