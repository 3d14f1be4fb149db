"""Working days pass over weekends and the bank holidays of England and Wales."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import is_working_day, working_days_after, working_days_between
from app.services.working_days import BANK_HOLIDAYS

BY_YEAR = {
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}
"""Requirements B.8, the days on which they are kept."""

KEPT = {date.fromisoformat(f"{year}-{day}") for year, days in BY_YEAR.items() for day in days.split()}


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(0, 40))
def test_so_many_working_days_lie_up_to_the_day_that_is_found(day: date, count: int) -> None:
    found = working_days_after(day, count, BANK_HOLIDAYS)
    assert is_working_day(found, BANK_HOLIDAYS)
    if count:
        assert working_days_between(day, found, BANK_HOLIDAYS) == count


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 4, 1), 1, date(2026, 4, 2)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 4, 3), 0, date(2026, 4, 7)),
        (date(2026, 12, 24), 2, date(2026, 12, 30)),
    ],
    ids=["next day", "over Easter", "from Good Friday", "over Christmas"],
)
def test_working_days_pass_over_bank_holidays(day: date, count: int, expected: date) -> None:
    assert working_days_after(day, count, BANK_HOLIDAYS) == expected


@pytest.mark.parametrize("year", BY_YEAR)
def test_the_bank_holidays_are_those_of_the_published_calendar(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    found = {day for day in days if day in BANK_HOLIDAYS and day.weekday() < 5 and day.year == year}
    assert found == {day for day in KEPT if day.year == year and day.weekday() < 5}
