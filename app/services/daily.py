"""The register of the daily pass: what follows from the calendar, one line a feature."""

from app.services.daily_work import PAGE, DailyWork

__all__ = ["DAILY", "PAGE", "DailyWork"]

DAILY: tuple[DailyWork, ...] = ()
"""In the order in which they run. A feature's own module imports `DailyWork` from `app.services.daily_work`."""
