"""The caseload page of a busy prison against the JSON call behind it, by a person of that prison."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from urllib.parse import urlencode

from app.services.unit_of_work import LONDON
from bench import page_render
from bench.asking import Client, cpu_seconds
from bench.databases import opened, places_of, postgres_url
from bench.figures import Figure, figure_of, in_turns
from bench.service import person, service
from bench.settings import Sizes
from bench.stock import fill
from tests.parts.postgres import cluster

GOAL = 3.0
LISTS = ((25, "usual page"), (100, "longest page"))


def measure(sizes: Sizes) -> Iterator[Figure]:
    """The whole page with its furniture. Both calls leave their read entry in the audit."""
    yield from page_render.measure(sizes)
    with cluster() as server:
        url = postgres_url(server, "bench")
        with opened(url) as database:
            fill(database, sizes.few, datetime.now(LONDON).date())
            prison = places_of(database)[0].code
        with service(url, sizes.folder, "page") as running:
            api, pages = person(url, running, prison)
            with closing(api), closing(pages):
                yield from _lists(running.process.pid, (api, pages), sizes)


def _lists(process: int, clients: tuple[Client, Client], sizes: Sizes) -> Iterator[Figure]:
    for size, name in LISTS:
        asked = urlencode({"status": "open", "sort": "last_name,asc", "size": size})
        addresses = f"/api/v1/cases?{asked}", f"/cases?size={size}"
        _check(*clients, *addresses)
        yield from _figures(process, clients, addresses, f"{name}, {size} cases", sizes)


def _figures(
    process: int, clients: tuple[Client, Client], addresses: tuple[str, str], name: str, sizes: Sizes
) -> Iterator[Figure]:
    seen: dict[str, list[tuple[float, float]]] = {"json": [], "page": []}

    def take(which: str, client: Client, address: str) -> float:
        client.ask("/health/ping")
        before = cpu_seconds([process])
        requests = max(3, sizes.requests // 6)
        walls = sorted(client.timed(address) for _ in range(requests))
        seen[which].append(((cpu_seconds([process]) - before) / requests, walls[requests // 2]))
        return 0.0

    in_turns(
        sizes.rounds,
        page=lambda: take("page", clients[1], addresses[1]),
        json=lambda: take("json", clients[0], addresses[0]),
    )
    for place, kind in enumerate(("processor time", "time by the clock")):
        pairs = [(one[place], other[place]) for one, other in zip(seen["page"], seen["json"], strict=True)]
        yield figure_of("P9", f"caseload page, {name}, {kind}", "the JSON call behind it", pairs, GOAL)


def _check(api: Client, pages: Client, listed: str, page: str) -> None:
    items = api.json(listed)["items"]
    status, body = pages.ask(page)
    text = body.decode()
    assert status == 200, text[:300]
    assert items
    missing = [item["prison_number"] for item in items if item["prison_number"] not in text]
    assert not missing, json.dumps(missing)
