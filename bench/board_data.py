"""P7: all 100,000 records of the board data, as a stream and by pages of 1,000, against a bare COPY of the rows."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.domain.caller import Role
from bench.asking import Client
from bench.board_stock import agree, fill_feed
from bench.databases import opened, postgres_url
from bench.figures import Fact, Figure, figure_of, in_turns
from bench.service import SYSTEM_ID, service, system
from bench.settings import Sizes
from bench.stock import fill
from tests.parts.postgres import cluster
from tests.parts.served import Served

WOMEN, RECORDS, PAGE = 2_000, 100_000, 1_000
STREAM_GOAL, PAGES_GOAL, MEMORY_GOAL = 1.5, 6.0, 40
FLOOR = "COPY of row_to_json of the same rows"
COPY = "COPY (SELECT row_to_json(b) FROM board_record b ORDER BY turn, position) TO STDOUT"
PATH = "/api/v1/board-decisions"


def measure(sizes: Sizes) -> Iterator[Figure | Fact]:
    """The whole stack with its token, its scope, its agreement and its disclosures; the floor is the driver alone."""
    women, records = (40, 300) if sizes.is_smallest else (WOMEN, RECORDS)
    page = 50 if sizes.is_smallest else PAGE
    now = datetime.now(UTC)
    with cluster() as server, ExitStack() as stack:
        url = postgres_url(server, "bench")
        with opened(url) as database:
            fill(database, women, now.date())
            fill_feed(database, records, now)
        running = stack.enter_context(service(url, sizes.folder, "board"))
        client = stack.enter_context(closing(system(url, running, Role.BOARD_RO)))
        with opened(url) as database:
            agree(database, SYSTEM_ID, now)
        _check(client, records, page)
        before = _peak_megabytes(running)
        taken = in_turns(
            min(sizes.rounds, 5),
            stream=lambda: _streamed(client, records),
            pages=lambda: _paged(client, records, page),
            floor=lambda: _copied(url, records),
        )
        for name, what, goal in (
            ("stream", f"{records:,} records as NDJSON", STREAM_GOAL),
            ("pages", f"{records:,} records by pages of {page:,}", PAGES_GOAL),
        ):
            yield figure_of("P7", what, FLOOR, list(zip(taken[name], taken["floor"], strict=True)), goal)
        more = _peak_megabytes(running) - before
        what = "memory that the server took at most while streams and pages went out"
        yield Fact("P7", what, f"{more:.0f} MB", f"≤ {MEMORY_GOAL} MB", more <= MEMORY_GOAL)


def _streamed(client: Client, records: int) -> float:
    """Seconds until the whole stream is here."""
    parts = urlsplit(client.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=120)
    started = time.perf_counter()
    connection.request("GET", PATH, headers={**client.headers, "Accept": "application/x-ndjson"})
    answer = connection.getresponse()
    lines = 0
    while block := answer.read(1 << 18):
        lines += block.count(b"\n")
    taken = time.perf_counter() - started
    connection.close()
    assert (answer.status, lines) == (200, records)
    return taken


def _paged(client: Client, records: int, size: int) -> float:
    """Seconds until every page is here; of each only its end is read, for the cursor."""
    started, seen, after = time.perf_counter(), 0, ""
    while True:
        status, body = client.ask(f"{PATH}?limit={size}" + (f"&after={after}" if after else ""))
        assert status == 200, body[:300]
        end = json.loads(b"{" + body[body.rindex(b'"page":') :])
        seen += body.count(b'"cursor":')
        if end["next"] is None:
            break
        after = end["next"]
    taken = time.perf_counter() - started
    assert seen == records
    return taken


def _copied(url: str, records: int) -> float:
    """Seconds of the bare COPY."""
    with opened(url) as database, database.read() as connection:
        driver: Any = connection.connection.dbapi_connection
        started, lines = time.perf_counter(), 0
        with driver.cursor() as cursor, cursor.copy(COPY) as copied:
            for block in copied:
                lines += bytes(block).count(b"\n")
        taken = time.perf_counter() - started
    assert lines == records
    return taken


def _check(client: Client, records: int, size: int) -> None:
    """Pages and stream give the same records, row for row."""
    parts = urlsplit(client.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=120)
    connection.request("GET", PATH, headers={**client.headers, "Accept": "application/x-ndjson"})
    stream = [json.loads(line) for line in connection.getresponse().read().splitlines()]
    connection.close()
    pages, after = [], ""
    while True:
        page = client.json(f"{PATH}?limit={size}" + (f"&after={after}" if after else ""))
        pages += page["items"]
        if page["next"] is None:
            break
        after = page["next"]
    assert len(stream) == records
    assert pages == stream


def _peak_megabytes(running: Served) -> float:
    """The most that the server's process has held in memory."""
    text = Path(f"/proc/{running.process.pid}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) / 1024
