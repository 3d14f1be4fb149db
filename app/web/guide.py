"""The help page: what the words of the service mean, and how to do the usual things."""

from starlette.requests import Request
from starlette.responses import Response

from app.web.render import page
from app.web.route import page_route


async def show_guide(request: Request) -> Response:
    """Help, for anybody."""
    return page(request, "help/page.html")


ROUTES = [page_route("/help", show_guide, public=True)]
