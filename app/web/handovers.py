"""The five lists of handovers: each with its count, narrowed, paged, and as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.home_needs import Need
from app.web.labels import handovers as words
from app.web.places import places_of, prison_choices
from app.web.render import HEADERS, number, page
from app.web.route import page_route

NAMES = ("q", "prison", "region", "staff", "reason", "rosh", "tier", "sort", "next")
FILTERS = ("q", "prison", "region", "staff", "reason", "rosh", "tier")
TIERS = "ABCDEFG"
SIZE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to see, as the address has it."""

    list: str
    told: Mapping[str, str]

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """From an address; a list that there is not is the first one."""
        name = query.get("list", "")
        told = {n: query[n].strip() for n in NAMES if query.get(n, "").strip()}
        return cls(name if name in words.LISTS else "upcoming", told)

    def get(self, name: str) -> str:
        """The value of a filter, empty where there is none."""
        return self.told.get(name, "")

    @property
    def is_narrowed(self) -> bool:
        """Whether some filter is set."""
        return any(self.told.get(name) for name in FILTERS)

    @property
    def filters(self) -> dict[str, str]:
        """The filters alone, which every list takes."""
        return {name: self.told[name] for name in FILTERS if name in self.told}

    def address(self, root: str = "/handovers", **changes: str | None) -> str:
        """The address of the same list with these changes, from its first page."""
        told = {"list": self.list, **{n: v for n, v in self.told.items() if n != "next"}, **changes}
        return f"{root}?{urlencode({n: v for n, v in told.items() if v})}"


async def show_handovers(request: Request) -> Response:
    """One of the lists, or with htmx its table alone."""
    wanted = Wanted.read(request.query_params)
    asked = {"list": wanted.list, **wanted.told, "size": SIZE, "counts": "true"}
    try:
        found = (await request.state.api.get("/handovers", params=asked)).json
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        empty = {"items": [], "total": 0, "next": None, "counts": {}}
        return await _shown(request, wanted, empty, trouble=problem.detail)
    return await _shown(request, wanted, found)


async def _shown(
    request: Request,
    wanted: Wanted,
    found: Mapping[str, Any],
    trouble: str | None = None,
) -> Response:
    places, person, settings = await places_of(request), request.state.person, request.app.state.settings
    about = words.ABOUT[wanted.list].format(
        window=settings.handover_window_days, overdue=settings.community_manager_overdue_days
    )
    return page(
        request,
        "handovers/page.html",
        fragment="handovers/_handover-list.html",
        announce=trouble or in_words(found["total"]),
        headers={"HX-Replace-Url": wanted.address(next=wanted.get("next") or None)},
        status=400 if trouble else 200,
        wanted=wanted,
        lists=[(name, text, found["counts"].get(name, 0)) for name, text in words.LISTS.items()],
        about=about,
        why_empty=words.NOTHING[wanted.list],
        kinds=words.KIND,
        items=found["items"],
        found=in_words(found["total"]),
        trouble=trouble,
        first_address=wanted.address() if wanted.get("next") else None,
        next_address=wanted.address(next=found["next"]) if found["next"] else None,
        file_address=wanted.address("/handovers.csv"),
        turned=wanted.address(sort=None if wanted.get("sort").endswith("desc") else "handover_date,desc"),
        prisons=prison_choices(places, person.prisons, everywhere=person.everywhere),
        regions=list(places.regions.items()) if person.everywhere else [],
        people=await _people(request, wanted),
        reasons=words.REASONS,
        levels=words.ROSH,
        tiers=[("", "All tiers"), *((tier, tier) for tier in TIERS)],
    )


def in_words(total: int | None) -> str:
    """How many cases there are, as it is shown and said."""
    if total == 0:
        return "No cases"
    return "1 case" if total == 1 else f"{number(total).capitalize()} cases"


async def send_handovers(request: Request) -> Response:
    """The list as a CSV file, passed on as it comes from the API."""
    wanted = Wanted.read(request.query_params)
    told = {"list": wanted.list, **wanted.filters, "format": "csv"}
    pieces = await request.state.api.stream("/handovers", params=told)
    name = f"handovers-{wanted.list.replace('_', '-')}-OFFICIAL-SENSITIVE.csv"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


async def needs_of_handovers(request: Request, prison: str | None) -> list[Need]:
    """The cards of the home page."""
    counts = (await request.state.api.get("/handovers/counts", params={"prison": prison})).json
    place = f"&prison={prison}" if prison else ""
    told = (
        ("overdue_tasks", "Handovers with overdue tasks", "Finish the checklist with the other side.", True),
        (
            "community_manager_overdue",
            "Handed over, nobody named",
            "Ask the community to name a manager.",
            True,
        ),
        ("returning", "Waiting for the next review", "Know when she leaves again.", False),
    )
    return [
        Need(counts[name], what, step, f"/handovers?list={name}{place}", pressing)
        for name, what, step, pressing in told
    ]


async def _people(request: Request, wanted: Wanted) -> list[tuple[str, str]]:
    """Who works at the prison that is looked at; nobody where it is not one prison."""
    own = request.state.person.prisons
    prison = wanted.get("prison") or (own[0] if len(own) == 1 else "")
    if not prison:
        return []
    try:
        found = (await request.state.api.get("/staff/names", params={"prison": prison})).json["items"]
    except ApiProblem as problem:
        if problem.status in {400, 403, 404}:
            return []
        raise
    return [(one["id"], one["name"]) for one in found]


ROUTES: list[BaseRoute] = [
    page_route("/handovers", show_handovers),
    page_route("/handovers.csv", send_handovers),
]
