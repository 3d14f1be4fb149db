"""Hides small counts so that nobody works them out: neither from the total, nor from knowing the rule (000 L148)."""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST_SHOWN = 5
"""Counts from one below this are hidden."""
SHOWN_AT_LEAST = 2
"""A table that would show fewer categories than this is withheld as a whole."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A table of counts that add up to one total, ready to be given away. None stands for what is hidden."""

    total: int | None
    counts: Mapping[str, int | None]
    withheld: bool = False


def hide_small(counts: Mapping[str, int]) -> Hidden:
    """The table with every count from 1 to 4 hidden, and as many others as keep those from being worked out.

    Each hidden count has another hidden beside it that is not its equal, and which are hidden depends on the counts
    alone, never on their names: whoever knows the total, what is shown and this rule could as well exchange the two.
    Where that cannot be, or too little would be left, the whole table is withheld. The total itself is hidden
    below five. Counts of nothing are shown, unless they must stand beside a small one.
    """
    total = sum(counts.values())
    if 0 < total < LEAST_SHOWN:
        return Hidden(None, dict.fromkeys(counts), withheld=True)
    hidden = {value for value in counts.values() if 0 < value < LEAST_SHOWN}
    if not hidden:
        return Hidden(total, dict(counts))
    if len(hidden) == 1:
        hidden |= _company(set(counts.values()) - hidden)
    shown = {name: None if value in hidden else value for name, value in counts.items()}
    if len(hidden) == 1 or sum(value is not None for value in shown.values()) < SHOWN_AT_LEAST:
        return Hidden(total, dict.fromkeys(counts), withheld=True)
    return Hidden(total, shown)


def _company(others: set[int]) -> set[int]:
    """What is hidden beside a small count: the least of the larger ones, or else what is nothing."""
    larger = {value for value in others if value}
    return {min(larger)} if larger else others
