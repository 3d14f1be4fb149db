"""Month arithmetic clamps to the month's end, exactly as dateutil's relativedelta does."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import months_after, months_before, whole_months_between

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(day=DAYS, months=st.integers(0, 300))
def test_months_before_and_after_agree_with_dateutil(day: date, months: int) -> None:
    assert months_before(day, months) == day - relativedelta(months=months)
    assert months_after(day, months) == day + relativedelta(months=months)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2028, 8, 31), date(2028, 2, 29)),
        (date(2027, 2, 28), date(2026, 8, 28)),
        (date(2028, 2, 29), date(2027, 8, 29)),
        (date(2027, 1, 13), date(2026, 7, 13)),
    ],
    ids=str,
)
def test_six_months_before_is_not_sticky_at_the_months_end(day: date, expected: date) -> None:
    assert months_before(day, 6) == expected


@given(start=DAYS, days=st.integers(-400, 4000))
def test_whole_months_fit_between_and_one_more_does_not(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    months = whole_months_between(start, end)
    if end < start:
        assert months == 0
    else:
        assert months_after(start, months) <= end < months_after(start, months + 1)
