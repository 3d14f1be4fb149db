"""Builds the service: the API, the staff pages beside it, and the edge round both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import (
    API,
    agenda,
    agenda_papers,
    allocations,
    board_data,
    case_record,
    cases,
    compare,
    contacts,
    dashboard,
    early_allocation,
    facts,
    good_practice,
    handovers,
    holistic,
    imports,
    key_stages,
    meetings,
    minutes,
    movements,
    notices,
    oauth,
    openapi,
    operations,
    overrides,
    ownership,
    panel_actions,
    panel_care,
    panel_caseload,
    panel_figures,
    panel_members,
    panel_of_case,
    parole,
    placement_decisions,
    places,
    policies,
    policy_decisions,
    prison_governors,
    problems,
    referral_register,
    referrals,
    sessions,
    share_requests,
    sharing_agreements,
    staff,
    story,
    tasks,
    what_if,
    why,
)
from app.api.plain_ownership import PlainOwnership
from app.edge.interpreter import set_for_serving
from app.edge.turns import Turns
from app.edge.wrap import protect
from app.repositories.database import Database
from app.services import identity
from app.services.demonstration import demonstration_accounts
from app.services.import_worker import ImportWorker
from app.services.worker import Worker
from app.settings import Settings, get_settings
from app.web.app import create_pages

ROUTERS = (
    ownership.router,
    why.router,
    what_if.router,
    cases.router,
    case_record.router,
    story.router,
    dashboard.router,
    facts.router,
    compare.router,
    policies.router,
    policy_decisions.router,
    places.router,
    imports.router,
    sessions.router,
    parole.router,
    panel_caseload.router,
    panel_care.router,
    panel_of_case.router,
    prison_governors.router,
    early_allocation.router,
    key_stages.router,
    contacts.router,
    overrides.router,
    handovers.router,
    allocations.router,
    staff.router,
    tasks.router,
    notices.router,
    good_practice.router,
    panel_figures.router,
    movements.router,
    placement_decisions.router,
    panel_actions.router,
    referrals.router,
    referral_register.router,
    holistic.router,
    minutes.router,
    board_data.router,
    share_requests.router,
    meetings.router,
    agenda.router,
    agenda_papers.router,
    panel_members.router,
    sharing_agreements.router,
)
"""In the order in which a request's path is held to them: what every system asks comes first."""
OF_THE_API = (
    "/api/",
    "/oauth/",
    "/.well-known/",
    "/health",
    "/info",
    "/metrics",
    "/v3/",
    "/swagger-ui",
    "/favicon.ico",
)


def create_api(settings: Settings, database: Database | None = None) -> FastAPI:
    """The API alone. `state.clock` says what moment it is; tests set their own, and lend an open database."""

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[None]:
        set_for_serving()
        worker = ImportWorker(api.state.database, api.state.clock)
        api.state.imports = worker
        worker.start()
        daily = Worker(api.state.database, settings, api.state.clock)
        if settings.worker == "inside":
            api.state.worker = daily
            daily.start()
        yield
        await run_in_threadpool(daily.stop)
        await run_in_threadpool(worker.stop)
        api.state.database.dispose()

    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=lifespan)
    api.state.settings = settings
    api.state.clock = lambda: datetime.now(UTC)
    api.state.database = database or Database(settings)
    api.state.turns = Turns(max(1, settings.write_pool_size - 2), settings.pool_timeout_seconds)
    api.state.keys = identity.open_keys(api.state.database, settings)
    problems.install(api)
    openapi.install(api, settings)
    api.router.routes.extend(_routes())
    return api


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Every operation in one line, for a process however many services it runs.

    Routers inside a router are asked twice for each path, and take a millisecond more to find what stands far down.
    """
    routers = (*ROUTERS, oauth.router, operations.router)
    return PlainOwnership(API), *(route for router in routers for route in router.routes)


class Service:
    """Sends a request to the API or to the pages by its path. `api` and `pages` are there for tests."""

    def __init__(self, settings: Settings, database: Database | None = None) -> None:
        self.api = create_api(settings, database)
        self.pages = create_pages(settings, self.api)
        if settings.demo:
            self.pages.state.known_accounts = demonstration_accounts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        app = self.api if scope["path"].startswith(OF_THE_API) else self.pages
        await app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start and stop both; the API's background work stops before its connections close."""
        await receive()
        async with self.pages.router.lifespan_context(self.pages), self.api.router.lifespan_context(self.api):
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The whole service behind its edge; the database is migrated already."""
    settings = settings or get_settings()
    service = Service(settings)
    return protect(service, settings)
