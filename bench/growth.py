"""P8: the same calls on few cases and on many, and whether every listed query goes by an index."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from app.services.unit_of_work import LONDON
from bench.asking import Client, backends, cpu_seconds
from bench.databases import opened, places_of, postgres_url
from bench.figures import Fact, Figure, figure_of
from bench.people import FIRST_HALVES, SECOND_HALVES, prison_number
from bench.plans import unindexed
from bench.service import service, system
from bench.settings import Sizes
from bench.stock import fill
from tests.parts.postgres import Cluster, cluster
from tests.parts.served import Served

FEW, MANY = "bench_few", "bench_many"


@dataclass(frozen=True, slots=True)
class Query:
    """One call that grows: how its addresses are drawn, and how much it may grow."""

    what: str
    goal: float
    path: Callable[[random.Random, int], str]


def queries(prison: str, today: date) -> Sequence[Query]:
    """The listed calls; each draws an address for a number of cases."""

    def listed(**asked: object) -> Callable[[random.Random, int], str]:
        return lambda _chance, _count: f"/api/v1/cases?{urlencode(asked)}"

    def of_a_case(ending: str) -> Callable[[random.Random, int], str]:
        return lambda chance, count: f"/api/v1/cases/{prison_number(chance.randrange(count))}{ending}"

    def search(chance: random.Random, _count: int) -> str:
        family = FIRST_HALVES[int(chance.random() ** 2 * 40)] + SECOND_HALVES[int(chance.random() ** 2 * 30)]
        return f"/api/v1/cases?{urlencode({'q': family[: chance.choice((3, 5, 9))], 'status': 'open'})}"

    due = {"handover_from": today, "handover_to": today + timedelta(56), "sort": "handover_date"}
    mine = {"prison": prison, "status": "open"}
    return (
        Query("ownership of one case", 1.5, of_a_case("/ownership")),
        Query("list, first page", 1.5, listed()),
        Query("list of a prison", 1.5, listed(**mine)),
        Query("list of a prison by release", 1.5, listed(**mine, sort="release_date")),
        Query("due list of a prison", 1.5, listed(**mine, **due, responsible="custody")),
        Query("due list, national", 1.5, listed(**due, status="open", responsible="custody")),
        Query("counts of a prison", 1.5, lambda _chance, _count: f"/api/v1/overview?prison={prison}"),
        Query("search by name", 3.0, search),
        Query("timeline of one case", 3.0, of_a_case("/ownership/timeline")),
    )


def measure(sizes: Sizes) -> Iterator[Figure | Fact]:
    """Request by request in turns, so that both sizes meet the same moments of the machine."""
    today = datetime.now(LONDON).date()
    with cluster() as server:
        urls = {FEW: postgres_url(server, FEW), MANY: postgres_url(server, MANY)}
        for name, count in ((FEW, sizes.few), (MANY, sizes.many)):
            with opened(urls[name]) as database:
                fill(database, count, today)
                prison = places_of(database)[0].code
        yield from _plans(urls[MANY], prison, today, sizes)
        with ExitStack() as stack:
            served = {name: stack.enter_context(service(urls[name], sizes.folder, name)) for name in urls}
            clients = {
                name: stack.enter_context(closing(system(urls[name], running)))
                for name, running in served.items()
            }
            pair = _Pair(server, served, clients, {FEW: sizes.few, MANY: sizes.many})
            for query in queries(prison, today):
                yield from _figures(query, pair, sizes)


@dataclass(slots=True)
class _Pair:
    server: Cluster
    served: dict[str, Served]
    clients: dict[str, Client]
    counts: dict[str, int]

    def processes(self, name: str) -> list[int]:
        """The service's process and those of the database that work for it."""
        assert self.server.process
        return [self.served[name].process.pid, *backends(self.server.process.pid, name)]


def _figures(query: Query, pair: _Pair, sizes: Sizes) -> Iterator[Figure]:
    names = (MANY, FEW)
    chances = {name: random.Random(2) for name in names}
    rounds = [_round(query, pair, chances, sizes.requests // 6 + 1) for _ in range(sizes.rounds + 1)][1:]
    for place, kind in enumerate(("processor time, service and database", "time by the clock")):
        pairs = [(one[MANY][place], one[FEW][place]) for one in rounds]
        floor = f"the same on {sizes.few:,}"
        yield figure_of("P8", f"{query.what}, {sizes.many:,} cases, {kind}", floor, pairs, query.goal)


def _round(
    query: Query, pair: _Pair, chances: dict[str, random.Random], requests: int
) -> dict[str, tuple[float, float]]:
    for name in chances:
        pair.clients[name].json("/health/ping")
    before = {name: cpu_seconds(pair.processes(name)) for name in chances}
    walls: dict[str, list[float]] = {name: [] for name in chances}
    for _ in range(requests):
        for name, chance in chances.items():
            walls[name].append(pair.clients[name].timed(query.path(chance, pair.counts[name])))
    return {
        name: ((cpu_seconds(pair.processes(name)) - before[name]) / requests, sorted(taken)[len(taken) // 2])
        for name, taken in walls.items()
    }


def _plans(url: str, prison: str, today: date, sizes: Sizes) -> Iterator[Fact]:
    """EXPLAIN of every statement that the calls run: none may read a whole table of cases."""
    found = unindexed(url, prison, today, force=sizes.many < 50_000)
    told = "; ".join(found) or "every statement by an index"
    yield Fact("P8", f"plans on {sizes.many:,} cases", told, "by an index", is_met=not found)
