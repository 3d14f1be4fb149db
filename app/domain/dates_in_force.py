"""Which of the dates told of a case is in force on a day, and from when the months before release are counted."""

from collections.abc import Collection, Iterable
from datetime import date

from app.domain.calendar import months_before
from app.domain.facts import CaseEvent
from app.domain.policies.settings import PolicySettings


def speaks_of_release(event: CaseEvent) -> bool:
    """Whether the fact carries a date from which the handover may be counted."""
    return "release_date" in event.fields or "home_detention_curfew_actual_date" in event.fields


def date_in_force(seen: Iterable[CaseEvent], name: str, day: date, used_up: Collection[int]) -> date | None:
    """The release date (or curfew date) in effect on `day`, from the facts seen so far in their order.

    Each takes effect on the later of its date and its recording; the latest-dated counts. Sentences side by side
    count by their latest date. The facts in `used_up` (by identity) are releases, which use up what stood before.
    """
    standing: list[date] = []
    for event in seen:
        if id(event) in used_up:
            standing = []
        if name in event.fields and event.takes_effect_on <= day:
            standing = _after(event, name, standing)
    return max(standing, default=None)


def latest_told(seen: Iterable[CaseEvent], name: str) -> date | None:
    """Any other date of the sentence: it counts from its fact's own day and no release uses it up."""
    standing: list[date] = []
    for event in seen:
        if name in event.fields:
            standing = _after(event, name, standing)
    return max(standing, default=None)


def stage_opens_on(release: date | None, curfew: date | None, settings: PolicySettings) -> date | None:
    """The first day of the stage before release; None where the date is not known (A8: which date counts)."""
    counted = release
    if settings.handover_counts_from == "home_detention_curfew" and curfew:
        counted = min(release or curfew, curfew)
    return months_before(counted, settings.handover_months) if counted else None


def _after(event: CaseEvent, name: str, standing: list[date]) -> list[date]:
    """A sentence adds its date beside the others; any other fact speaks for the whole case; null removes it."""
    value: date | None = event.fields[name]
    before = standing if event.type == "sentence_started" else []
    return before if value is None else [*before, value]
