"""Lists across cases: key stages with their answers, and cases whose two sides have had no contact for long."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.labels.parole import STAGE_STATE
from app.web.places import places_of, prison_choices
from app.web.render import page
from app.web.route import page_route

STATES = (("", "Any state"), ("awaiting_answer", "Waiting for an answer"), *STAGE_STATE.items())
EMPTY: Mapping[str, Any] = {"items": [], "total": 0, "next": None, "days": None}
NOT_COUNTED: Mapping[str, Any] = {"counts": []}
KEPT = ("prison", "region", "state", "staff", "days")


async def list_stages(request: Request) -> Response:
    """Key stages by the day that they are planned for."""
    asked = {name: value for name, value in _filters(request).items() if name != "days"}
    return await _shown(request, "/key-stages", "key_stages/list.html", asked, states=STATES)


async def list_gaps(request: Request) -> Response:
    """Cases without contact between their two sides; the contacts of the last weeks by channel where asked."""
    filters = {name: value for name, value in _filters(request).items() if name != "state"}
    asked = {name: filters[name] for name in ("prison", "region", "staff")}
    counts_href = _address("/contact-gaps", {**filters, "counts": "yes"})
    counted = request.query_params.get("counts") == "yes"
    try:
        counts = (
            (await request.state.api.get("/contact-counts", params=asked)).json if counted else NOT_COUNTED
        )
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        counts = NOT_COUNTED
    return await _shown(
        request, "/contact-gaps", "contacts/gaps.html", filters, counts=counts, counts_href=counts_href
    )


async def _shown(
    request: Request, path: str, template: str, filters: Mapping[str, str], **context: Any
) -> Response:
    person = request.state.person
    cursor = request.query_params.get("next")
    trouble, found = None, EMPTY
    places = await places_of(request)
    try:
        found = (await request.state.api.get(path, params={**filters, "next": cursor})).json
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        trouble = problem.detail
    return page(
        request,
        template,
        status=400 if trouble else 200,
        filters=filters,
        trouble=trouble,
        found=found,
        items=found["items"],
        first_page=_address(path, filters) if cursor else None,
        next_page=_address(path, {**filters, "next": found["next"]}) if found["next"] else None,
        prisons=prison_choices(places, person.prisons, everywhere=person.everywhere),
        regions=list(places.regions.items()) if person.everywhere else [],
        places=places,
        **context,
    )


def _filters(request: Request) -> dict[str, str]:
    return {name: request.query_params.get(name, "").strip()[:40] for name in KEPT}


def _address(path: str, told: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{path}?{query}" if query else path


ROUTES: list[BaseRoute] = [
    page_route("/key-stages", list_stages),
    page_route("/contact-gaps", list_gaps),
]
