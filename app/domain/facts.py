"""What happened to a case, and when it became known: the only input of the ownership rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Day = date

INDETERMINATE = frozenset({"LIFE", "IPP", "DPP"})
SENTENCE_TYPES = frozenset({"SDS", "EDS", "SOPC"}) | INDETERMINATE
IN_SCOPE_MONTHS = 12

_SENTENCE, _CLOSURE, _RELEASE, _RECALL, _RELEASE_DATE, _STANDING, _TRANSFER = range(7)
_DECISION, _SET_ASIDE, _START, _ADJOURNED, _DEFERRED, _WITHDRAWN, _OTHER = range(7, 14)

OPENING_FACTS = "opening_facts"
"""What `evaluate` was told flat of a case at its start: each holds until an event of its kind."""

RANKS: Mapping[str, int] = {
    OPENING_FACTS: _SENTENCE,
    "sentence_started": _SENTENCE,
    "sentence_varied_on_appeal": _SENTENCE,
    "sentence_dates_changed": _SENTENCE,
    "removed_from_uk": _CLOSURE,
    "died": _CLOSURE,
    "conviction_quashed": _CLOSURE,
    "released": _RELEASE,
    "recalled": _RECALL,
    "release_date_set": _RELEASE_DATE,
    "release_date_recalculated": _RELEASE_DATE,
    "provider_changed": _STANDING,
    "risk_changed": _STANDING,
    "security_category_changed": _STANDING,
    "prison_transfer": _TRANSFER,
    "parole_decision": _DECISION,
    "parole_decision_set_aside": _SET_ASIDE,
    "parole_process_started": _START,
    "parole_adjourned": _ADJOURNED,
    "parole_deferred": _DEFERRED,
    "parole_withdrawn": _WITHDRAWN,
}
"""The order of facts within a day (`ownership.md`, "Rank within a day"); all others come last, then the clock."""

FIRST_PAROLE_RANK = _DECISION

AT_THE_START = -2
"""The order of telling of what stood as the case began: it holds until an event of its kind, whenever that was told."""

Signature = tuple[object, ...]
_BESIDE = frozenset({"prison_transfer", "provider_changed", "risk_changed"})


_ON_ITS_DAY = date.min


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One fact. `date` is the day it happened; it counts as known from `recorded_on` until `retracted_on`.

    All three are Europe/London days. A fact of the case's opening carries its own date as `recorded_on`.
    `fields` holds the values of `ownership.md` with dates as dates; `told` is the order of telling.
    """

    type: str
    date: Day
    fields: Mapping[str, Any] = field(default_factory=dict)
    recorded_on: Day = _ON_ITS_DAY
    retracted_on: Day | None = None
    told: int = 0

    def __post_init__(self) -> None:
        if self.recorded_on == _ON_ITS_DAY:
            object.__setattr__(self, "recorded_on", self.date)

    @property
    def rank(self) -> int:
        """Its place among the facts of one day."""
        return RANKS.get(self.type, _OTHER)

    @property
    def place_in_day(self) -> tuple[int, bool, Day, int]:
        """What orders the facts of one day: rank, what stood at the start first, when recorded, order of telling."""
        return (self.rank, self.told != AT_THE_START, self.recorded_on, self.told)

    @property
    def takes_effect_on(self) -> Day:
        """When a release date that it carries counts: the later of its date and the day it was recorded."""
        return max(self.date, self.recorded_on)

    @property
    def is_late(self) -> bool:
        """Whether it became known after the day it happened."""
        return self.recorded_on > self.date

    def is_known_on(self, day: Day) -> bool:
        """Recorded on or before the day, and not retracted on or before it."""
        return self.recorded_on <= day and (self.retracted_on is None or self.retracted_on > day)


@dataclass(frozen=True, slots=True)
class PlainCase:
    """A case of one sentence. `signature` holds all that decides who owns it, but for its dates."""

    events: tuple[CaseEvent, ...]
    sentence: CaseEvent
    starts_on: Day
    release_date: Day | None
    signature: Signature


def plain_case(events: Sequence[CaseEvent]) -> PlainCase | None:
    """The plain case that these facts make, or None where they make another."""
    sentence = None
    signature: list[object] = []
    for event in events:
        if event.retracted_on is not None or event.is_late or event.date != events[0].date:
            return None
        if event.type == "sentence_started":
            if sentence is not None or event.fields.get("home_detention_curfew_actual_date"):
                return None
            sentence = event
            signature += [event.fields.get("sentence_type"), event.fields.get("length_months")]
        elif event.type not in _BESIDE:
            return None
        else:
            signature += [(k, v) for k, v in event.fields.items() if k != "to_prison"]
    if sentence is None:
        return None
    release = sentence.fields.get("release_date")
    return PlainCase(tuple(events), sentence, sentence.date, release, (release is None, *signature))


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Every fact of one case, those retracted included, in the order of the replay."""

    events: tuple[CaseEvent, ...]
    plain: PlainCase | None = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", plain_case(self.events))

    @classmethod
    def of(cls, events: Iterable[CaseEvent]) -> "CaseFacts":
        """The facts in their order; a fact retracted on or before the day it was recorded never counted."""
        counted = (e for e in events if e.retracted_on is None or e.retracted_on > e.recorded_on)
        return cls(tuple(sorted(counted, key=lambda event: (event.date, *event.place_in_day))))

    @property
    def begins_on(self) -> Day | None:
        """The day of the earliest fact, from which there is an answer to give."""
        return self.events[0].date if self.events else None

    def as_known_on(self, day: Day) -> "CaseFacts":
        """The facts as the record held them at the end of `day`: later tellings and retractions taken out."""
        known = (e for e in self.events if e.recorded_on <= day)
        return CaseFacts(tuple(_without_retraction_after(e, day) for e in known))

    def as_now_known(self) -> "CaseFacts":
        """What is held true now, each fact counted as known from the day it happened."""
        standing = (e for e in self.events if e.retracted_on is None)
        events = (CaseEvent(e.type, e.date, e.fields, e.date, None, e.told) for e in standing)
        return CaseFacts.of(events)


def _without_retraction_after(event: CaseEvent, day: Day) -> CaseEvent:
    if event.retracted_on is None or event.retracted_on <= day:
        return event
    return CaseEvent(event.type, event.date, event.fields, event.recorded_on, None, event.told)
