"""What the platform asks of every service: is it up, what is running, how busy is it. No token, no case.

A probe may ask with HEAD; the server sends the same head as for GET, and no body.
"""

from time import monotonic
from typing import Any

from fastapi import APIRouter, Request, Response

from app.api.pulse import pulse_of, worker_pulse_of
from app.edge.metrics import read_metrics
from app.edge.worker_metrics import worker_gauges
from app.schemas.operations import Build, Git, Health, Info, Status
from app.services.operations import active_agencies
from app.services.worker.standing import standing

PUBLIC: dict[str, Any] = {"x-roles": []}
"""Said on purpose, so that a route without roles stands out as one that forgot them."""

STARTED = monotonic()
NAME = "throughcare"

router = APIRouter(tags=["Operations"])


@router.head("/health", include_in_schema=False, openapi_extra=PUBLIC)
@router.get("/health", responses={503: {"model": Health}}, openapi_extra=PUBLIC)
async def read_health(request: Request, response: Response) -> Health:
    """Whether the service and what it stands on work; 503 when they do not. A late worker alone is said, no more."""
    database = Status(status=await _up_or_down(request, response))
    components = {"db": database}
    worker = worker_pulse_of(request.app.state)
    if database.status == "UP" and worker is not None:
        components["worker"] = Status(status="UP" if await worker.feel() else "DOWN")
    return Health(status=database.status, components=components)


@router.head("/health/readiness", include_in_schema=False, openapi_extra=PUBLIC)
@router.get("/health/readiness", responses={503: {"model": Status}}, openapi_extra=PUBLIC)
async def read_readiness(request: Request, response: Response) -> Status:
    """Whether requests may be sent here; 503 while the database does not answer."""
    return Status(status=await _up_or_down(request, response))


@router.head("/health/ping", include_in_schema=False, openapi_extra=PUBLIC)
@router.get("/health/ping", openapi_extra=PUBLIC)
async def ping() -> Status:
    """Whether the process answers at all."""
    return Status(status="UP")


@router.head("/health/liveness", include_in_schema=False, openapi_extra=PUBLIC)
@router.get("/health/liveness", openapi_extra=PUBLIC)
async def read_liveness() -> Status:
    """Whether the process lives; restarting it helps when it does not."""
    return Status(status="UP")


@router.head("/info", include_in_schema=False, openapi_extra=PUBLIC)
@router.get("/info", openapi_extra=PUBLIC)
def read_info(request: Request) -> Info:
    """What is running, since when, and for which prisons."""
    state = request.app.state
    return Info(
        git=Git(branch=state.settings.git_branch),
        build=Build(artifact=NAME, name=NAME, version=state.settings.build_version),
        productId=state.settings.product_id,
        uptime=round(monotonic() - STARTED, 1),
        activeAgencies=active_agencies(state.database),
    )


@router.get("/metrics", include_in_schema=False, openapi_extra=PUBLIC)
def metrics(request: Request) -> Response:
    """Requests by route template, and what waits for the worker, for Prometheus."""
    body, media_type = read_metrics()
    worker = _worker_of(request)
    return Response(body + (worker_gauges(worker) if worker else b""), media_type=media_type)


@router.get("/favicon.ico", include_in_schema=False, openapi_extra=PUBLIC)
async def favicon() -> Response:
    """No picture: the marks of the Crown are not ours to show."""
    return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})


async def _up_or_down(request: Request, response: Response) -> Any:
    if await pulse_of(request.app.state).feel():
        return "UP"
    response.status_code = 503
    return "DOWN"


def _worker_of(request: Request) -> dict[str, Any] | None:
    """How the worker stands; None while the database cannot say, which is told elsewhere."""
    state = request.app.state
    if not hasattr(state, "clock"):
        return None
    try:
        return standing(state.database, state.clock())
    except Exception:  # noqa: BLE001 - whoever watches still gets the rest
        return None
