"""Puts the edge round an application, in its order."""

from starlette.types import ASGIApp

from app.edge.body_limit import BodyLimit
from app.edge.cross_site import check_origin
from app.edge.gate import Gate
from app.edge.hosts import check_host
from app.edge.journal import Journal
from app.edge.proxies import forwarded
from app.edge.query import MAY_REPEAT, check_parameters
from app.edge.security_headers import SecurityHeaders
from app.edge.sizes import check_sizes
from app.edge.text import check_text
from app.settings import Settings


def protect(app: ASGIApp, settings: Settings, *, may_repeat: frozenset[str] = MAY_REPEAT) -> ASGIApp:
    """The application as it is served. Headers stand outermost: every answer carries them, refusals too."""
    gate = Gate(
        app,
        prepare=forwarded(settings.trusted_proxies),
        checks=(
            check_sizes,
            check_host(settings.allowed_hosts),
            check_text,
            check_parameters(may_repeat),
            check_origin(settings.public_url),
        ),
    )
    limited = BodyLimit(
        gate,
        limit=settings.body_limit_bytes,
        upload_limit=settings.upload_limit_bytes,
        paper_limit=settings.panel_paper_limit_bytes,
    )
    return SecurityHeaders(Journal(limited), settings=settings)
