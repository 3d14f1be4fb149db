"""The service without turns for its writers, for the negative control of the locked row."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from app.edge.wrap import protect
from app.main import Service
from app.settings import Settings


class NoTurns:
    """Everybody at once."""

    @asynccontextmanager
    async def take(self, _thing: str | None) -> AsyncIterator[None]:
        yield


def create_app() -> ASGIApp:
    """As the server builds it, from the environment."""
    settings = Settings()
    service = Service(settings)
    service.api.state.turns = NoTurns()
    return protect(service, settings)
