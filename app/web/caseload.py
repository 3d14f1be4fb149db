"""The caseload: found by name or number, filtered, sorted and paged."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.web.caseload_rows import OWNER_CELL, case_rows
from app.web.caseload_wanted import CHOICES, OFFERED, SIZES, SORTS, Wanted
from app.web.client import ApiProblem
from app.web.days import spoken
from app.web.labels import say
from app.web.places import places_of, prison_choices
from app.web.render import HEADERS, kept_piece, number, page, piece
from app.web.route import page_route
from app.web.sorting import heads

DEEPEST_ROW = 10_000
ISO_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


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


async def send_caseload(request: Request) -> Response:
    """The whole list as a CSV file, passed on as it comes from the API."""
    asked = Wanted.read(request.query_params).asked_of_api(request.state.today)
    params = {**asked, "size": None, "page": None, "format": "csv"}
    pieces = await request.state.api.stream("/cases", params=params)
    headers = {**HEADERS, "Content-Disposition": 'attachment; filename="cases-OFFICIAL-SENSITIVE.csv"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


async def _shown(
    request: Request, wanted: Wanted, found: Mapping[str, Any], *, trouble: str | None = None
) -> Response:
    places, person = await places_of(request), request.state.person
    everywhere = person.everywhere
    prisons = prison_choices(places, person.prisons, everywhere=everywhere)
    is_mixed = bool(prisons) and not wanted.filters["prison"]
    return page(
        request,
        "caseload/page.html",
        fragment="caseload/_case-list.html",
        announce=trouble or in_words(found["total"]),
        headers={"HX-Replace-Url": wanted.address(page=wanted.page if wanted.page > 1 else None)},
        wanted=wanted,
        filters=wanted.filters,
        trouble=trouble,
        rows=piece(
            request,
            "caseload/rows.html",
            rows=case_rows(found["items"], kept_piece(request, OWNER_CELL), with_prison=is_mixed),
        ),
        total=found["total"],
        found=in_words(found["total"]),
        pages=pages_of(wanted, found),
        head=heads(wanted.filters["sort"], SORTS, lambda sort: wanted.address(sort=sort)),
        sizes=[(size, wanted.address(size=size)) for size in SIZES],
        filter_form=_filter_form(request, wanted, prisons, places.regions if everywhere else {}),
        also_words=_also_words,
    )


def _filter_form(
    request: Request, wanted: Wanted, prisons: Sequence[tuple[str, str]], regions: Mapping[str, str]
) -> Markup:
    """The filters as they are chosen: with every prison of the country they were the dearest part of the page."""
    return kept_piece(request, "caseload/_filters.html")(
        filters=tuple((name, wanted.filters[name]) for name in OFFERED),
        is_narrowed=wanted.is_narrowed,
        prisons=tuple(prisons),
        regions=tuple(regions.items()),
        choices=tuple(CHOICES.items()),
    )


def _also_words(name: str, value: str) -> str:
    """A filter that another page led here with, in words."""
    if name in {"staff", "role", "allocation"}:
        said = {
            "staff": "cases of one person",
            "role": say("role", value).lower(),
            "allocation": say("place", value),
        }
        return said[name]
    when = {"from": "from", "to": "to"}[name.rpartition("_")[2]]
    day = spoken(date.fromisoformat(value)) if ISO_DATE.fullmatch(value) else value
    return f"{name.partition('_')[0]} {when} {day}"


def in_words(total: int | None) -> str:
    """How many cases there are, as it is shown and said."""
    if total == 0:
        return "No cases found"
    return "1 case" if total == 1 else f"{number(total).capitalize()} cases"


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


ROUTES = [page_route("/cases", show_caseload), page_route("/cases.csv", send_caseload)]
