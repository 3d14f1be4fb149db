"""Months ahead as people plan them: the first begins on the day itself, each later one on its first day."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from app.domain.calendar import months_after


@dataclass(frozen=True, slots=True)
class Month:
    """A month, or what is left of it; both days inclusive."""

    first: date
    last: date

    @property
    def code(self) -> str:
        """The month as YYYY-MM."""
        return f"{self.first:%Y-%m}"


def months_ahead(on: date, count: int) -> tuple[Month, ...]:
    """What is left of the month of `on`, and the months after it."""
    starts = [months_after(on.replace(day=1), place) for place in range(count + 1)]
    whole = [Month(start, end - timedelta(1)) for start, end in pairwise(starts)]
    return (Month(on, whole[0].last), *whole[1:])
