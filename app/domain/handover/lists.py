"""In which lists of handovers a case stands on a day. The statements of the repository say the same as this."""

from dataclasses import dataclass
from datetime import date, timedelta

UPCOMING = "upcoming"
IN_PROGRESS = "in_progress"
OVERDUE_TASKS = "overdue_tasks"
MANAGER_OVERDUE = "community_manager_overdue"
RETURNING = "returning"
LISTS = (UPCOMING, IN_PROGRESS, OVERDUE_TASKS, MANAGER_OVERDUE, RETURNING)


@dataclass(frozen=True, slots=True)
class Windows:
    """How far the lists look, in days (settings)."""

    upcoming: int = 56
    soon: int = 14
    manager_overdue: int = 2


USUAL_WINDOWS = Windows()


@dataclass(frozen=True, slots=True)
class Place:
    """What decides the lists of a case before release: the days of its course, and how its record stands."""

    starts_on: date | None = None
    handover_on: date | None = None
    returns_on: date | None = None
    waits_since: date | None = None
    named: bool = False
    complete: bool = False

    def is_back(self, on: date) -> bool:
        """Whether the line has taken the case back to the prison."""
        return self.returns_on is not None and self.returns_on <= on

    def is_with_community(self, on: date) -> bool:
        """Whether the community is responsible, before release."""
        return self.handover_on is not None and self.handover_on <= on and not self.is_back(on)

    def days_overdue(self, on: date) -> int | None:
        """Days since the handover with the checklist incomplete; None where nothing is overdue."""
        if self.complete or self.handover_on is None or not self.is_with_community(on):
            return None
        return (on - self.handover_on).days

    def is_due_soon(self, on: date, windows: Windows = USUAL_WINDOWS) -> bool:
        """Whether the handover is near enough to be marked."""
        if self.handover_on is None or self.handover_on <= on:
            return False
        return (self.handover_on - on).days <= windows.soon


def lists_of(place: Place, on: date, windows: Windows = USUAL_WINDOWS) -> tuple[str, ...]:
    """Every list that the case stands in, in the order of LISTS."""
    with_community, back = place.is_with_community(on), place.is_back(on)
    day = place.handover_on
    horizon = on + timedelta(windows.upcoming)
    first = min((d for d in (place.starts_on, day) if d is not None), default=None)
    waits = place.waits_since is not None and place.waits_since <= horizon
    tests = {
        UPCOMING: day is not None and day > on and first is not None and first <= horizon,
        IN_PROGRESS: with_community,
        OVERDUE_TASKS: with_community and not place.complete,
        MANAGER_OVERDUE: with_community
        and not place.named
        and day is not None
        and day + timedelta(windows.manager_overdue) <= on,
        RETURNING: back or (waits and not with_community),
    }
    return tuple(name for name in LISTS if tests[name])
