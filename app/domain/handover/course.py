"""What a case's effective line foresees: the community's stay before release, coming or begun, and its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.overrides import PRISON_MANAGER, RELEASED
from app.domain.ownership import Period, owner_in
from app.domain.policies.policy import COMMUNITY, CUSTODY, MANAGER, NONE

WAITING_REASONS = frozenset({"returned_after_decision", "recalled"})
"""Why a prison has a case that leaves it again when the next review starts."""


@dataclass(frozen=True, slots=True)
class Course:
    """The way of a case before release, as its line has it.

    `handover_on` is the first day of the community's stay, begun or coming; `returns_on` the day on which the line
    takes it back, if it does; `waits_since` the day since which the prison keeps it until the next review.
    """

    responsible: str
    reason_code: str
    starts_on: date | None = None
    handover_on: date | None = None
    returns_on: date | None = None
    waits_since: date | None = None

    @property
    def is_with_community(self) -> bool:
        """Whether the community is responsible on the day that was asked about."""
        return self.responsible == COMMUNITY


def course_of(periods: Sequence[Period], on: date, review_due_on: date | None = None) -> Course | None:
    """The course of a case on a day; None where she is released, or nobody owns the case.

    `review_due_on` is the day from which a parole review may be expected (tariff, or parole eligibility).
    """
    now = owner_in(periods, on)
    if not _is_before_release(now):
        return None
    if now.answer.who.responsible == COMMUNITY:
        began, ends = _stay_round(periods, on)
        days = now.handover
        came_first = days.start_date and days.date and days.start_date < days.date
        support = _earlier(days.start_date, began) if came_first else began
        return Course(COMMUNITY, now.answer.reason_code, support, began, ends)
    coming = _coming_stay(periods, on)
    if coming is not None:
        start, end, reason = coming
        waits = _waits_since(periods, on, review_due_on)
        return Course(CUSTODY, reason, _supports_from(now, start), start, end, waits)
    return _without_stay(periods, now, on, review_due_on)


def _without_stay(periods: Sequence[Period], now: Period, on: date, review_due_on: date | None) -> Course:
    """In custody with no stay of the community on the line: a day that the policy names, or a review to wait for."""
    foreseen = now.handover.date if now.handover.date and now.handover.date > on else None
    waits = _waits_since(periods, on, review_due_on)
    if foreseen is None:
        if waits is None and _is_supported(now):
            waits = now.starts_on
        return Course(CUSTODY, now.answer.reason_code, waits_since=waits)
    support = _supports_from(now, foreseen)
    return Course(CUSTODY, now.answer.reason_code, support, foreseen, None, waits)


def _is_before_release(period: Period) -> bool:
    return period.answer.who.responsible != NONE and period.answer.reason_code != RELEASED


def _is_supported(period: Period) -> bool:
    """Whether the community's manager supports the prison's, or should have taken over by the date."""
    day = period.handover.start_date or period.handover.date
    return _are_beside(period) or day is not None


def _are_beside(period: Period) -> bool:
    who = period.answer.who
    return who.lead_role == PRISON_MANAGER and MANAGER in who.supporting


def _supports_from(period: Period, handover_on: date) -> date:
    if _are_beside(period):
        return min(period.handover.start_date or period.starts_on, period.starts_on)
    return _earlier(period.handover.start_date, handover_on)


def _stay_round(periods: Sequence[Period], on: date) -> tuple[date, date | None]:
    place = next(i for i, period in enumerate(periods) if period.covers(on))
    first = last = place
    while first > 0 and _is_stay(periods[first - 1]):
        first -= 1
    while last + 1 < len(periods) and _is_stay(periods[last + 1]):
        last += 1
    after = periods[last + 1] if last + 1 < len(periods) else None
    goes_back = after is not None and after.answer.who.responsible == CUSTODY
    return periods[first].starts_on, periods[last].ends_on if goes_back else None


def _is_stay(period: Period) -> bool:
    return _is_before_release(period) and period.answer.who.responsible == COMMUNITY


def _coming_stay(periods: Sequence[Period], on: date) -> tuple[date, date | None, str] | None:
    for period in periods:
        if period.starts_on > on and _is_stay(period):
            start, end = _stay_round(periods, period.starts_on)
            return start, end, period.answer.reason_code
    return None


def _waits_since(periods: Sequence[Period], on: date, review_due_on: date | None) -> date | None:
    """Since when the prison has the case back; else from when a review may take it away."""
    place = next(i for i, period in enumerate(periods) if period.covers(on))
    reason = periods[place].answer.reason_code
    first = place
    while first > 0 and periods[first - 1].answer.who.responsible == CUSTODY:
        first -= 1
    came_back = first > 0 and _is_stay(periods[first - 1])
    if came_back or reason in WAITING_REASONS:
        return periods[first].starts_on
    return review_due_on


def _earlier(one: date | None, other: date) -> date:
    return min(one, other) if one else other
