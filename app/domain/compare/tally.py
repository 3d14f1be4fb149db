"""Counts many lines by month: who owns at each month's end, and how many are handed over in it.

A line is counted where it changes, never by its days or months: a change adds one from its month on and takes one
away from where it ends, and `owned` sums those steps once at the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

from app.domain.calendar import DAY
from app.domain.months import Month, months_ahead
from app.domain.ownership import Period
from app.domain.policies.policy import COMMUNITY, CUSTODY, NONE

MONTHS = 60

Owner = tuple[str, str | None]
Place = tuple[str, str]
PRISON, REGION = "prison", "region"
NOWHERE = ""
"""The code of a place that is not known."""


@dataclass(frozen=True, slots=True)
class Span:
    """The months that are counted: the rest of that of `on`, and those after it."""

    on: date
    count: int = MONTHS

    @property
    def months(self) -> tuple[Month, ...]:
        """The months; `last` of each is the day on which its owners are counted."""
        return months_ahead(self.on, self.count)

    @property
    def end(self) -> date:
        """The first day that no longer counts."""
        return self.months[-1].last + DAY

    def place(self, day: date) -> int:
        """Which month a day lies in, from 0; before the first it is 0, after the last `count`."""
        number = (day.year - self.on.year) * 12 + day.month - self.on.month
        return min(max(number, 0), self.count)


@dataclass(slots=True)
class Tally:
    """The counts of one side of a comparison, as steps from month to month; those of two parts add up."""

    span: Span
    steps: dict[Owner, list[int]] = field(default_factory=dict)
    handed_over: dict[Place, list[int]] = field(default_factory=dict)

    def count(self, line: Sequence[Period], prison: str | None, region: str | None) -> None:
        """Add one case: its owner at each month's end, and its handovers under its prison and its home region."""
        span, on = self.span, self.span.on
        first = line[0].starts_on if line else date.max
        if first > on:
            self._owned((NONE, None), 0, span.place(first))
        before = NONE
        for period in line:
            who, start, stop = period.answer.who, period.starts_on, period.ends_on
            if stop is None or stop > on:
                place = span.place(start)
                if place == span.count:
                    return
                self._owned((who.responsible, who.lead_role), place, span.place(stop) if stop else span.count)
                if before == CUSTODY and who.responsible == COMMUNITY and start >= on:
                    self._handed_over(place, prison, region)
            before = who.responsible

    def owned(self) -> dict[Owner, list[int]]:
        """How many cases each owner has at the end of each month."""
        return {owner: list(accumulate(steps))[: self.span.count] for owner, steps in self.steps.items()}

    def owned_by(self, side: str) -> list[int]:
        """How many cases a side has at the end of each month, whoever leads in it."""
        lists = [counts for (responsible, _), counts in self.owned().items() if responsible == side]
        return [sum(counts) for counts in zip(*lists, strict=True)] or [0] * self.span.count

    def handovers(self) -> list[int]:
        """How many cases go from the prison to the community in each month."""
        lists = [counts for (kind, _), counts in self.handed_over.items() if kind == PRISON]
        return [sum(counts) for counts in zip(*lists, strict=True)] or [0] * self.span.count

    def _owned(self, owner: Owner, place: int, stop: int) -> None:
        steps = self.steps.get(owner)
        if steps is None:
            steps = self.steps[owner] = [0] * (self.span.count + 1)
        steps[place] += 1
        steps[stop] -= 1

    def _handed_over(self, place: int, prison: str | None, region: str | None) -> None:
        for key in ((PRISON, prison or NOWHERE), (REGION, region or NOWHERE)):
            self.handed_over.setdefault(key, [0] * self.span.count)[place] += 1

    def as_stored(self) -> dict[str, Any]:
        """The counts as JSON."""
        return {
            "owned": [[side, role, steps] for (side, role), steps in self.steps.items()],
            "handed_over": [[kind, code, counts] for (kind, code), counts in self.handed_over.items()],
        }

    @classmethod
    def from_stored(cls, span: Span, stored: Mapping[str, Any]) -> "Tally":
        """The counts as they were stored; nothing counted yet where nothing was."""
        return cls(
            span,
            {(side, role): list(steps) for side, role, steps in stored.get("owned", ())},
            {(kind, code): list(counts) for kind, code, counts in stored.get("handed_over", ())},
        )


def staff_needed(cases: int, caseload: int) -> int:
    """How many whole people so many cases need, at `caseload` cases a person."""
    return -(-cases // caseload)


def places_of(tallies: Sequence[Tally], kind: str) -> Iterator[str]:
    """The places of a kind that any of the tallies names, in order; the unknown one first."""
    yield from sorted({code for tally in tallies for of, code in tally.handed_over if of == kind})
