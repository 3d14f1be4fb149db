"""P10: sixteen clients record facts at once on SQLite, against a bare INSERT committed in the same way."""

import json
import random
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.domain.caller import Role
from app.repositories.cases import FACTS
from app.services.unit_of_work import LONDON
from bench.asking import Client
from bench.databases import opened, sqlite_url
from bench.figures import Fact, Figure, figure_of, in_turns
from bench.people import prison_number
from bench.service import service, system
from bench.settings import Sizes
from bench.stock import fill

WRITERS = 16
GOAL = 10.0


def measure(sizes: Sizes) -> Iterator[Figure | Fact]:
    """Every write must be answered 201 and be there afterwards; each client writes to cases at random."""
    today = datetime.now(LONDON).date()
    url = sqlite_url(sizes.folder, "writes")
    with opened(url) as database:
        fill(database, sizes.few, today)
        facts_before = _facts(url)
    each = max(2, sizes.requests // 20)
    with service(url, sizes.folder, "writes-service") as running:
        first = system(url, running, Role.RW)
        first.close()
        clients = [Client(first.url, first.headers) for _ in range(WRITERS)]
        rounds: list[list[float]] = []

        def write() -> float:
            started = time.perf_counter()
            with ThreadPoolExecutor(WRITERS) as pool:
                parts = pool.map(_write, clients, range(WRITERS), [(each, sizes.few, today)] * WRITERS)
                rounds.append([taken for part in parts for taken in part])
            return (time.perf_counter() - started) / (each * WRITERS)

        taken = in_turns(sizes.rounds, ours=write, floor=lambda: _bare(sizes.folder, each * WRITERS))
    written = _facts(url) - facts_before
    assert written == sizes.rounds * each * WRITERS, f"{written} facts are there"
    yield figure_of(
        "P10",
        f"recording a fact over the API, {WRITERS} writers, p99",
        "p50 of the same",
        [(_at(one, 0.99), _at(one, 0.5)) for one in rounds],
        GOAL,
    )
    pairs = list(zip(taken["ours"], taken["floor"], strict=True))
    yield figure_of("P10", "the same, seconds a write", "a bare INSERT and COMMIT, one client", pairs)
    told = f"{written:,} writes, none lost, none refused"
    yield Fact("P10", "`database is locked`", told, "never", is_met=True)


def _write(client: Client, which: int, asked: tuple[int, int, date]) -> list[float]:
    each, count, today = asked
    chance, taken = random.Random(f"{which} {time.monotonic_ns()}"), []
    for _ in range(each):
        day = today - timedelta(chance.randrange(1, 3))
        fact = {
            "type": "security_category_changed",
            "date": day.isoformat(),
            "category": chance.choice("BCD"),
        }
        number = prison_number(chance.randrange(count))
        started = time.perf_counter()
        status, body = client.ask(
            f"/api/v1/cases/{number}/events",
            method="POST",
            body=json.dumps(fact).encode(),
            **{"Content-Type": "application/json"},
        )
        taken.append(time.perf_counter() - started)
        assert status == 201, body[:300]
    client.close()
    return taken


def _bare(folder: Path, count: int) -> float:
    """One row a commit, as safe as ours: write-ahead log, every commit on the disk."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE IF NOT EXISTS fact (id INTEGER PRIMARY KEY, told TEXT)")
    started = time.perf_counter()
    for _ in range(count):
        connection.execute("INSERT INTO fact (told) VALUES (?)", ("x" * 200,))
    taken = time.perf_counter() - started
    connection.close()
    return taken / count


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _facts(url: str) -> int:
    with opened(url) as database, database.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(FACTS)) or 0
