"""The worker: what follows from the calendar, and mail, done beside requests by one thread of any process."""

from app.services.worker.daily_pass import run_daily_pass
from app.services.worker.thread import Worker

__all__ = ["Worker", "run_daily_pass"]
