"""The caseload: found by name or number, filtered, sorted and paged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.web.client import ApiProblem
from app.web.places import places_of, prison_choices
from app.web.render import number, page
from app.web.route import page_route

SIZES = (25, 50, 100)
DEEPEST_ROW = 10_000
SORTS = ("last_name", "prison_number", "handover_date", "release_date")
USUAL = {"status": "open", "sort": "last_name,asc", "size": "25"}
KEPT = ("q", "prison", "region", "responsible", "status", "attention", "handover", "sort", "size")

RESPONSIBLE = (("", "Anybody"), ("custody", "The prison"), ("community", "The community"), ("none", "Nobody"))
STATUS = (
    ("open", "All open cases"),
    ("custody", "In custody"),
    ("recalled", "Recalled to custody"),
    ("licence", "Released on licence"),
    ("not_sentenced", "Not sentenced"),
    ("closed", "Closed cases"),
)
ATTENTION = (
    ("", "Does not matter"),
    ("release_not_recorded", "Release not recorded"),
    ("provider_missing", "Provider missing"),
    ("release_date_unknown", "Release date unknown"),
    ("details_unconfirmed", "Details to confirm"),
)
HANDOVER = (
    ("", "At any time"),
    ("28", "In the next 4 weeks"),
    ("56", "In the next 8 weeks"),
    ("84", "In the next 12 weeks"),
    ("182", "In the next 26 weeks"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to see: the filters as the address has them, and the part of the list."""

    filters: Mapping[str, str]
    page: int
    cursor: str | None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """From the address; what is missing is as usual, what makes no sense is left to the API to refuse."""
        filters = {name: query.get(name, USUAL.get(name, "")).strip() for name in KEPT}
        if filters["size"] not in {str(size) for size in SIZES}:
            filters["size"] = USUAL["size"]
        asked = query.get("page", "")
        return cls(
            filters, int(asked) if asked.isdecimal() and len(asked) < 7 else 1, query.get("next") or None
        )

    @property
    def size(self) -> int:
        """Cases on one page."""
        return int(self.filters["size"])

    @property
    def sorted_by(self) -> tuple[str, str]:
        """The field and the direction."""
        name, _, direction = self.filters["sort"].partition(",")
        return name, direction or "asc"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the usual is asked for."""
        return any(
            value != USUAL.get(name, "")
            for name, value in self.filters.items()
            if name not in {"sort", "size"}
        )

    def address(self, **changes: str | int | None) -> str:
        """The caseload's address with these changes; another filter or order begins at its first page."""
        told = {k: v for k, v in {**self.filters, **changes}.items() if v and str(v) != USUAL.get(k, "")}
        return f"/cases?{urlencode(told)}" if told else "/cases"

    def asked_of_api(self, today: date) -> dict[str, str | int | None]:
        """The same as parameters of the API."""
        kept = {name: self.filters[name] for name in KEPT if name != "handover"}
        weeks = self.filters["handover"]
        days = int(weeks) if weeks.isdecimal() and len(weeks) < 5 else None
        return {
            **kept,
            "handover_from": today.isoformat() if days else None,
            "handover_to": (today + timedelta(days=days)).isoformat() if days else None,
            "page": None if self.cursor else self.page,
            "next": self.cursor,
        }


async def show_caseload(request: Request) -> Response:
    """The list, or with htmx its table alone."""
    wanted = Wanted.read(request.query_params)
    try:
        found = (await request.state.api.get("/cases", params=wanted.asked_of_api(request.state.today))).json
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        return await _shown(request, wanted, {"items": [], "total": 0, "next": None}, trouble=problem.detail)
    return await _shown(request, wanted, found)


async def _shown(
    request: Request, wanted: Wanted, found: Mapping[str, Any], *, trouble: str | None = None
) -> Response:
    places, person = await places_of(request), request.state.person
    everywhere = person.everywhere
    return page(
        request,
        "caseload/page.html",
        fragment="caseload/_case-list.html",
        announce=trouble or in_words(found["total"], len(found["items"])),
        headers={"HX-Replace-Url": wanted.address(page=wanted.page if wanted.page > 1 else None)},
        wanted=wanted,
        filters=wanted.filters,
        trouble=trouble,
        items=found["items"],
        total=found["total"],
        found=in_words(found["total"], len(found["items"])),
        pages=pages_of(wanted, found),
        heads=heads_of(wanted),
        sizes=[(size, wanted.address(size=size)) for size in SIZES],
        prisons=prison_choices(places, person.prisons, everywhere=everywhere),
        regions=list(places.regions.items()) if everywhere else [],
        choices={"responsible": RESPONSIBLE, "status": STATUS, "attention": ATTENTION, "handover": HANDOVER},
    )


def in_words(total: int | None, shown: int) -> str:
    """How many cases there are, as it is shown and said."""
    if total is None:
        return f"{number(shown)} cases shown"
    if total == 0:
        return "No cases found"
    return "1 case" if total == 1 else f"{number(total)} cases"


def heads_of(wanted: Wanted) -> list[dict[str, str]]:
    """The columns that sort: their address for the other direction, and how they are sorted now."""
    field, direction = wanted.sorted_by
    heads = []
    for name in SORTS:
        turned = "desc" if (name, direction) == (field, "asc") else "asc"
        now = {"asc": "ascending", "desc": "descending"}.get(direction, "none") if name == field else "none"
        heads.append({"name": name, "now": now, "href": wanted.address(sort=f"{name},{turned}")})
    return heads


def pages_of(wanted: Wanted, found: Mapping[str, Any]) -> dict[str, Any]:
    """Addresses of the previous and the next page, and the numbers between where the list was counted."""
    if wanted.cursor:
        return {
            "previous": wanted.address(),
            "next": wanted.address(next=found["next"]) if found["next"] else None,
            "numbers": [],
        }
    last = -(-found["total"] // wanted.size) if found["total"] else None
    deepest = DEEPEST_ROW // wanted.size
    following = None
    if found["next"]:
        onward = {"page": wanted.page + 1} if wanted.page < deepest else {"next": found["next"]}
        following = wanted.address(**onward)
    return {
        "previous": wanted.address(page=wanted.page - 1) if wanted.page > 1 else None,
        "next": following,
        "numbers": [
            {"number": n, "href": wanted.address(page=n), "current": n == wanted.page} if n else None
            for n in _numbers(wanted.page, min(last, deepest) if last else 1)
        ],
    }


def _numbers(current: int, last: int) -> list[int | None]:
    """The first, the last and those around the current page; None for what is left out between."""
    if last < 2:
        return []
    wanted = sorted({1, last, *(n for n in range(current - 1, current + 2) if 1 <= n <= last)})
    shown: list[int | None] = []
    for before, n in zip([0, *wanted], wanted, strict=False):
        if n - before > 1:
            shown.append(None)
        shown.append(n)
    return shown


ROUTES = [page_route("/cases", show_caseload)]
