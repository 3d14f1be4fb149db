"""Who is signed in, what they may do, and whose cases they may see."""

from starlette.requests import Request
from starlette.responses import Response

from app.web.places import places_of
from app.web.render import page
from app.web.route import page_route


async def show_account(request: Request) -> Response:
    """The person's own page."""
    places = await places_of(request)
    person = request.state.person
    return page(
        request,
        "account/page.html",
        prisons=[places.prison_name(code) for code in person.prisons],
        regions=[places.region_name(code) for code in person.regions],
    )


ROUTES = [page_route("/account", show_account)]
