"""The date arithmetic of today's rules: which release counts, and when the community begins and takes over."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.calendar import DAY, months_after, months_before
from app.domain.policies.omic.standing import OmicStanding
from app.domain.policies.settings import PolicySettings

REFERRAL_MONTHS = 18


@dataclass(frozen=True, slots=True)
class OmicSettings(PolicySettings):
    """The windows of today's rules, in calendar months and days."""

    determinate_months: int = 8
    determinate_days: int = 14
    parole_months: int = 12
    indeterminate_months: int = 12
    early_allocation_months: int = 15
    short_sentence_months: int = 10
    far_hearing_months: int = 12


def counted_release(s: OmicStanding) -> date | None:
    """The release that the handover counts from (4): for lifers the tariff or a hearing, else by the sentence."""
    if s.indeterminate:
        return _coming_or_nearest(s)
    if s.parole_eligibility_date:
        return s.parole_eligibility_date
    known = [day for day in (s.automatic_release_date, s.conditional_release_date) if day]
    return min(known, default=None)


def _coming_or_nearest(s: OmicStanding) -> date | None:
    known = [day for day in (s.tariff_expiry_date, s.hearing) if day]
    coming = [day for day in known if day > s.day]
    if coming:
        return coming[0]
    return min(known, key=lambda day: s.day - day, default=None)


def hearing_is_far(s: OmicStanding, settings: OmicSettings) -> bool:
    """Whether the hearing is more than twelve months away; exactly twelve months counts as less (3)."""
    return s.hearing is not None and months_after(s.day, settings.far_hearing_months) < s.hearing


def is_early(s: OmicStanding) -> bool:
    """Whether an early allocation is in force: until the licence expires, where an assessment made it so (6)."""
    if not s.early_allocation or not s.early_allocation_lapses:
        return s.early_allocation
    return s.licence_expiry_date is None or s.licence_expiry_date >= s.day


def earliest_for_referral(s: OmicStanding) -> date | None:
    """The earliest of the dates that the window of a referral is judged by, past ones included (6)."""
    dates = (
        s.tariff_expiry_date,
        s.parole_eligibility_date,
        s.hearing,
        s.automatic_release_date,
        s.conditional_release_date,
    )
    return min((day for day in dates if day), default=None)


def is_in_window(s: OmicStanding, assessed_on: date) -> bool:
    """Whether an assessment of that day is sent and counts: the earliest date is within eighteen months (6)."""
    earliest = earliest_for_referral(s)
    return earliest is not None and earliest <= months_after(assessed_on, REFERRAL_MONTHS)


def window_opens_on(earliest: date) -> date:
    """The first day whose eighteen months reach the date; a month's end may make it the day after (6)."""
    opens = months_before(earliest, REFERRAL_MONTHS)
    return opens if months_after(opens, REFERRAL_MONTHS) >= earliest else opens + DAY


def is_short(s: OmicStanding, settings: OmicSettings) -> bool:
    """Sentence start and ten months reach the counted release; exactly ten months is short (5)."""
    release = counted_release(s)
    if release is None or s.sentence_start is None or s.indeterminate:
        return False
    return months_after(s.sentence_start, settings.short_sentence_months) >= release


def handover_on(s: OmicStanding, settings: OmicSettings) -> date | None:
    """The first day on which the community is responsible; None where no date decides it (5)."""
    release = counted_release(s)
    if release is None:
        return None
    if is_early(s):
        return months_before(release, settings.early_allocation_months)
    if s.indeterminate:
        return months_before(release, settings.indeterminate_months)
    if is_short(s, settings):
        return None
    if s.parole_eligibility_date:
        return months_before(release, settings.parole_months)
    return months_before(release, settings.determinate_months) - timedelta(settings.determinate_days)


def starts_on(s: OmicStanding, settings: OmicSettings) -> date | None:
    """The first day on which the community supports: earlier than the handover for a lifer in open conditions (5)."""
    handover = handover_on(s, settings)
    if handover is None or not s.indeterminate or s.open_since is None:
        return handover
    return min(handover, s.open_since)


def days_of_change(s: OmicStanding, settings: OmicSettings) -> list[date]:
    """Every day on which the answer may change without a new fact. Too many days do no harm."""
    days = [day for day in (s.turns_adult_on, s.open_since) if day]
    if s.licence_expiry_date and s.licence_expiry_date < date.max:
        days.append(s.licence_expiry_date + DAY)
    for day in (s.tariff_expiry_date, s.hearing):
        if day:
            days += [day, months_before(day, settings.indeterminate_months)]
    if s.hearing:
        near = months_before(s.hearing, settings.far_hearing_months)
        days += [near, near + DAY]
    release = None if s.indeterminate else counted_release(s)
    if release:
        days.append(
            months_before(release, settings.determinate_months) - timedelta(settings.determinate_days)
        )
        days.append(months_before(release, settings.parole_months))
    for day in (s.tariff_expiry_date, s.hearing, release):
        if day:
            days.append(months_before(day, settings.early_allocation_months))
    return days
