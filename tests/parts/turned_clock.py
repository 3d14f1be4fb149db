"""The whole service with a clock that a test turns: the moment stands in the file that TURNED_CLOCK names."""

import os
from datetime import datetime
from pathlib import Path

from starlette.types import ASGIApp

from app.edge.wrap import protect
from app.main import Service
from app.settings import get_settings


def create_app() -> ASGIApp:
    """The service as it is served, but for what moment it takes for now."""
    file = Path(os.environ["TURNED_CLOCK"])
    settings = get_settings()
    service = Service(settings)
    service.api.state.clock = service.pages.state.clock = lambda: datetime.fromisoformat(file.read_text())
    return protect(service, settings)
