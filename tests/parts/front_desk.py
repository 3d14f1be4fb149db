"""An API of the identity routes alone, over a real database, with a clock that tests turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from app.api import oauth, problems, sessions
from app.domain.caller import SYSTEM, Role
from app.models.audit import AuditEntry
from app.repositories.database import Database
from app.services import identity
from app.services.identity import Grant, Keys
from app.settings import Settings

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


@dataclass
class Clock:
    """The moment, which moves only when a test says so."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment


@dataclass
class Desk:
    """The app and what stands behind it."""

    app: FastAPI
    database: Database
    settings: Settings
    keys: Keys
    clock: Clock = field(default_factory=Clock)

    def client(self, address: str = "192.0.2.1") -> TestClient:
        """A caller at this address."""
        return TestClient(self.app, client=(address, 50_000))

    def staff(self, username: str = "Officer.One", **changes: Any) -> str:
        grant = Grant.of(**({"roles": [Role.OMU_OFFICER], "prisons": ["FHI"]} | changes))
        identity.register_staff(
            self.database,
            SYSTEM,
            self.clock(),
            username=username,
            display_name="Officer One",
            grant=grant,
            password=PASSWORD,
        )
        return username

    def system(self, client_id: str = "probation-system", **changes: Any) -> str:
        grant = Grant.of(**({"roles": [Role.RO], "everywhere": True} | changes))
        return identity.register_client(
            self.database, SYSTEM, self.clock(), client_id=client_id, name="A system", grant=grant
        )

    def audit(self, what: str) -> list[sa.RowMapping]:
        table = AuditEntry.__table__
        with self.database.read() as connection:
            statement = sa.select(table).where(table.c.what == what).order_by(table.c.id)
            return list(connection.execute(statement).mappings())


@contextmanager
def front_desk(database_url: str, **changes: Any) -> Iterator[Desk]:
    """The identity routes over this database."""
    settings = Settings(database_url=database_url, **changes)
    database = Database(settings)
    app = FastAPI()
    problems.install(app)
    app.include_router(sessions.router)
    app.include_router(oauth.router)
    app.add_api_route("/who", _who)
    desk = Desk(app, database, settings, identity.open_keys(database, settings))
    app.state.database, app.state.settings, app.state.keys = database, settings, desk.keys
    app.state.clock = desk.clock
    try:
        yield desk
    finally:
        database.dispose()


def _who(request: Request) -> dict[str, Any]:
    """What any guarded route does first."""
    state = request.app.state
    token = request.headers["authorization"].removeprefix("Bearer ")
    with state.database.read() as connection:
        caller = identity.authenticate(connection, state.settings, state.keys, token, state.clock())
    return {
        "username": caller.username,
        "kind": caller.kind,
        "roles": sorted(caller.roles),
        "prisons": sorted(caller.scope.prisons),
        "everywhere": caller.scope.everywhere,
        "authorities": sorted(caller.authorities),
    }


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def session(secret: str) -> dict[str, str]:
    """The header that carries a session's secret."""
    return {"Authorization": f"Session {secret}"}
