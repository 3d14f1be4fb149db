"""The view from above: what a prison or a region has to do, in counts that lead to their lists."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import API
from app.api.access import SEE_FROM_ABOVE
from app.deps import Answered, Call, answer, requires, roles
from app.schemas.dashboard import Dashboard, DashboardQuery
from app.services import dashboard
from app.services.handovers.windows import windows_of

router = APIRouter(prefix=API, tags=["Dashboard"])


@router.get("/dashboard", response_model=Dashboard, openapi_extra=roles(*SEE_FROM_ABOVE))
def read_dashboard(
    call: Annotated[Call, requires(*SEE_FROM_ABOVE)], asked: Annotated[DashboardQuery, Query()]
) -> Response:
    """Workload, handovers and parole by month, what is overdue, missing or unallocated, each with its list."""
    windows = windows_of(call.request.app.state.settings)
    with call.reading() as connection:
        found = dashboard.overview_of(
            connection, call.caller, asked.prison, asked.region, windows, call.today
        )
    return answer(Dashboard, Answered(found))
