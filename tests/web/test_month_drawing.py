"""Two series of months as a chart: every value in its place, words that stay on the page, and the same as a table."""

import pytest

from app.web.month_drawing import Mark, month_chart, top_of

MONTHS = [f"{2026 + (10 + n) // 12}-{(10 + n) % 12 + 1:02}" for n in range(60)]


@pytest.mark.parametrize(
    ("largest", "top"), [(1, 1), (2, 2), (3, 5), (5, 5), (6, 10), (11, 20), (445, 500), (90_001, 100_000)]
)
def test_the_scale_ends_at_a_round_number_that_holds_the_largest(largest: int, top: int) -> None:
    assert top_of(largest) == top


def test_every_value_has_its_place() -> None:
    chart = month_chart("c", "Cases", "cases", ("One", "Two"), MONTHS[:3], [0, 5, 10], [10, 10, 0])
    assert chart.left == "0,100.00 1,50.00 2,0.00"
    assert chart.right == "0,0.00 1,0.00 2,100.00"
    assert [mark.words for mark in chart.grid] == ["0", "2", "4", "6", "8", "10"]
    assert chart.rows == (("2026-11", 0, 10), ("2026-12", 5, 10), ("2027-01", 10, 0))
    assert (
        chart.description
        == "One: 0 in 2026-11, 10 in 2027-01, most 10. Two: 10 in 2026-11, 0 in 2027-01, most 10."
    )


def test_nothing_at_all_is_drawn_at_the_bottom() -> None:
    chart = month_chart("c", "Cases", "cases", ("One", "Two"), MONTHS[:2], [0, 0], [0, 0])
    assert chart.left == "0,100.00 1,100.00"


def test_years_stand_at_their_januaries_and_none_runs_off_the_edge() -> None:
    chart = month_chart("c", "Cases", "cases", ("One", "Two"), MONTHS, [1] * 60, [2] * 60, sums=True)
    assert [mark.words for mark in chart.axis] == ["2027", "2028", "2029", "2030", "2031"]
    assert chart.axis[0].anchor == "start"
    assert Mark(99, "x").anchor == "end"
    assert chart.years[:2] == (("2026", 2, 4), ("2027", 12, 24))
