"""Lays out two series of months as a line chart: places in percent, so that words never shrink, and a table beside."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 100.0
STEPS = (1, 2, 5)
NEAR_THE_EDGE = 7


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the grid or a mark of the axis, in percent, with its words."""

    at: float
    words: str
    on_phone: bool = True

    @property
    def anchor(self) -> str:
        """Which end of the words stands at the mark, so that none run off the edge."""
        return "start" if self.at < NEAR_THE_EDGE else "end" if self.at > 100 - NEAR_THE_EDGE else "middle"


@dataclass(frozen=True, slots=True)
class MonthChart:
    """Everything that a template needs to draw two lines over months. `left` and `right` are points of polylines."""

    id: str
    title: str
    unit: str
    left_name: str
    right_name: str
    left: str
    right: str
    width: int
    grid: tuple[Mark, ...]
    axis: tuple[Mark, ...]
    description: str
    rows: tuple[tuple[str, int, int], ...]
    years: tuple[tuple[str, int, int], ...] = ()
    """The sums of whole years, for what is counted in a month and not at its end."""


def month_chart(
    chart_id: str,
    title: str,
    unit: str,
    names: tuple[str, str],
    months: Sequence[str],
    left: Sequence[int],
    right: Sequence[int],
    *,
    sums: bool = False,
) -> MonthChart:
    """The chart of two series with one value a month (`YYYY-MM`). `sums`: the values of months may be added up."""
    top = top_of(max((*left, *right, 1)))
    return MonthChart(
        chart_id,
        title,
        unit,
        *names,
        _points(left, top),
        _points(right, top),
        max(len(months) - 1, 1),
        tuple(_grid(top)),
        tuple(_axis(months)),
        _described(names, months, left, right),
        tuple(zip(months, left, right, strict=True)),
        _years(months, left, right) if sums else (),
    )


def top_of(largest: int) -> int:
    """The end of the scale: the first of 1, 2, 5, 10, 20, 50 … that is not below the largest value."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= largest:
                return step * power
        power *= 10


def _points(values: Sequence[int], top: int) -> str:
    return " ".join(f"{place},{HEIGHT - value * HEIGHT / top:.2f}" for place, value in enumerate(values))


def _grid(top: int) -> list[Mark]:
    parts = 4 if top % 4 == 0 else 5 if top % 5 == 0 else top
    return [Mark(100 - number * 100 / parts, f"{top * number // parts:,}") for number in range(parts + 1)]


def _axis(months: Sequence[str]) -> list[Mark]:
    last = max(len(months) - 1, 1)
    januaries = [(place, month[:4]) for place, month in enumerate(months) if month.endswith("-01")]
    return [
        Mark(place * 100 / last, year, number % 2 == 0)
        for number, (place, year) in enumerate(januaries)
        if 3 < place * 100 / last < 97
    ]


def _described(
    names: tuple[str, str], months: Sequence[str], left: Sequence[int], right: Sequence[int]
) -> str:
    told = [
        f"{name}: {values[0]:,} in {months[0]}, {values[-1]:,} in {months[-1]}, most {max(values):,}"
        for name, values in zip(names, (left, right), strict=True)
    ]
    return ". ".join(told) + "."


def _years(
    months: Sequence[str], left: Sequence[int], right: Sequence[int]
) -> tuple[tuple[str, int, int], ...]:
    found: dict[str, list[int]] = {}
    for month, one, other in zip(months, left, right, strict=True):
        sums = found.setdefault(month[:4], [0, 0])
        sums[0] += one
        sums[1] += other
    return tuple((year, one, other) for year, (one, other) in found.items())
