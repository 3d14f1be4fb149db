"""Says facts and changes in words: each field by its name, dates as people say them, codes never."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.schemas.cases import HistoryEntry
from app.schemas.facts import FactOut
from app.web.days import spoken
from app.web.labels import CHOICE, readable, say

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
CODE = re.compile(r"[a-z]+(_[a-z]+)+")
IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMED_PLACES = frozenset({"to_prison", "from_prison", "prison", "home_region"})
NOT_SHOWN = frozenset({"type", "date"})

SAID_IN_THE_STORY = ("TASK", "PEOPLE_TOLD", "NOTICE", "MAIL")
"""What entries begin with that are no changes of the case itself; its story tells of tasks and notices."""

Names = Mapping[str, str]
"""Names of prisons and regions by code."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as a page lists it; `details` are its fields in words."""

    id: str | None
    kind: str
    title: str
    happened_on: date
    details: tuple[tuple[str, str], ...]
    recorded_on: date
    recorded_by: str
    opening: bool
    source: str
    retracted_on: date | None
    retraction_reason: str | None

    @property
    def told_late(self) -> bool:
        """Whether it became known after the day it happened, so that it counts from later on."""
        return not self.opening and self.recorded_on > self.happened_on


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of a change, before and after."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of a case: what, who, when, why, and each field."""

    title: str
    at: datetime
    who: str
    why: str | None
    fields: tuple[ChangedField, ...]


SAID_IN_FAMILIES = frozenset({"role", "because"})
"""Codes of the history that are no fields of facts."""


def value_words(name: str, value: Any, names: Names) -> str:
    """The value of a field in words."""
    if isinstance(value, list):
        return ", ".join(say("field", each) for each in value) or "None"
    if isinstance(value, date):
        return spoken(value)
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        return spoken(date.fromisoformat(value))
    if name in NAMED_PLACES and value is not None:
        return names.get(str(value), str(value))
    if value is None or isinstance(value, bool) or name in CHOICE or name in SAID_IN_FAMILIES:
        return say(name, value)
    return readable(value) if isinstance(value, str) and CODE.fullmatch(value) else str(value)


def is_identifier(value: Any) -> bool:
    """Whether it names a record to machines alone, so that it says nothing to a reader."""
    return isinstance(value, str) and IDENTIFIER.fullmatch(value) is not None


def fact_row(fact: FactOut, names: Names) -> FactRow:
    """A fact in words."""
    said = ((say("field", name), value_words(name, value, names)) for name, value in fact.fields.items())
    return FactRow(
        id=fact.id,
        kind=fact.type,
        title=say("fact", fact.type),
        happened_on=fact.date,
        details=tuple(said),
        recorded_on=fact.recorded_on,
        recorded_by=fact.recorded_by_name or fact.recorded_by,
        opening=fact.opening,
        source=fact.source,
        retracted_on=fact.retracted_on,
        retraction_reason=fact.retraction_reason,
    )


def fact_rows(facts: Iterable[FactOut], names: Names) -> list[FactRow]:
    """The facts in words, the latest first: what happened last is what is asked about most."""
    return [fact_row(fact, names) for fact in reversed(list(facts))]


def change_row(entry: HistoryEntry, names: Names) -> ChangeRow:
    """A change in words."""
    old, new = entry.old or {}, entry.new or {}
    title = say("change", entry.what)
    kind = new.get("type") or old.get("type")
    if kind:
        title = f"{title}: {say('fact', kind)}"
    happened = new.get("date") or old.get("date")
    if happened and kind:
        title = f"{title}, {value_words('date', happened, names)}"
    empty: tuple[Any, ...] = (None, [], "")
    shown = [
        name
        for name in {**old, **new}
        if not (kind and name in NOT_SHOWN)
        and not (old.get(name) in empty and new.get(name) in empty)
        and not is_identifier(new.get(name) or old.get(name))
    ]
    fields = tuple(_changed(name, old, new, names, field_words(entry.what, name)) for name in shown)
    return ChangeRow(title, entry.at, entry.who_name or entry.who, why_words(entry.why), fields)


def change_rows(entries: Iterable[HistoryEntry], names: Names) -> list[ChangeRow]:
    """The changes of the case itself in words, in their order."""
    return [change_row(entry, names) for entry in entries if not entry.what.startswith(SAID_IN_THE_STORY)]


def why_words(why: str | None) -> str | None:
    """A reason as it was given, without the identifier of the run that an import gives as its own."""
    return IDENTIFIER.sub("", why).strip() if why else why


def field_words(what: str, name: str) -> str:
    """The name of a field in words; `kind` is a release date's in facts alone."""
    return "Kind" if name == "kind" and not what.startswith("FACT_") else say("field", name)


def _changed(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any], names: Names, words: str
) -> ChangedField:
    said = {
        which: value_words(name, values[name], names) if name in values else None
        for which, values in (("old", old), ("new", new))
    }
    return ChangedField(words, said["old"], said["new"])
