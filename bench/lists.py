"""P5: a list of 50 cases with four filters through the whole stack, against a bare application with its statements."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from urllib.parse import urlencode

from app.services.unit_of_work import LONDON
from bench.asking import Client, cpu_seconds
from bench.databases import opened, postgres_url
from bench.figures import Figure, figure_of, in_turns
from bench.list_floor import ROWS, filters_of, first_prison
from bench.service import plain_app, service, system
from bench.settings import Sizes
from bench.stock import fill
from tests.parts.postgres import cluster
from tests.parts.served import Served

GOAL = 3.0
FLOOR = "bare ASGI + psycopg, same statements"


def measure(sizes: Sizes) -> Iterator[Figure]:
    """A system's token, its scope, the edge, the schema and every header on one side; nothing of it on the other."""
    today = datetime.now(LONDON).date()
    with cluster() as server, ExitStack() as stack:
        url = postgres_url(server, "bench")
        with opened(url) as database:
            fill(database, sizes.few, today)
        filters = filters_of(first_prison(url), today)
        asked = {
            "prison": filters.prison,
            "status": filters.status,
            "responsible": filters.responsible,
            "handover_to": filters.handover_to,
            "size": ROWS,
        }
        address = f"/api/v1/cases?{urlencode(asked)}"
        ours = stack.enter_context(service(url, sizes.folder, "lists"))
        floor = stack.enter_context(plain_app("bench.list_floor:create_app", url, sizes.folder, "list-floor"))
        clients = {
            "ours": (stack.enter_context(closing(system(url, ours))), ours),
            "floor": (stack.enter_context(closing(Client(floor.url))), floor),
        }
        _check(clients["ours"][0], clients["floor"][0], address)
        yield from _figures(clients, address, sizes)


def _figures(clients: dict[str, tuple[Client, Served]], address: str, sizes: Sizes) -> Iterator[Figure]:
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in clients}
    requests = max(3, sizes.requests // 6)

    def take(name: str) -> float:
        client, server = clients[name]
        client.ask("/health/ping")
        before = cpu_seconds([server.process.pid])
        walls = sorted(client.timed(address) for _ in range(requests))
        seen[name].append(((cpu_seconds([server.process.pid]) - before) / requests, walls[requests // 2]))
        return 0.0

    in_turns(sizes.rounds, ours=lambda: take("ours"), floor=lambda: take("floor"))
    for place, kind in enumerate(("processor time of the server", "time by the clock")):
        pairs = [(one[place], other[place]) for one, other in zip(seen["ours"], seen["floor"], strict=True)]
        yield figure_of("P5", f"list of {ROWS}, four filters, {kind}", FLOOR, pairs, GOAL)


def _check(ours: Client, floor: Client, address: str) -> None:
    one, other = ours.json(address), floor.json(address)
    assert [row["id"] for row in one["items"]] == [row["id"] for row in other["items"]]
    assert one["items"]
    assert one["total"] == other["total"]
