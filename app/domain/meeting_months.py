"""Which calendar months went, or would go, without a board: overall, and for each area (000 L120, A13)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.panel import Area

OVERALL, PER_AREA = "overall", "per_area"
Reading = Literal["overall", "per_area"]
"""How the terms are read: one board a month at least, or one for each area (A13)."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, by its first day, and the areas whose board met or is to meet in it."""

    starts_on: date
    areas: frozenset[Area]
    is_over: bool

    @property
    def without(self) -> tuple[Area, ...]:
        """The areas without a board, in their order."""
        return tuple(area for area in Area if area not in self.areas)

    def is_flagged(self, reading: Reading) -> bool:
        """Whether the month lacks a board that the terms ask for."""
        return bool(self.without) if reading == PER_AREA else not self.areas


def months_between(
    boards: Iterable[tuple[date, str]], first: date, last: date, today: date
) -> tuple[Month, ...]:
    """Each month from that of `first` to that of `last`, with the boards held or to be held (not cancelled)."""
    met: dict[date, set[Area]] = {}
    for held_on, area in boards:
        met.setdefault(held_on.replace(day=1), set()).add(Area(area))
    return tuple(
        Month(start, frozenset(met.get(start, ())), is_over=next_month(start) <= today)
        for start in _starts(first, last)
    )


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _starts(first: date, last: date) -> Iterator[date]:
    start = first.replace(day=1)
    while start <= last:
        yield start
        start = next_month(start)
