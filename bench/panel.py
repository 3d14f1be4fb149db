"""Every page of the panel against the JSON calls behind it, and against itself at a tenth of the data."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from starlette.routing import Match, Route

from app.domain.caller import Role
from app.domain.panel_figures import Quarter
from app.models.panel_members import ConfidentialityVersion
from app.models.referrals import GuidingPrinciple
from app.repositories.database import Database
from app.services.identity.grants import Grant
from app.services.unit_of_work import LONDON
from app.web.routes import ROUTES
from bench.asking import Client, backends, cpu_seconds
from bench.board_stock import fill_feed
from bench.databases import opened, postgres_url, sqlite_url
from bench.figures import Figure, figure_of
from bench.panel_boards import fill_boards
from bench.panel_pages import Shown, Things, pages
from bench.panel_stock import PANEL, Woman, asks_alone, fill_caseload
from bench.service import person_of, service
from bench.settings import Sizes
from bench.stock import tidy
from tests.parts.postgres import Cluster, cluster
from tests.parts.served import Served

WOMEN, BOARDS, TENTH = 2_000, 120, 10
SMALLEST = (60, 4)
RECORDS_OF_A_WOMAN = 5
PAGE_GOAL, GROWTH_GOAL = 3.0, 1.5
TENTH_WORDS = "the same at a tenth of the data"
OFFICES = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.GROUP_DIRECTOR, Role.OMU_OFFICER)
OF_A_CASE = ("/cases/{case}/panel", "/cases/{case}/referrals")
FILES = (".csv", ".pdf", "/papers/{paper}")
"""What is sent as a file is no page."""


KINDS = ("processor time", "time by the clock")
Taken = tuple[float, float]
"""Seconds of the processors, of service and database together, and seconds by the clock."""


@dataclass(slots=True)
class _Side:
    """One size: its pages, the person who asks for them at the pages and at the API, and whose work it is."""

    shown: Sequence[Shown]
    api: Client
    pages: Client
    processes: Callable[[], Sequence[int]]

    def taken(self, one: Shown, requests: int) -> tuple[Taken, Taken]:
        """What the page takes, and its calls one after another: of the clock the median of some."""
        return self._asked(self.pages, (one.page,), requests), self._asked(self.api, one.calls, requests)

    def _asked(self, client: Client, paths: Sequence[str], requests: int) -> Taken:
        before = {process: cpu_seconds([process]) for process in self.processes()}
        clock = sum(_median([client.timed(path) for _ in range(requests)]) for path in paths)
        after = {process: cpu_seconds([process]) for process in self.processes()}
        return sum(used - before.get(process, 0) for process, used in after.items()) / requests, clock


def measure(sizes: Sizes) -> Iterator[Figure]:
    """The largest stock is the issue's: 2,000 women, ten years, 120 boards of twelve items."""
    if sizes.is_smallest:
        yield from _on("postgresql", sizes, (SMALLEST,))
        return
    for engine in sizes.engines:
        yield from _on(engine, sizes, ((WOMEN // TENTH, BOARDS // TENTH), (WOMEN, BOARDS)))


def _on(engine: str, sizes: Sizes, amounts: Sequence[tuple[int, int]]) -> Iterator[Figure]:
    """Of one amount alone each page is asked for once, and held against itself."""
    with ExitStack() as stack:
        server = stack.enter_context(cluster()) if engine == "postgresql" else None
        sides = []
        for women, boards in amounts:
            name = f"panel_{women}"
            url = postgres_url(server, name) if server else sqlite_url(sizes.folder, name)
            with opened(url) as database:
                things = _fill(database, women, boards)
            running = stack.enter_context(service(url, sizes.folder, f"{engine}-{name}"))
            api, shown = person_of(url, running, PANEL, Grant.of(OFFICES, everywhere=True))
            stack.enter_context(closing(api))
            stack.enter_context(closing(shown))
            sides.append(_Side(pages(things), api, shown, _processes(running, server, name)))
        _check_all_named(sides[0].shown)
        for asked in zip(*(side.shown for side in sides), strict=True):
            yield from _figures(engine, asked, sides, sizes)


def _figures(engine: str, asked: tuple[Shown, ...], sides: Sequence[_Side], sizes: Sizes) -> Iterator[Figure]:
    seen: list[list[tuple[Taken, Taken]]] = [[] for _ in sides]
    # The first round, when nothing is warm, is left out.
    for turn in range(1 if sizes.is_smallest else sizes.rounds + 1):
        for which in range(len(sides)) if turn % 2 == 0 else reversed(range(len(sides))):
            taken = sides[which].taken(asked[which], max(1, sizes.requests // 100))
            seen[which] = [*seen[which][turn == 1 :], taken]
    few, many = seen[0], seen[-1]
    calls = len(asked[-1].calls)
    behind = "the JSON call behind it" if calls == 1 else f"the {calls} JSON calls behind it"
    for place, kind in enumerate(KINDS):
        name = f"{_pattern(asked[-1].page)}, {engine}, {kind}"
        if calls:
            against = [(page[place], json[place]) for page, json in many]
            yield figure_of("panel", name, behind, against, PAGE_GOAL)
        grown = [(large[place], small[place]) for (large, _), (small, _) in zip(many, few, strict=True)]
        yield figure_of("panel", name, TENTH_WORDS, grown, GROWTH_GOAL)


def _processes(running: Served, server: Cluster | None, database: str) -> Callable[[], Sequence[int]]:
    """The service, and of PostgreSQL those that work for it."""

    def found() -> Sequence[int]:
        process = server.process if server else None
        return [running.process.pid, *(backends(process.pid, database) if process else ())]

    return found


def _fill(database: Database, women: int, boards: int) -> Things:
    today = datetime.now(LONDON).date()
    found = fill_caseload(database, women, today)
    fill_boards(database, found, boards, today)
    fill_feed(database, women * RECORDS_OF_A_WOMAN, datetime.now(UTC))
    tidy(database)
    return _things(database, found, boards, today)


def _things(database: Database, women: Sequence[Woman], boards: int, today: date) -> Things:
    on_it = [woman for woman in women if woman.is_on_it]
    with database.read() as connection:
        statement = connection.execute(sa.select(_column(ConfidentialityVersion, "id"))).scalar_one()
        position = _column(GuidingPrinciple, "position")
        principle = (
            connection.execute(sa.select(_column(GuidingPrinciple, "id")).order_by(position))
            .scalars()
            .first()
        )
    return Things(
        woman=on_it[0],
        offered_support=next(woman for woman in on_it if woman.number % 3 == 0),
        assessed=next(woman for woman in women if woman.number % 20 == 10),
        supported=next(woman for woman in women if asks_alone(woman)),
        boards=boards,
        prison=str(on_it[0].prison),
        statement=statement,
        principle=str(principle),
        quarter=str(Quarter(today.year - 1, 4)),
    )


def _column(model: type, name: str) -> sa.Column[str]:
    column: sa.Column[str] = model.__table__.c[name]  # type: ignore[attr-defined]
    return column


def _check_all_named(shown: Sequence[Shown]) -> None:
    """Every page of the panel is measured."""
    named = {_pattern(one.page).partition("?")[0] for one in shown}
    missing = {route.path for route in _panel_routes()} - named
    assert not missing, f"no measure of {sorted(missing)}"


def _panel_routes() -> Iterator[Route]:
    for route in ROUTES:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()) or route.path.endswith(FILES):
            continue
        if route.path.startswith("/panel") or route.path in OF_A_CASE or "holistic" in route.path:
            yield route


def _pattern(page: str) -> str:
    """The page by the pattern of its address, with what it was asked for where that is a view of its own."""
    scope = {"type": "http", "method": "GET", "path": urlsplit(page).path, "root_path": ""}
    for route in ROUTES:
        if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL:
            return route.path + (f"?{urlsplit(page).query}" if urlsplit(page).query else "")
    raise AssertionError(f"no page is at {page}")


def _median(taken: list[float]) -> float:
    return sorted(taken)[len(taken) // 2]
