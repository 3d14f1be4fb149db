"""P6: sixteen clients write at once, a row with its audit entry and its event, against a bare INSERT and COMMIT."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date, datetime

import psycopg
import sqlalchemy as sa

from app.domain.caller import Role
from app.repositories.contacts import CONTACTS
from app.services.unit_of_work import LONDON
from bench.asking import Client
from bench.databases import opened, postgres_url
from bench.figures import Fact, Figure, figure_of, in_turns
from bench.people import prison_number
from bench.service import service, system
from bench.settings import Sizes
from bench.stock import fill
from tests.parts.postgres import cluster

WRITERS = 16
GOAL = 12.0


def measure(sizes: Sizes) -> Iterator[Figure | Fact]:
    """A contact of the two sides is recorded: scope, version of the case, row, audit, event, in one transaction."""
    today = datetime.now(LONDON).date()
    each = max(2, sizes.requests // 20)
    with cluster(durable=True) as server, ExitStack() as stack:
        url = postgres_url(server, "bench")
        with opened(url) as database:
            fill(database, sizes.few, today)
        running = stack.enter_context(service(url, sizes.folder, "daily-writes"))
        first = stack.enter_context(closing(system(url, running, Role.RW)))
        clients = [stack.enter_context(closing(Client(first.url, first.headers))) for _ in range(WRITERS)]
        plain = url.replace("postgresql+psycopg://", "postgresql://")
        bare = [stack.enter_context(psycopg.connect(plain, autocommit=True)) for _ in range(WRITERS)]
        bare[0].execute("CREATE TABLE bare (id bigserial PRIMARY KEY, told text)")

        def ours() -> float:
            return _at_once(lambda n: _record(clients[n], n, each, sizes.few, today), each)

        def floor() -> float:
            return _at_once(lambda n: _insert(bare[n], each), each)

        taken = in_turns(sizes.rounds, ours=ours, floor=floor)
        with opened(url) as database, database.read() as connection:
            written = connection.execute(sa.select(sa.func.count()).select_from(CONTACTS)).scalar_one()
    assert written == sizes.rounds * each * WRITERS, f"{written} contacts are there"
    pairs = list(zip(taken["ours"], taken["floor"], strict=True))
    what = f"recording a contact over the API, {WRITERS} clients, seconds a write"
    yield figure_of("P6", what, "INSERT and COMMIT, as many clients", pairs, GOAL)
    yield Fact("P6", "writes", f"{written:,}, none lost, none refused", "none lost", is_met=True)


def _at_once(write: Callable[[int], None], each: int) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    return (time.perf_counter() - started) / (each * WRITERS)


def _record(client: Client, which: int, each: int, count: int, today: date) -> None:
    told = {
        "happened_on": today.isoformat(),
        "channel": "phone",
        "between": ["community_offender_manager", "offender_supervisor"],
        "text": "An invented contact.",
    }
    for number in range(each):
        path = f"/api/v1/cases/{prison_number((which * each + number) % count)}/contacts"
        sent = json.dumps(told).encode()
        status, body = client.ask(path, method="POST", body=sent, **{"Content-Type": "application/json"})
        assert status == 201, body[:300]


def _insert(connection: psycopg.Connection, each: int) -> None:
    for _ in range(each):
        connection.execute("INSERT INTO bare (told) VALUES (%s)", ("x" * 200,))
