"""Starts the service in a process of its own over a prepared database, and lets a system or a person in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from app.domain.caller import SYSTEM, Role
from app.repositories.identity.register import STAFF
from app.services import identity
from app.services.identity.grants import Grant
from app.services.identity.passwords import hashed
from bench.asking import Client
from bench.databases import opened
from tests.parts.served import PLAIN, Served, served

SYSTEM_ID, PERSON_NAME, PASSWORD = "bench-system", "bench.person", "an invented phrase of ours 42"
COOKIE = "throughcare"
PATIENCE = 240


@contextmanager
def service(url: str, folder: Path, name: str) -> Iterator[Served]:
    """The whole service as `throughcare serve` runs it, one worker."""
    directory = folder / name
    directory.mkdir(exist_ok=True)
    settings = {"database_url": url, "var_dir": directory, "client_token_minutes": 60, "token_minutes": 60}
    # Without the worker, whose pass over all that an import brought would be measured with the calls.
    more = {"cookie_secure": "false", "session_idle_minutes": 600, "worker": "none"}
    with served(directory, factory="app.main:create_app", patience=PATIENCE, **settings, **more) as running:
        yield running


@contextmanager
def plain_app(factory: str, url: str, folder: Path, name: str) -> Iterator[Served]:
    """A bare application under the same server and the same loop, without our edge."""
    directory = folder / name
    directory.mkdir(exist_ok=True)
    with served(directory, factory=factory, program=PLAIN, patience=PATIENCE, database_url=url) as running:
        yield running


def system(url: str, running: Served, *roles: Role) -> Client:
    """A system that may see every case, with its token."""
    with opened(url) as database:
        secret = identity.register_client(
            database,
            SYSTEM,
            datetime.now(UTC),
            client_id=SYSTEM_ID,
            name="Bench",
            grant=Grant.of(roles or (Role.RO,), everywhere=True),
        )
    form = {"grant_type": "client_credentials", "client_id": SYSTEM_ID, "client_secret": secret}
    client = Client(running.url)
    kind = "application/x-www-form-urlencoded"
    status, body = client.ask(
        "/oauth/token", method="POST", body=urlencode(form).encode(), **{"Content-Type": kind}
    )
    if status != 200:
        raise AssertionError(body)
    client.headers = {"Authorization": f"Bearer {json.loads(body)['access_token']}"}
    return client


def person(url: str, running: Served, prison: str) -> tuple[Client, Client]:
    """Somebody of a prison's offender management unit: by token at the API, by cookie at the pages."""
    with opened(url) as database:
        identity.register_staff(
            database,
            SYSTEM,
            datetime.now(UTC),
            username=PERSON_NAME,
            display_name="Bench",
            grant=Grant.of((Role.OMU_OFFICER,), prisons=[prison]),
            password=PASSWORD,
        )
    return _signed_in(running, PERSON_NAME)


def officer_of(url: str, running: Served, staff_id: str) -> tuple[Client, Client]:
    """One of the people of a stock, as a manager of their prison: by token at the API, by cookie at the pages."""
    with opened(url) as database, database.read() as connection:
        prison = connection.execute(sa.select(STAFF.c.prison_code).where(STAFF.c.id == staff_id)).scalar_one()
    return person_of(url, running, staff_id, Grant.of((Role.OMU_MANAGER,), prisons=[prison]))


def person_of(url: str, running: Served, staff_id: str, grant: Grant) -> tuple[Client, Client]:
    """One of the people of a stock, with what they are granted: by token at the API, by cookie at the pages."""
    with opened(url) as database, database.write() as connection:
        whose = STAFF.c.id == staff_id
        row = connection.execute(sa.select(STAFF.c.username).where(whose)).one()
        granted = grant.values()
        password = {"password_hash": hashed(PASSWORD, username=row.username)}
        connection.execute(sa.update(STAFF).where(whose).values(**granted, **password))
    return _signed_in(running, row.username)


def _signed_in(running: Served, username: str) -> tuple[Client, Client]:
    client = Client(running.url, {"Content-Type": "application/json"})
    told = {"username": username, "password": PASSWORD}
    status, body = client.ask("/api/v1/sessions", method="POST", body=json.dumps(told).encode())
    if status != 201:
        raise AssertionError(body)
    secret = json.loads(body)["secret"]
    sent = json.dumps({"secret": secret}).encode()
    status, body = client.ask("/api/v1/sessions/current/token", method="POST", body=sent)
    if status != 200:
        raise AssertionError(body)
    client.headers = {"Authorization": f"Bearer {json.loads(body)['token']}"}
    return client, Client(running.url, {"Cookie": f"{COOKIE}={secret}"})
