"""Which policy governs a place on which day, by what boards put in force and settings approved since.

The more specific word wins (a probation region over an estate over everywhere), then the later date, then the one
recorded later. A setting has its latest-dated value: that of the governing decision, or of a later approval.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from app.domain.facts import CaseFacts
from app.domain.ownership import InForce, Schedule
from app.domain.policies.policy import Policy
from app.domain.policies.register import POLICIES, policy_named
from app.domain.policies.settings import settings_as_values

EVERYWHERE, ESTATE, REGION = "everywhere", "estate", "region"
PLACE_KINDS = (EVERYWHERE, ESTATE, REGION)
"""From the widest to the most specific."""

Settings = Mapping[str, Any]
SettingKey = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is on a day: the estate of its prison and its home region, where known."""

    estate: str | None = None
    region: str | None = None


NOWHERE = Place()
PlaceLine = Sequence[tuple[date, Place]]
"""Where a case was from each day on; the first entry holds for all time before it too."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one decision put in force: a policy, with these settings, for a place, from a date."""

    policy_id: str
    starts_on: date
    settings: Settings = field(default_factory=dict)
    place_kind: str = EVERYWHERE
    place_code: str | None = None
    recorded_on: date = date.min
    revision: int = 0
    id: str = ""
    title: str = ""
    paper_id: str | None = None

    def covers(self, place: Place) -> bool:
        """Whether a case at this place is governed by it, were there no other."""
        if self.place_kind == EVERYWHERE:
            return True
        return self.place_code == (place.estate if self.place_kind == ESTATE else place.region)

    @property
    def weight(self) -> tuple[int, date, int]:
        """Of two that cover a case, the heavier governs."""
        return (PLACE_KINDS.index(self.place_kind), self.starts_on, self.revision)


@dataclass(frozen=True, slots=True)
class SettingChange:
    """Settings of one policy that a second person approved, and the first day on which they hold."""

    policy_id: str
    settings: Settings
    starts_on: date
    recorded_on: date = date.min
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Rulings:
    """Everything that is or will be in force, as far as it is recorded. There is always one for everywhere."""

    rulings: tuple[Ruling, ...]
    changes: tuple[SettingChange, ...] = ()
    versions: Mapping[tuple[str, SettingKey], str] = field(default_factory=dict)
    """The published version of a policy with these settings."""
    _at: dict[Place, Schedule] = field(default_factory=dict, compare=False, repr=False)

    @property
    def by_estate(self) -> bool:
        """Whether it matters in which estate a case is."""
        return any(ruling.place_kind == ESTATE for ruling in self.rulings)

    @property
    def by_region(self) -> bool:
        """Whether it matters where a case's home is."""
        return any(ruling.place_kind == REGION for ruling in self.rulings)

    def as_known_on(self, day: date) -> "Rulings":
        """What was recorded by the end of the day."""
        rulings = tuple(ruling for ruling in self.rulings if ruling.recorded_on <= day)
        changes = tuple(change for change in self.changes if change.recorded_on <= day)
        if len(rulings) == len(self.rulings) and len(changes) == len(self.changes):
            return self
        return Rulings(rulings or self.rulings[:1], changes, self.versions)

    def governing(self, place: Place, day: date) -> Ruling:
        """The ruling that governs a case at this place on the day."""
        found = [ruling for ruling in self.rulings if ruling.starts_on <= day and ruling.covers(place)]
        return max(found, key=lambda ruling: ruling.weight) if found else self.rulings[0]

    def policy_of(self, ruling: Ruling, day: date) -> Policy:
        """The policy of a ruling with the settings that hold on the day."""
        key = key_of(self.settings_of(ruling, day))
        base = POLICIES[ruling.policy_id].version
        return policy_in_version(ruling.policy_id, self.versions.get((ruling.policy_id, key), base), key)

    def settings_of(self, ruling: Ruling, day: date) -> dict[str, Any]:
        """The settings that hold under a ruling on the day, where they differ from the defaults."""
        return settings_on(ruling, self.changes, day)

    def schedule_at(self, place: Place) -> Schedule:
        """The schedule of a case that has always been at one place."""
        if place not in self._at:
            self._at[place] = self.schedule(((date.min, place),))
        return self._at[place]

    def schedule(self, line: PlaceLine) -> Schedule:
        """The schedule of a case that was at these places; an entry wherever another policy takes over."""
        days = {date.min, *(day for day, _ in line[1:])}
        days |= self._days()
        entries: list[InForce] = []
        for day in sorted(days):
            policy = self.policy_of(self.governing(place_on(line, day), day), day)
            if not entries or entries[-1].policy is not policy:
                entries.append(InForce(policy, day))
        return tuple(entries)

    def schedule_for(self, line: PlaceLine) -> Schedule:
        """The same, made once for cases that never moved."""
        return self.schedule_at(line[0][1]) if len(line) == 1 else self.schedule(line)

    def combinations(self) -> Iterator[tuple[str, SettingKey]]:
        """Every policy with every set of settings that governs somewhere on some day."""
        days = self._days()
        for ruling in self.rulings:
            for day in sorted(day for day in days if day >= ruling.starts_on):
                yield ruling.policy_id, key_of(settings_on(ruling, self.changes, day))

    def _days(self) -> set[date]:
        return {ruling.starts_on for ruling in self.rulings} | {change.starts_on for change in self.changes}


