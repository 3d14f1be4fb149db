"""What the panel is to one case: where it stands, who answers for her, and everything that happened, by its day."""

from asyncio import gather
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.schemas.panel_caseload import ChronologyItem, PanelOfCase
from app.web.case_reading import path_to, read_case, reference_of
from app.web.labels import panel_caseload as words
from app.web.places import Places, places_of
from app.web.render import page
from app.web.route import page_route


async def show_panel_of_case(request: Request) -> Response:
    """The chronology, the earliest first."""
    api, reference, cursor = request.state.api, reference_of(request), request.query_params.get("next")
    read, answer, places = await gather(
        read_case(api, reference),
        api.get(path_to(reference, "/panel"), params={"next": cursor}),
        places_of(request),
    )
    found = PanelOfCase.model_validate(answer.json)
    address = f"/cases/{read.case.id}/panel"
    return page(
        request,
        "panel_caseload/case.html",
        case=read.case,
        found=found,
        happened=[
            (each, words.HAPPENED.get(each.what, each.what), _about(each, places)) for each in found.items
        ],
        words=words,
        first_page=address if cursor else None,
        next_page=f"{address}?{urlencode({'next': found.next})}" if found.next else None,
    )


def _about(item: ChronologyItem, places: Places) -> str:
    """What a line adds to its kind, in words: a prison by its name, a kind by its label."""
    return places.prison_name(words.about(item.what, item.code)) if item.code else ""


ROUTES: list[BaseRoute] = [page_route("/cases/{case}/panel", show_panel_of_case)]
