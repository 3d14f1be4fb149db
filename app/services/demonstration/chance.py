"""Chance that falls the same way every time: each person of the demonstration draws from a seed of their own."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

SEED = "throughcare demonstration 1"

T = TypeVar("T")


class Chance:
    """Draws for one person, by their place in the estate."""

    def __init__(self, whose: str) -> None:
        self._random = random.Random(f"{SEED}: {whose}")  # noqa: S311  # invented people, not secrets

    def falls(self, per_hundred: float) -> bool:
        """Whether something happens that happens to so many in a hundred."""
        return self._random.random() * 100 < per_hundred

    def one_of(self, things: Sequence[T]) -> T:
        """Any of these, all alike."""
        return self._random.choice(things)

    def by_weight(self, weights: Mapping[T, float]) -> T:
        """One of these, the heavier the likelier."""
        return self._random.choices(list(weights), list(weights.values()))[0]

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included; `least` where there is no room."""
        return self._random.randint(least, max(least, most))

    def day(self, first: date, last: date) -> date:
        """A day, both ends included; `first` where there is no room."""
        return first + timedelta(self.number(0, (last - first).days))

    def days_ago(self, today: date, least: int, most: int) -> date:
        """A day between `most` and `least` days before today."""
        return today - timedelta(self.number(least, most))


def court_day(day: date) -> date:
    """The day itself, or the Friday before where it is a weekend: courts sentence on weekdays."""
    return day - timedelta(max(0, day.weekday() - 4))