def settings_on(ruling: Ruling, changes: Sequence[SettingChange], day: date) -> dict[str, Any]:
    """The settings that hold on a day where they differ from the policy's defaults: the latest-dated word counts."""
    words = [(ruling.starts_on, ruling.revision, ruling.settings)]
    words += [
        (change.starts_on, change.revision, change.settings)
        for change in changes
        if change.policy_id == ruling.policy_id and change.starts_on <= day
    ]
    values: dict[str, Any] = {}
    for _, _, settings in sorted(words, key=lambda word: word[:2]):
        values |= settings
    return without_defaults(ruling.policy_id, values)


def without_defaults(policy_id: str, values: Settings) -> dict[str, Any]:
    """Only the settings that differ from the policy's own."""
    defaults = settings_as_values(POLICIES[policy_id].settings)
    return {key: value for key, value in values.items() if defaults.get(key) != value}


def key_of(settings: Settings) -> SettingKey:
    """Settings in one order, to be compared."""
    return tuple(sorted(settings.items()))


@lru_cache(maxsize=1024)
def policy_in_version(policy_id: str, version: str, settings: SettingKey) -> Policy:
    """One object for each policy and version: periods are compared by it."""
    policy = policy_named(policy_id, dict(settings))
    return policy if policy.version == version else replace(policy, version=version)


# Where a case was


def place_on(line: PlaceLine, day: date) -> Place:
    """Where a case was on a day."""
    places = [place for since, place in line if since <= day]
    return places[-1] if places else line[0][1]


def line_of(
    estates: Sequence[tuple[date, str | None]], regions: Sequence[tuple[date, str | None]]
) -> PlaceLine:
    """One line of both, each given by the first days of its values."""
    days = sorted({date.min, *(day for day, _ in estates), *(day for day, _ in regions)})
    line: list[tuple[date, Place]] = []
    for day in days:
        place = Place(_value_on(estates, day), _value_on(regions, day))
        if not line or line[-1][1] != place:
            line.append((day, place))
    return tuple(line)


def prisons_of(facts: CaseFacts) -> list[tuple[date, str]]:
    """The prison known on each day on which it becomes another, by transfers and recalls as they became known."""
    moves = [event for event in facts.events if event.fields.get("to_prison")]
    days = {event.takes_effect_on for event in moves}
    days |= {event.retracted_on for event in moves if event.retracted_on is not None}
    line: list[tuple[date, str]] = []
    for day in sorted(days):
        known = [event for event in moves if event.date <= day and event.is_known_on(day)]
        if known and (not line or line[-1][1] != known[-1].fields["to_prison"]):
            line.append((day, known[-1].fields["to_prison"]))
    return line


def regions_of(
    current: str | None, changes: Sequence[tuple[date, str | None]]
) -> list[tuple[date, str | None]]:
    """The home regions by their first days; `changes` gives, earliest first, a day and the region before it."""
    starts = [date.min, *(day for day, _ in changes)]
    return list(zip(starts, [*(was for _, was in changes), current], strict=True))


def _value_on(values: Sequence[tuple[date, str | None]], day: date) -> str | None:
    found = [value for since, value in values if since <= day]
    return found[-1] if found else None
