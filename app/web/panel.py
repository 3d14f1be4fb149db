"""The panel's first page: what of its work needs the person who is signed in."""

from starlette.requests import Request
from starlette.responses import Response

from app.web.home_needs import Need
from app.web.render import page
from app.web.route import page_route


async def show_panel(request: Request) -> Response:
    """What the panel needs of this person, and its parts."""
    needs: list[Need] = []
    return page(request, "panel/page.html", needs=needs)


ROUTES = [page_route("/panel", show_panel)]
