"""S12: holding the whole audit against its seals, against a bare COPY of the same entries, and entries a second."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from app.domain.audit_seals import Head, Seal, next_seal
from app.integrations.signed_head import SignedHead
from app.repositories import audit_seals as repository
from app.repositories.audit_seals import COLUMNS, ENTRIES
from app.repositories.database import Database
from app.services.audit_seals import ENTRIES_IN_ONE, verify
from bench.asking import backends, cpu_seconds
from bench.databases import opened, postgres_url
from bench.figures import Fact, Figure, figure_of, in_turns
from bench.settings import Sizes
from bench.stock import copy_rows, id_of, tidy
from tests.parts.postgres import Cluster, cluster

ALL, MINUTE = 10_000_000, 60
GOAL = ALL / MINUTE
FLOOR = "COPY of the same entries, read and dropped"
COPY = f"COPY (SELECT {COLUMNS} FROM audit_entry ORDER BY id) TO STDOUT"
CHANGED = {
    "old": {"state": "open", "due_on": "2026-11-22"},
    "new": {"state": "done"},
    "why": "Said at the meeting.",
}
AT_ONCE = 20_000


def measure(sizes: Sizes) -> Iterator[Figure | Fact]:
    """On PostgreSQL, as `throughcare audit verify` does it; one finding would end the run."""
    count = sizes.many if sizes.is_smallest else 3 * sizes.many
    with cluster() as server:
        url = postgres_url(server, "bench")
        with opened(url) as database:
            heads = SignedHead(sizes.folder / "audit")
            _fill(database, heads, count, datetime.now(UTC))
            cpu: list[float] = []
            taken = in_turns(
                sizes.rounds,
                ours=lambda: _verified(database, heads, count, server, cpu),
                floor=lambda: _copied(database, count),
            )
    both = list(zip(taken["ours"], taken["floor"], strict=True))
    yield figure_of("audit", f"{count:,} entries held against their seals", FLOOR, both)
    rate, spent = count / min(taken["ours"]), min(cpu) / count
    yield Fact("audit", "entries a second, the best round", f"{rate:,.0f}", f"≥ {GOAL:,.0f}", rate >= GOAL)
    said = f"{spent * 1e6:.1f} µs, of two processes that work at once"
    yield Fact("audit", "processor time of one entry, service and database", said)


def _fill(database: Database, heads: SignedHead, count: int, now: datetime) -> None:
    """Entries as people leave them, every other one of a change, and their seals as a sealer writes them."""
    numbers = iter(range(count))
    while batch := list(islice(numbers, AT_ONCE)):
        with database.write(patient=True) as connection:
            copy_rows(connection, ENTRIES, [_entry(number) for number in batch])
    with database.snapshot() as connection, database.write(patient=True) as writing:
        records, last = repository.all_records(connection), None
        while some := list(islice(records, ENTRIES_IN_ONE)):
            last = next_seal(last, some, now - timedelta(hours=1))
            repository.add(writing, [last])
    assert isinstance(last, Seal)
    heads.write(Head.of(last))
    tidy(database)


def _entry(number: int) -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    return {
        "id": id_of(1, number), "at": at, "who": "bench.person", "who_kind": "person",
        "what": "ACTION_CHANGED" if number % 2 else "CASE_READ", "case_id": id_of(0, number % 1000),
        "subject_type": "ACTION", "subject_id": id_of(3, number % 1000), "request_id": id_of(4, number),
        "details": CHANGED if number % 2 else {},
    }  # fmt: skip


def _verified(database: Database, heads: SignedHead, count: int, server: Cluster, cpu: list[float]) -> float:
    """Seconds of the check; what it used of the processors goes to `cpu`."""
    assert server.process
    pid = server.process.pid
    before, started = cpu_seconds(backends(pid, "bench")) + time.process_time(), time.perf_counter()
    check = verify(database, heads, datetime.now(UTC))
    taken = time.perf_counter() - started
    cpu.append(cpu_seconds(backends(pid, "bench")) + time.process_time() - before)
    assert (check.findings, check.entries) == ([], count), check.findings[:3]
    return taken


def _copied(database: Database, count: int) -> float:
    with database.snapshot() as connection:
        started = time.perf_counter()
        lines = sum(1 for _ in repository.lines_of(connection, COPY))
        taken = time.perf_counter() - started
    assert lines == count
    return taken
