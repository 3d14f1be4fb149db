"""The view from above: counts of a prison or a region as numbers, charts and tables, each leading to its list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.schemas.dashboard import CountIn, CountOf, Dashboard
from app.web.client import ApiProblem
from app.web.days import MONTHS
from app.web.labels import say
from app.web.places import Places, places_of
from app.web.render import page
from app.web.route import page_route
from app.web.session import Person

PAGES = {"/parole-reviews": "/parole"}
"""Where a list of the API has its page, where that has another name."""

OVERDUE = {
    "tasks_overdue_prison": "Overdue tasks of the prison",
    "tasks_overdue_community": "Overdue tasks of the community",
    "release_not_recorded": "Releases not recorded",
    "handover_tasks_overdue": "Handovers with overdue tasks",
    "community_manager_overdue": "Handovers without a community manager",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: what it stands for, how long it is, and where its list is."""

    label: str
    number: int | float
    href: str | None
    share: float = 0.0


async def show_dashboard(request: Request) -> Response:
    """The view of the place asked for, else of the person's own; the question which place where there is none."""
    places, person = await places_of(request), request.state.person
    prison, region = _place(request.query_params, person)
    shown, trouble = None, None
    if prison or region:
        try:
            asked = {"prison": prison, "region": region}
            shown = Dashboard.model_validate((await request.state.api.get("/dashboard", params=asked)).json)
        except ApiProblem as problem:
            if problem.status != 400:
                raise
            trouble = problem.detail
    return page(
        request,
        "dashboard/page.html",
        status=400 if trouble else 200,
        trouble=trouble,
        shown=shown,
        where=places.prison_name(prison) if prison else places.region_name(region) if region else "",
        choices=_choices(places, person),
        chosen=f"prison:{prison}" if prison else f"region:{region}" if region else "",
        **(_parts(shown) if shown else {}),
    )


def _parts(shown: Dashboard) -> dict[str, Any]:
    numbers = [
        ("Open cases", shown.open_cases),
        ("Waiting for somebody to lead them", shown.unallocated),
        ("Without a community manager", shown.no_community_manager),
    ]
    late = [(OVERDUE.get(each.code) or say("overdue", each.code), each) for each in shown.overdue]
    return {
        "numbers": [(words, each.total, _page_of(each.list)) for words, each in numbers],
        "late": [(words, each.total, _page_of(each.list)) for words, each in late],
        "handovers": _bars([(_month(each), each.total, each.list) for each in shown.handovers]),
        "parole": _bars([(_month(each), each.total, each.list) for each in shown.parole]),
        "missing": _bars(_missing(shown.missing)),
        "workload": [
            (each, _page_of(each.list) if each.list else None, say("role", each.role))
            for each in shown.workload
        ],
        "by_person": _bars(_people(shown)),
    }


def _missing(counts: Sequence[CountOf]) -> list[tuple[str, int | float, str | None]]:
    found = [(say("missing_short", each.code), each.total or 0, each.list) for each in counts]
    return sorted(found, key=lambda row: -row[1])


def _people(shown: Dashboard) -> list[tuple[str, int | float, str | None]]:
    """Each person's roles together, the heaviest first."""
    points: dict[tuple[str | None, str], float] = {}
    for row in shown.workload:
        key = (row.staff_id, row.name)
        points[key] = points.get(key, 0) + row.points
    heaviest = sorted(points.items(), key=lambda each: -each[1])[:20]
    here = {"prison": shown.prison, "region": shown.region}
    return [(name, round(load, 1), _of_person(staff, here)) for (staff, name), load in heaviest]


def _of_person(staff_id: str | None, here: Mapping[str, str | None]) -> str | None:
    told = {**here, "status": "open", "staff": staff_id}
    return f"/cases?{urlencode({k: v for k, v in told.items() if v})}" if staff_id else None


def _bars(rows: Sequence[tuple[str, int | float, str | None]]) -> list[Bar]:
    """The longest takes the whole width."""
    most = max((number for _, number, _ in rows), default=0) or 1
    return [
        Bar(label, number, _page_of(address) if address else None, round(100 * number / most, 1))
        for label, number, address in rows
    ]


def _page_of(address: str) -> str:
    path, _, query = address.partition("?")
    return f"{PAGES.get(path, path)}?{query}"


def _month(count: CountIn) -> str:
    year, _, month = count.month.partition("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def _place(query: Mapping[str, str], person: Person) -> tuple[str, str]:
    kind, _, code = query.get("place", "").partition(":")
    asked = (
        {kind: code} if kind in {"prison", "region"} else {n: query.get(n, "") for n in ("prison", "region")}
    )
    if any(asked.values()):
        return asked.get("prison", ""), asked.get("region", "")
    if person.prisons:
        return person.prisons[0], ""
    return "", person.regions[0] if person.regions else ""


def _choices(places: Places, person: Person) -> list[tuple[str, str]]:
    prisons = [(c, n) for c, n in places.prisons.items() if person.everywhere or c in person.prisons]
    regions = [(c, n) for c, n in places.regions.items() if person.everywhere or c in person.regions]
    return [
        *((f"region:{code}", f"Region: {name}") for code, name in regions),
        *((f"prison:{code}", name) for code, name in prisons),
    ]


ROUTES: list[BaseRoute] = [page_route("/dashboard", show_dashboard)]
