"""The home page: what needs the person who is signed in."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.web.allocate import needs_of_people
from app.web.handovers import needs_of_handovers
from app.web.home_needs import Need
from app.web.home_tasks import needs_of_tasks
from app.web.labels import say
from app.web.panel import is_unsigned, needs_of_panel
from app.web.parole_needs import needs_of_parole
from app.web.places import places_of, prison_choices
from app.web.render import page
from app.web.route import page_route

NEAR_DAYS = 56
OF_PANEL = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR", "PANEL_MEMBER", "GROUP_DIRECTOR"})
"""Whose daily work the panel is; others find what it needs of them on its own page."""
HANDOVERS_SHOWN = 10


async def show_home(request: Request) -> Response:
    """Counts with their lists, and the handovers that come next."""
    person, today = request.state.person, request.state.today
    of_panel = await needs_of_panel(request) if person.roles & OF_PANEL else []
    if not person.may_read_cases:
        unsigned = await is_unsigned(request)
        return page(request, "home/page.html", reads_cases=False, needs=in_order(of_panel), unsigned=unsigned)
    places = await places_of(request)
    prison = request.query_params.get("prison", "") or None
    overview = (await request.state.api.get("/overview", params={"prison": prison})).json
    of_handovers = await needs_of_handovers(request, prison)
    return page(
        request,
        "home/page.html",
        reads_cases=True,
        prison=prison or "",
        prison_name=_where(places.prisons, person.prisons, prison),
        prisons=prison_choices(places, person.prisons, everywhere=person.everywhere),
        overview=overview,
        needs=in_order(
            [
                *of_panel,
                *await needs_of_tasks(request, prison),
                *await needs_of_people(request, prison),
                *(need for need in of_handovers if not need.pressing),
                *await needs_of_parole(request, prison),
                *needs_of(overview, prison),
                *(need for need in of_handovers if need.pressing),
            ]
        ),
        sides=sides_of(overview, prison),
        handovers=await _handovers(request, prison, today),
        all_handovers=handovers_near(prison),
    )


def needs_of(overview: Mapping[str, Any], prison: str | None) -> list[Need]:
    """What wants something done on cases."""
    needs = [
        Need(
            overview["handovers_next_56_days"],
            "Handovers in the next 8 weeks",
            "Agree the handover with the community.",
            handovers_near(prison),
        ),
        Need(
            overview["changed_owner_last_7_days"],
            "Changed hands in the last 7 days",
            "Check that both sides know.",
            _list(prison, changed="7"),
        ),
    ]
    for wanting in overview["attention"]:
        code = wanting["code"]
        step = say("what_to_do", code).partition(". ")[0].rstrip(".") + "."
        pressing = code == "release_not_recorded"
        needs.append(
            Need(
                wanting["total"], say("attention_short", code), step, _list(prison, attention=code), pressing
            )
        )
    return needs


def in_order(needs: list[Need]) -> list[Need]:
    """The most pressing first, what is done last."""
    return sorted(needs, key=lambda need: (need.total == 0, not need.pressing))


def sides_of(overview: Mapping[str, Any], prison: str | None) -> list[Need]:
    """The whole caseload and who owns it."""
    whole, custody, community = (overview[n] for n in ("open_cases", "with_custody", "with_community"))
    sides = [
        Need(whole, "Open cases", "", _list(prison)),
        Need(custody, "With the prison", "", _list(prison, responsible="custody")),
        Need(community, "With the community", "", _list(prison, responsible="community")),
    ]
    if None not in {whole, custody, community}:
        nobody = _list(prison, responsible="none")
        sides.append(Need(whole - custody - community, "With nobody", "", nobody))
    return sides


async def _handovers(request: Request, prison: str | None, today: date) -> list[dict[str, Any]]:
    """The first few cases that go from the prison to the community soon."""
    asked = {
        "prison": prison,
        "status": "open",
        "responsible": "custody",
        "handover_from": today.isoformat(),
        "handover_to": (today + timedelta(days=NEAR_DAYS)).isoformat(),
        "sort": "handover_date,asc",
        "size": HANDOVERS_SHOWN,
    }
    found: list[dict[str, Any]] = (await request.state.api.get("/cases", params=asked)).json["items"]
    return found


def handovers_near(prison: str | None) -> str:
    """The list of the cases that go from the prison to the community soon."""
    return _list(prison, responsible="custody", handover=str(NEAR_DAYS), sort="handover_date,asc")


def _list(prison: str | None, **filters: str) -> str:
    told = {"prison": prison, **filters}
    query = urlencode({name: value for name, value in told.items() if value})
    return f"/cases?{query}" if query else "/cases"


def _where(names: Mapping[str, str], own: tuple[str, ...], prison: str | None) -> str:
    if prison:
        return names.get(prison, prison)
    return names.get(own[0], own[0]) if len(own) == 1 else ""


ROUTES = [page_route("/", show_home)]
