"""The register of the daily pass: what follows from the calendar, one line a feature."""

from app.services.daily_work import PAGE, DailyWork
from app.services.early_allocation.opening import DAILY as EARLY_ALLOCATION
from app.services.handovers.daily import DAILY as HANDOVERS
from app.services.key_stages.daily import DAILY as KEY_STAGES
from app.services.panel_caseload.alerting import DAILY as PANEL_CASELOAD
from app.services.parole.daily import DAILY as PAROLE
from app.services.tasks.overdue import TELL_OVERDUE
from app.services.tasks.record import FOLLOW_THE_CASE, OF_THE_RECORD_DAILY

__all__ = ["DAILY", "PAGE", "DailyWork"]

DAILY: tuple[DailyWork, ...] = (
    *HANDOVERS,
    *OF_THE_RECORD_DAILY,
    FOLLOW_THE_CASE,
    TELL_OVERDUE,
    *PAROLE,
    *KEY_STAGES,
    *EARLY_ALLOCATION,
    *PANEL_CASELOAD,
)
"""In the order in which they run. A feature's own module imports `DailyWork` from `app.services.daily_work`."""
