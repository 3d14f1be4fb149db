"""P4: one case's ownership through the whole stack, against a bare application that runs the same statement."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from app.services.unit_of_work import LONDON
from bench.asking import Client, cpu_seconds
from bench.databases import opened, postgres_url
from bench.figures import Figure, figure_of, in_turns
from bench.people import prison_number
from bench.service import plain_app, service, system
from bench.settings import Sizes
from bench.stock import fill
from tests.parts.postgres import cluster
from tests.parts.served import Served

FLOORS = {
    "floor": ("create_app", "bare ASGI + psycopg, same statement", 6.0),
    "blocking": ("create_blocking_app", "the same, stopping everybody while it waits", None),
}
LONG_WAY = "?view=as_lived"
"""The same question with a parameter, so that the documented route answers it."""
SAME = ("prison_number", "crn", "responsible", "lead_role")


@dataclass(slots=True)
class _Asked:
    """One of the two: its client, its process, and how each request is written."""

    client: Client
    server: Served
    query: str = ""

    def round(self, numbers: list[str]) -> tuple[float, float]:
        """Processor seconds of the server's process, and seconds by the clock, for one request."""
        self.client.ask("/health/ping")
        before, wall = cpu_seconds([self.server.process.pid]), 0.0
        for number in numbers:
            wall += self.client.timed(address(number) + self.query)
        used = cpu_seconds([self.server.process.pid]) - before
        return used / len(numbers), wall / len(numbers)


def address(number: str) -> str:
    """Where the ownership of a case is read."""
    return f"/api/v1/cases/{number}/ownership"


def measure(sizes: Sizes) -> Iterator[Figure]:
    """A system's token, its look-up, its scope, the edge and every header on one side; nothing of it on the other."""
    with cluster() as server:
        url = postgres_url(server, "bench")
        with opened(url) as database:
            fill(database, sizes.few, datetime.now(LONDON).date())
        yield from _measure(sizes, url, sizes.folder)


def _measure(sizes: Sizes, url: str, folder: Path) -> Iterator[Figure]:
    with ExitStack() as stack:
        whole = stack.enter_context(service(url, folder, "stack"))
        asked = {"ours": _Asked(stack.enter_context(closing(system(url, whole))), whole)}
        asked["long"] = _Asked(asked["ours"].client, whole, LONG_WAY)
        for name, (factory, _, _) in FLOORS.items():
            floor = stack.enter_context(plain_app(f"bench.floor:{factory}", url, folder, name))
            asked[name] = _Asked(stack.enter_context(closing(Client(floor.url))), floor)
        chance = random.Random(1)
        numbers = [prison_number(chance.randrange(sizes.few)) for _ in range(sizes.requests)]
        for one in asked.values():
            one.round(numbers)
            _check(asked["ours"].client, one.client, numbers[:20])
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}

        def take(name: str) -> float:
            seen[name].append(asked[name].round(numbers))
            return 0.0

        in_turns(sizes.rounds, **{name: partial(take, name) for name in asked})
    compared = {name: (words, goal) for name, (_, words, goal) in FLOORS.items()}
    compared["long"] = ("the documented route, asked with a parameter", None)
    for name, (words, goal) in compared.items():
        for place, kind in enumerate(("processor time of the server", "time by the clock")):
            pairs = [(one[place], other[place]) for one, other in zip(seen["ours"], seen[name], strict=True)]
            yield figure_of("P4", f"ownership of one case, whole stack, {kind}", words, pairs, goal)


def _check(ours: Client, theirs: Client, numbers: list[str]) -> None:
    for number in numbers:
        one, other = ours.json(address(number)), theirs.json(address(number))
        assert {name: one[name] for name in SAME} == {name: other[name] for name in SAME}, number
