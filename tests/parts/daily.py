"""The daily pass and the mail, run when a test says so."""

from datetime import timedelta

from app.services.worker import run_daily_pass
from app.services.worker_names import worker_name
from tests.parts.service import RunningService


def run_pass(service: RunningService) -> int:
    """The pass of the service's day, now."""
    database = service.service.api.state.database
    count = run_daily_pass(database, service.clock, worker_name(), again_after=timedelta(0))
    assert count is not None
    return count
