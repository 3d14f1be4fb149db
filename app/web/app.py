"""Builds the staff pages: beside the API in one process, or as their own process before an API elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.edge.wrap import protect
from app.settings import Settings, get_settings
from app.web.assets import Assets
from app.web.client import ApiClient
from app.web.cookies import Cookies
from app.web.refusals import HANDLERS
from app.web.render import environment
from app.web.routes import ROUTES
from app.web.session import Sessions

NO_API = "The staff pages run alone: API_URL must say where the API is"


def create_pages(settings: Settings, api_app: ASGIApp | None = None) -> Starlette:
    """The pages, asking `api_app` in this process, or the API at `settings.api_url` where that is set.

    `state.clock` says what moment it is; tests set their own.
    """
    assets = Assets(settings.var_dir / "assets")
    client = ApiClient(api_app=api_app, api_url=settings.api_url)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await client.close()

    routes = [*ROUTES, Route("/health/ping", ping), *assets.mounts()]
    pages = Starlette(routes=routes, exception_handlers=dict(HANDLERS), lifespan=lifespan)
    pages.router.redirect_slashes = False
    pages.state.settings = settings
    pages.state.clock = lambda: datetime.now(UTC)
    pages.state.api = client
    pages.state.sessions = Sessions(client)
    pages.state.cookies = Cookies(settings)
    pages.state.templates = environment(settings, assets)
    pages.state.known_accounts = ()
    return pages


async def ping(_: Request) -> Response:
    """Whether the pages' own process lives; beside the API in one process, the API answers for both."""
    return JSONResponse({"status": "UP"})


def create_pages_app(settings: Settings | None = None) -> ASGIApp:
    """The pages as their own process, behind the edge as every process of ours is."""
    settings = settings or get_settings()
    if not settings.api_url:
        raise RuntimeError(NO_API)
    return protect(create_pages(settings), settings)
