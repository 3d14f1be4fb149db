"""A person's history as it was told: what happened, when it was recorded, and what was taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.services.facts import ToldFact

SOURCE = "demonstration"


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact, the day it was recorded, and the day and reason of its retraction if it was taken back."""

    fact: ToldFact
    recorded_on: date
    retracted_on: date | None = None
    why: str | None = None


@dataclass(slots=True)
class History:
    """The facts of one case, gathered in any order. What happened before `opened_on` is told on that day."""

    opened_on: date
    today: date
    tellings: list[Telling] = field(default_factory=list)

    def tell(self, event_type: str, day: date, *, late_by: int = 0, **fields: Any) -> None:
        """A fact of `day`, recorded that day or `late_by` days after, never after today."""
        recorded_on = date.fromordinal(day.toordinal() + late_by)
        recorded_on = min(max(recorded_on, self.opened_on), self.today)
        self.tellings.append(Telling(ToldFact(event_type, day, fields, SOURCE), recorded_on))

    def take_back(self, day: date, why: str) -> None:
        """Retract the fact told last."""
        self.tellings[-1] = replace(self.tellings[-1], retracted_on=min(day, self.today), why=why)

    def mark_derived(self, event_type: str, names: tuple[str, ...]) -> None:
        """Say of the first fact of a type that an import worked these of its fields out."""
        for place, telling in enumerate(self.tellings):
            if telling.fact.type == event_type:
                self.tellings[place] = replace(telling, fact=replace(telling.fact, derived=names))
                return

    def in_order(self) -> Iterator[Telling]:
        """The tellings by the day they were recorded, those of a day by the day they happened."""
        return iter(sorted(self.tellings, key=lambda t: (t.recorded_on, t.fact.date)))


@dataclass(frozen=True, slots=True)
class Life:
    """One case of the demonstration: the person's details by column, and their history."""

    details: dict[str, Any]
    estate: str
    history: History
