"""Quarters, and which figures stand in whose report."""

from datetime import date

import pytest

from app.domain.panel_figures import BASE, CATEGORIES, GIVEN_AWAY, Measure, Owner, Quarter, tables_of
from app.domain.refusals import InvalidInput


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_its_first_and_its_last_day(text: str, first: date, last: date) -> None:
    quarter = Quarter.read(text)
    assert (quarter.first, quarter.last, str(quarter)) == (first, last, text)


@pytest.mark.parametrize("text", ["2026-Q0", "2026-Q5", "26-Q1", "2026", "1999-Q4", "2201-Q1", "2026-q1", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Quarter.read(text)


def test_a_quarter_settles_fifteen_days_after_its_end() -> None:
    assert not Quarter(2026, 3).has_settled(date(2026, 10, 14))
    assert Quarter(2026, 3).has_settled(date(2026, 10, 15))


def test_w43_both_reports_stand_on_the_same_figures() -> None:
    reports = [set(tables_of(owner)) for owner in Owner]
    assert reports[0] & reports[1] == set(BASE)
    assert reports[0] | reports[1] == set(CATEGORIES)


def test_w44_no_flow_stands_beside_the_stock_that_would_give_it_away() -> None:
    assert not {measure for measure, _ in GIVEN_AWAY} & {Measure.ENTERED, Measure.LEFT}
