"""Calendar arithmetic: months back with the month-end clamp, working days. Dates are days, never instants (C.4)."""

from collections.abc import Collection
from datetime import date, timedelta

DAY = timedelta(days=1)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def months_before(day: date, months: int) -> date:
    """The same day number `months` calendar months earlier, or that month's last day where it is shorter.

    No shift for weekends or bank holidays (C.4 rules 2 and 3). Raises ValueError before year 1.
    """
    number = day.day
    years, month = divmod(day.month - 1 - months, 12)
    year = day.year + years
    if number > 28 and number > _DAYS[month]:
        number = 29 if month == 1 and _is_leap(year) else _DAYS[month]
    return date(year, month + 1, number)


def months_after(day: date, months: int) -> date:
    """The same day number `months` calendar months later, clamped to the month's end."""
    return months_before(day, -months)


def whole_months_between(start: date, end: date) -> int:
    """How many whole calendar months fit between two days; 0 where `end` is not after `start`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    while months > 0 and months_after(start, months) > end:
        months -= 1
    return max(months, 0)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether a day is neither at a weekend nor one of these bank holidays (requirements B.8 row 75)."""
    return day.weekday() < 5 and day not in holidays


def working_days_after(day: date, count: int, holidays: Collection[date]) -> date:
    """The `count`th working day after `day`, which is not counted itself; with 0, `day` or the next working day."""
    found = day
    while count == 0 and not is_working_day(found, holidays):
        found += DAY
    while count > 0:
        found += DAY
        count -= is_working_day(found, holidays)
    return found


def working_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """How many working days lie after `start`, up to and including `end`; 0 where `end` is not after it."""
    days = (start + DAY * n for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
