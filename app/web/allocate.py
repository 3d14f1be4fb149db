"""The cases that wait for somebody: for their lead, or for a community manager to be named."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.home_needs import Need
from app.web.places import places_of, prison_choices
from app.web.render import page
from app.web.route import page_route
from app.web.sorting import heads, known_sort

LISTS = (("unallocated", "Waiting for a lead"), ("no_community_manager", "No community manager named"))
SIZE = 25
SORTS = ("last_name", "prison_number", "handover_date", "release_date")


async def show_allocate(request: Request) -> Response:
    """One of the two lists."""
    person, asked = request.state.person, request.query_params
    wanted = asked.get("list", "")
    wanted = wanted if wanted in dict(LISTS) else LISTS[0][0]
    prison = asked.get("prison", "")
    sort = known_sort(asked.get("sort", ""), SORTS, "last_name,asc")
    trouble = None
    try:
        found = await _list(request, wanted, prison, sort)
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        found, trouble = {"items": [], "total": 0, "next": None}, problem.detail
    places = await places_of(request)
    kept = {"list": wanted, "prison": prison, "sort": sort if asked.get("sort") else ""}
    return page(
        request,
        "allocation/allocate.html",
        wanted=wanted,
        lists=[(code, words, _address({**kept, "list": code})) for code, words in LISTS],
        prison=prison,
        prisons=prison_choices(places, person.prisons, everywhere=person.everywhere),
        regions=places.regions,
        head=heads(sort, SORTS, lambda sort: _address({**kept, "sort": sort})),
        items=found["items"],
        total=found["total"],
        trouble=trouble,
        first=_address(kept) if asked.get("next") else None,
        following=_address({**kept, "next": found["next"]}) if found["next"] else None,
    )


async def needs_of_people(request: Request, prison: str | None) -> list[Need]:
    """What the home page says of people and cases, for whoever may do something about it."""
    person, api = request.state.person, request.state.api
    needs = []
    if person.may_allocate:
        side = side_of(person)
        for code, what, step in (
            ("unallocated", "Waiting for a lead", "Choose who takes each case."),
            ("no_community_manager", "No community manager named", "Ask the region to name one."),
        ):
            asked = {"allocation": code, "status": "open", "prison": prison, "size": 0}
            asked |= {"responsible": side} if code == "unallocated" and side else {}
            total = (await api.get("/cases", params=asked)).json["total"]
            needs.append(Need(total, what, step, _address({"list": code, "prison": prison or ""})))
    return needs


def side_of(person: Any) -> str | None:
    """The side whose leads a person names; None where they name both."""
    sides = {"OMU_MANAGER": "custody", "COMMUNITY_SENIOR": "community"}
    mine = [side for role, side in sides.items() if role in person.roles]
    return mine[0] if len(mine) == 1 else None


async def _list(request: Request, wanted: str, prison: str, sort: str) -> Mapping[str, Any]:
    asked = {
        "allocation": wanted,
        "status": "open",
        "prison": prison,
        "sort": sort,
        "size": SIZE,
        "next": request.query_params.get("next"),
    }
    if wanted == "unallocated":
        asked["responsible"] = side_of(request.state.person)
    found: Mapping[str, Any] = (await request.state.api.get("/cases", params=asked)).json
    return found


def _address(told: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in told.items() if value})
    return f"/allocate?{query}"


ROUTES: list[BaseRoute] = [page_route("/allocate", show_allocate)]
