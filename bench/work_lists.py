"""The lists of the daily work: on few cases and on many, and each page against the JSON call behind it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from app.services.unit_of_work import LONDON
from bench.asking import Client
from bench.databases import opened, places_of, postgres_url
from bench.figures import Figure, figure_of
from bench.service import officer_of, service
from bench.settings import Sizes
from bench.stock import fill
from bench.work_stock import add_work, staff_id
from tests.parts.postgres import cluster

Asked = Mapping[str, object]
FEW, MANY = "bench_few", "bench_many"
GROWTH, PAGE = 1.5, 3.0


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of one prison: its JSON call and the page that shows it, as many rows on both sizes.

    `more` are the further calls that the page makes for what stands beside the list.
    """

    what: str
    call: str
    page: str
    more: Sequence[str] = ()


@dataclass(slots=True)
class _Side:
    """One size: a person of its first prison, at the API and at the pages."""

    api: Client
    pages: Client

    def taken(self, client: Client, path: str, requests: int) -> float:
        """Seconds by the clock for one request, the median of some."""
        return sorted(client.timed(path) for _ in range(requests))[requests // 2]


def lists(prison: str, person: str, today: date) -> Sequence[Listed]:
    """Every list page of the work on cases, as staff of one prison ask for it."""

    def listed(
        what: str, call: str, page: str, asked: Asked, shown: Asked, *more: tuple[str, Asked]
    ) -> Listed:
        beside = tuple(_call(path, told) for path, told in more)
        return Listed(what, _call(call, asked), f"/{page}?{urlencode(shown)}", beside)

    month, released = today.isoformat()[:7], (today + timedelta(28)).isoformat()
    staffed = {"staff": "me", "status": "open", "size": 0}
    mine = {"staff": person, "status": "open", "sort": "last_name,asc", "size": 25}
    free = {"allocation": "unallocated", "prison": prison, "status": "open", "size": 25}
    return (
        *(
            listed(f"handovers, {name.replace('_', ' ')}", "handovers", "handovers",
                   {"list": name, "prison": prison, "counts": "true"}, {"list": name, "prison": prison},
                   ("staff/names", {"prison": prison}))
            for name in ("upcoming", "in_progress", "overdue_tasks", "community_manager_overdue", "returning")
        ),
        listed("cases of one person", "cases", "my-cases", mine, {},
               ("cases", {**staffed, "allocated_from": (today - timedelta(7)).isoformat()}),
               ("cases", {**staffed, "release_from": today.isoformat(), "release_to": released})),
        listed("unallocated cases", "cases", "allocate", free, {"prison": prison}),
        listed("tasks of a prison", "tasks", "tasks", {"prison": prison}, {"prison": prison, "whose": "anyone"}),
        listed("parole reviews of a month", "parole-reviews", "parole",
               {"prison": prison, "month": month}, {"prison": prison, "month": month}),
        listed("staff of a prison", "staff", "staff", {"prison": prison}, {"prison": prison}),
        listed("contact gaps", "contact-gaps", "contact-gaps", {"prison": prison}, {"prison": prison}),
    )  # fmt: skip


def _call(path: str, asked: Asked) -> str:
    return f"/api/v1/{path}?{urlencode(asked)}"


def measure(sizes: Sizes) -> Iterator[Figure]:
    """A prison holds as many cases on both sizes: what differs is how many others there are."""
    today = datetime.now(LONDON).date()
    with cluster() as server, ExitStack() as stack:
        sides: dict[str, _Side] = {}
        for name, count in ((FEW, sizes.few), (MANY, sizes.many)):
            url = postgres_url(server, name)
            with opened(url) as database:
                fill(database, count, today)
                add_work(database, today)
                prison = places_of(database)[0].code
            running = stack.enter_context(service(url, sizes.folder, f"lists-{name}"))
            api, pages = officer_of(url, running, staff_id(0, 1))
            stack.enter_context(closing(api))
            stack.enter_context(closing(pages))
            sides[name] = _Side(api, pages)
        for one in lists(prison, staff_id(0, 1), today):
            yield from _figures(one, sides, sizes)


def _figures(one: Listed, sides: dict[str, _Side], sizes: Sizes) -> Iterator[Figure]:
    requests = max(1, sizes.requests // 15)
    rows = {name: len(side.api.json(one.call)["items"]) for name, side in sides.items()}
    seen: dict[str, list[tuple[float, float, float]]] = {FEW: [], MANY: []}
    for _ in range(sizes.rounds + 1):
        for name, side in sides.items():
            json = side.taken(side.api, one.call, requests)
            beside = sum(side.taken(side.api, path, requests) for path in one.more)
            seen[name].append((json, side.taken(side.pages, one.page, requests), json + beside))
    for rounds in seen.values():
        del rounds[0]
    shown = f"{rows[MANY]} rows, {rows[FEW]} on few"
    both = list(zip(seen[MANY], seen[FEW], strict=True))
    words = f"the same on {sizes.few:,}"
    calls = [(many[0], few[0]) for many, few in both]
    pages = [(many[1], few[1]) for many, few in both]
    yield figure_of("lists", f"{one.what} ({shown}), call", words, calls, GROWTH)
    yield figure_of("lists", f"{one.what}, page", words, pages, GROWTH)
    against = [(page, calls) for _, page, calls in seen[MANY]]
    behind = f"the {len(one.more) + 1} JSON calls behind it" if one.more else "the JSON call behind it"
    yield figure_of("lists", f"{one.what}, page", behind, against, PAGE)
