"""P9: making the whole caseload page of 100 rows, furniture and filters included, against a plain table of the same."""

import json
import time
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from pydantic import TypeAdapter
from starlette.requests import Request

from app.domain.caller import Caller, Scope
from app.domain.case_filters import Filters
from app.schemas.case_list import CaseList
from app.services import caseload
from app.services.caseload import Page
from app.services.unit_of_work import LONDON
from app.settings import Settings
from app.web import caseload as page
from app.web.assets import Assets
from app.web.caseload_wanted import Wanted
from app.web.places import Places
from app.web.render import environment
from app.web.session import Person
from bench.databases import opened, postgres_url
from bench.figures import Figure, figure_of, in_turns
from bench.settings import Sizes
from bench.stock import fill
from tests.parts.postgres import cluster

GOAL = 2.0
ROWS = 100
CELLS = (
    "last_name",
    "first_name",
    "prison_number",
    "responsible",
    "reason_code",
    "handover_date",
    "release_date",
    "status",
)
PLAIN = (
    "<!DOCTYPE html><html><body><table>{% for row in rows %}<tr>{% for name in cells %}<td>{{ row[name] }}</td>"
    "{% endfor %}</tr>{% endfor %}</table></body></html>"
)


def measure(sizes: Sizes) -> Iterator[Figure]:
    """In one process, without the API: what a table costs and what the page adds to it."""
    today = datetime.now(LONDON).date()
    with cluster() as server:
        url = postgres_url(server, "bench")
        with opened(url) as database:
            fill(database, sizes.few, today)
            found = _rows(database, today)
    plain = Environment(autoescape=True).from_string(PLAIN)
    request = _request(sizes, today)
    wanted = Wanted.read({"size": str(ROWS)})

    def whole() -> bytes:
        return _at_once(page._shown(request, wanted, found)).body  # noqa: SLF001

    def bare() -> bytes:
        return plain.render(rows=found["items"], cells=CELLS).encode()

    for number in (row["prison_number"].encode() for row in found["items"]):
        assert number in whole()
        assert number in bare()
    times = {"whole": whole, "bare": bare}
    taken = in_turns(
        sizes.rounds, **{name: lambda make=make: _seconds(make, sizes) for name, make in times.items()}
    )
    pairs = list(zip(taken["whole"], taken["bare"], strict=True))
    yield figure_of(
        "P9", f"making the caseload page, {ROWS} cases", "a plain Jinja table, 8 cells a row", pairs, GOAL
    )


def _at_once(made: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine gives that has nothing to wait for: a loop around it would be measured with the page alone."""
    try:
        made.send(None)
    except StopIteration as ended:
        return ended.value
    raise AssertionError("the page waited for something")


def _seconds(make: Any, sizes: Sizes) -> float:
    """The usual time of one: the median of some."""
    walls: list[float] = []
    for _ in range(max(5, sizes.requests // 6)):
        started = time.process_time()
        make()
        walls.append(time.process_time() - started)
    return sorted(walls)[len(walls) // 2]


def _rows(database: Any, today: date) -> dict[str, Any]:
    caller = Caller("bench", "client", frozenset(), Scope(everywhere=True))
    with database.read() as connection:
        found = caseload.list_cases(
            connection, caller, Filters(status="open"), "last_name,asc", Page(size=ROWS), today
        )
    adapter = TypeAdapter(CaseList)
    shown: dict[str, Any] = json.loads(adapter.dump_json(adapter.validate_python(found)))
    return shown


def _request(sizes: Sizes, today: date) -> Request:
    settings = Settings(var_dir=sizes.folder)
    templates = environment(settings, Assets(sizes.folder / "assets"))
    places = Places({"FHI": "Foston Hall"}, frozenset({"FHI"}), {"wales": "Wales"}, float("inf"))
    state = SimpleNamespace(templates=templates, places=places, settings=settings)
    headers: Sequence[tuple[bytes, bytes]] = []
    request = Request({
        "type": "http", "method": "GET", "path": "/cases", "query_string": b"", "headers": headers,
        "app": SimpleNamespace(state=state),
    })  # fmt: skip
    told = asdict(Person("bench", "Bench", frozenset({"OMU_OFFICER"}), ("FHI",), (), everywhere=False))
    request.state.person, request.state.today = Person.read({**told, "roles": ["OMU_OFFICER"]}), today
    request.state.csrf_secret = "a secret of the bench"
    return request
