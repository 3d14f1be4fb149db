"""How far the lists of handovers look, from the settings of this process."""

from app.domain.handover.lists import Windows
from app.settings import Settings, get_settings


def windows_of(settings: Settings | None = None) -> Windows:
    """The windows as they are set."""
    chosen = settings or get_settings()
    return Windows(
        upcoming=chosen.handover_window_days,
        soon=chosen.handover_soon_days,
        manager_overdue=chosen.community_manager_overdue_days,
    )
