"""The cases of whoever is signed in: all of them, those new to them, and those who leave soon."""

from asyncio import gather
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.render import page
from app.web.route import page_route
from app.web.sorting import heads, known_sort

TABS = (("all", "All"), ("new", "New to you in 7 days"), ("releases", "Releases in 28 days"))
USUAL_SORT = {"all": "last_name,asc", "new": "last_name,asc", "releases": "release_date,asc"}
SORTS = ("last_name", "prison_number", "handover_date", "release_date")
SIZE = 25


async def show_my_cases(request: Request) -> Response:
    """One tab of the person's own caseload."""
    asked = request.query_params.get("tab", "all")
    tab = asked if asked in USUAL_SORT else "all"
    sort = known_sort(request.query_params.get("sort", ""), SORTS, USUAL_SORT[tab])
    try:
        found, counts = await gather(_list(request, tab, sort), _counts(request, but=tab))
        counts[tab] = found["total"]
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        found, counts = {"items": [], "next": None}, {}
    here = {"tab": tab, "sort": sort}
    return page(
        request,
        "allocation/my-cases.html",
        tab=tab,
        tabs=[(code, words, counts.get(code), f"/my-cases?tab={code}") for code, words in TABS],
        items=found["items"],
        head=heads(sort, SORTS, lambda sort: _address({**here, "sort": sort})),
        first=_address(here) if request.query_params.get("next") else None,
        following=_address({**here, "next": found["next"]}) if found["next"] else None,
    )


def filters_of(tab: str, today: Any) -> dict[str, str]:
    """What a tab asks of the list of cases."""
    asked = {"staff": "me", "status": "open", "sort": USUAL_SORT[tab]}
    if tab == "new":
        asked["allocated_from"] = (today - timedelta(days=7)).isoformat()
    if tab == "releases":
        asked |= {"release_from": today.isoformat(), "release_to": (today + timedelta(days=28)).isoformat()}
    return asked


def _address(told: Mapping[str, str]) -> str:
    return f"/my-cases?{urlencode(told)}"


async def _list(request: Request, tab: str, sort: str) -> Mapping[str, Any]:
    asked = {**filters_of(tab, request.state.today), "sort": sort, "size": SIZE}
    asked["next"] = request.query_params.get("next")
    found: Mapping[str, Any] = (await request.state.api.get("/cases", params=asked)).json
    return found


async def _counts(request: Request, but: str) -> dict[str, int | None]:
    """How many each tab has; the tab that is shown says so itself."""
    others = [tab for tab, _ in TABS if tab != but]
    asked = [{**filters_of(tab, request.state.today), "size": 0} for tab in others]
    answers = await gather(*(request.state.api.get("/cases", params=each) for each in asked))
    return {tab: answer.json["total"] for tab, answer in zip(others, answers, strict=True)}


ROUTES: list[BaseRoute] = [page_route("/my-cases", show_my_cases)]
