"""How the worker stands: what waits, and when the day's pass was last through. For metrics and health."""

from datetime import datetime, timedelta
from typing import Any

from app.repositories import daily_pass, mail
from app.repositories.database import Database

LATE_AFTER = timedelta(hours=26)
"""A pass runs at least once a day; two hours more are for a machine that was asleep."""


def standing(database: Database, moment: datetime) -> dict[str, Any]:
    """Numbers for whoever watches; nothing of a case."""
    with database.read() as connection:
        queue, last = mail.queue(connection), daily_pass.latest_finished(connection)
    oldest = queue["oldest_mail"]
    return {
        "mail_waiting": queue["mails"],
        "mail_oldest_seconds": (moment - oldest).total_seconds() if oldest else 0.0,
        "notices_to_mail": queue["notices"],
        "last_pass_timestamp": last["finished_at"].timestamp() if last else 0.0,
        "last_pass_carried_out": last["carried_out"] if last else 0,
        "last_pass_troubles": last["troubles"] if last else 0,
        "is_late": last is not None and moment - last["finished_at"] > LATE_AFTER,
    }
