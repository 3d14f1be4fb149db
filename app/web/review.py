"""The page to read before a case is allocated: at a glance, risk, MAPPA, dates, who held it, and what is missing."""

from asyncio import gather

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.web.badges import badges_of
from app.web.case_reading import path_to, read_case, read_owner, reference_of
from app.web.case_record import read_record
from app.web.labels.records import GROUP
from app.web.places import places_of
from app.web.render import page
from app.web.route import page_route


async def show_review(request: Request) -> Response:
    """Everything that a manager looks at before choosing who takes the case."""
    api, reference = request.state.api, reference_of(request)
    places = await places_of(request)
    read, owner, record, people = await gather(
        read_case(api, reference),
        read_owner(api, reference),
        read_record(request, reference),
        api.get(path_to(reference, "/allocations")),
    )
    return page(
        request,
        "record/review.html",
        case=read.case,
        owner=owner,
        record=record,
        people=people.json,
        badges=badges_of(read.case, owner, record),
        groups=GROUP,
        case_dates=list(read.case.dates.model_dump().items()),
        places=places,
    )


ROUTES: list[BaseRoute] = [page_route("/cases/{case}/review", show_review)]
