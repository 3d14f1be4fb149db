"""Gathers parole reviews as records from the events that name them; an event that names none is resolved afresh."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.facts import CaseEvent, CaseFacts
from app.domain.policies.policy import Policy
from app.domain.replay import UNNAMED, Replay

UNDER_WAY, REOPENED = "under_way", "set_aside_reopened"
DECIDED, WITHDRAWN = "decided", "withdrawn"
NO_OUTCOME, NOT_STARTED = "no_outcome_recorded", "not_started"
OPEN_STATES = (UNDER_WAY, REOPENED)
STATES = (UNDER_WAY, REOPENED, DECIDED, WITHDRAWN, NO_OUTCOME, NOT_STARTED)

SPEAKS_OF_REVIEW = frozenset(
    {
        "parole_process_started",
        "hearing_date_set",
        "parole_adjourned",
        "parole_deferred",
        "parole_withdrawn",
        "parole_decision",
        "parole_decision_set_aside",
    }
)


@dataclass(frozen=True, slots=True)
class PutOff:
    """A hearing adjourned or deferred."""

    kind: str
    on: date
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome as it was issued, and the day on which it was set aside, if it was."""

    outcome: str
    issued_on: date
    final_on: date | None = None
    on_papers: bool = False
    set_aside_on: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One review as the record stands. `hearing_on` is the hearing that is still to be held, or was held."""

    key: str
    state: str
    started_on: date | None = None
    review_type: str | None = None
    hearing_on: date | None = None
    put_off: tuple[PutOff, ...] = ()
    decisions: tuple[Decision, ...] = ()
    withdrawn_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the replay counts it as open."""
        return self.state in OPEN_STATES

    @property
    def decision(self) -> Decision | None:
        """The outcome that stands: the last one, unless it was set aside."""
        last = self.decisions[-1] if self.decisions else None
        return last if last and last.set_aside_on is None else None

    @property
    def set_aside_on(self) -> date | None:
        """When its last outcome was set aside."""
        return self.decisions[-1].set_aside_on if self.decisions else None


def speaks_of_reviews(events: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any of these stored facts is about a review."""
    return any(event["type"] in SPEAKS_OF_REVIEW for event in events)


def reviews_of(
    facts: CaseFacts, policy: Policy, on: date, *, holds_from: date = date.min
) -> tuple[Review, ...]:
    """The reviews of a case as known at the end of `on`, the earliest told first.

    A review is open exactly where the policy's replay of the same facts counts it as open.
    """
    known = [event for event in facts.events if event.is_known_on(on) and event.date <= on]
    if not any(event.type in SPEAKS_OF_REVIEW for event in known):
        return ()
    gathering = _Gathering(known, policy, holds_from)
    for _ in gathering.days(date.fromordinal(on.toordinal() + 1)):
        pass
    return gathering.reviews(known)


@dataclass(slots=True)
class _Draft:
    """A review while its events are read in the order of the replay."""

    key: str
    started_on: date | None = None
    review_type: str | None = None
    hearing_on: date | None = None
    put_off: list[PutOff] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    withdrawn_on: date | None = None
    ended_by: str | None = None

    def take(self, event: CaseEvent, *, was_open: bool) -> None:
        """Read one event."""
        fields = event.fields
        if event.type == "parole_process_started":
            self._start(event, was_open=was_open)
        elif event.type == "hearing_date_set":
            self.hearing_on = fields["target_hearing_date"]
        elif event.type in {"parole_adjourned", "parole_deferred"}:
            self._put_off(event)
        elif event.type == "parole_withdrawn":
            self.withdrawn_on = event.date
            self.ended_by = WITHDRAWN if was_open or self.ended_by is None else self.ended_by
        elif event.type == "parole_decision":
            self.decide(event)
        else:
            self._set_aside(event.date)

    def decide(self, event: CaseEvent) -> None:
        """Take an outcome."""
        told = event.fields
        on_papers = bool(told.get("on_papers"))
        self.decisions.append(Decision(told["outcome"], event.date, told.get("final_on"), on_papers))
        self.ended_by = DECIDED

    def _start(self, event: CaseEvent, *, was_open: bool) -> None:
        if not was_open:
            self.put_off, self.decisions = [], []
            self.withdrawn_on = self.ended_by = None
            self.started_on = event.date
        self.started_on = self.started_on or event.date
        self.review_type = event.fields.get("review_type") or self.review_type
        self.hearing_on = event.fields.get("target_hearing_date") or self.hearing_on

    def _put_off(self, event: CaseEvent) -> None:
        kind = event.type.removeprefix("parole_")
        self.put_off.append(PutOff(kind, event.date, event.fields.get("reason")))
        begun = self.hearing_on is not None and self.hearing_on <= event.date
        if begun or kind == "deferred":
            self.hearing_on = None

    def _set_aside(self, day: date) -> None:
        if self.decisions:
            last = self.decisions[-1]
            self.decisions[-1] = Decision(
                last.outcome, last.issued_on, last.final_on, last.on_papers, set_aside_on=day
            )
        self.ended_by = None

    def review(self, *, is_open: bool) -> Review:
        """The record."""
        return Review(
            self.key,
            self._state(is_open=is_open),
            self.started_on,
            self.review_type,
            self.hearing_on,
            tuple(self.put_off),
            tuple(self.decisions),
            self.withdrawn_on,
        )

    def _state(self, *, is_open: bool) -> str:
        if is_open:
            reopened = bool(self.decisions) and self.decisions[-1].set_aside_on is not None
            return REOPENED if reopened else UNDER_WAY
        if self.ended_by:
            return self.ended_by
        return NO_OUTCOME if self.started_on or self.decisions else NOT_STARTED


class _Gathering(Replay):
    """The replay itself, keeping each event about a review with the review that it belongs to."""

    def __init__(self, events: Sequence[CaseEvent], policy: Policy, holds_from: date) -> None:
        super().__init__(events, policy, holds_from)
        self._drafts: dict[str, _Draft] = {}
        self._read: set[int] = set()

    def reviews(self, known: Sequence[CaseEvent]) -> tuple[Review, ...]:
        """The records. A refusal that does not count yet, or not at all (A2, A10), is shown with its review."""
        for event in known:
            if event.type == "parole_decision" and id(event) not in self._read:
                self._draft(self._named(event) or UNNAMED).decide(event)
        still_open = self.standing.open_reviews
        return tuple(draft.review(is_open=key in still_open) for key, draft in self._drafts.items())

    def _apply(self, event: CaseEvent, day: date) -> None:
        if event.type not in SPEAKS_OF_REVIEW:
            super()._apply(event, day)
            return
        self._read.add(id(event))
        key = self._named(event)
        was_open = key in self.standing.open_reviews
        super()._apply(event, day)
        if key is not None:
            self._draft(key).take(event, was_open=was_open)

    def _named(self, event: CaseEvent) -> str | None:
        """The review that the event names, or the one that the replay takes it to mean; None for none."""
        named = event.fields.get("review")
        if named is not None:
            return str(named)
        if event.type == "parole_decision_set_aside":
            return self._decided[-1] if self._decided else UNNAMED
        longest = next(iter(self.standing.open_reviews), None)
        return UNNAMED if longest is None and event.type == "parole_decision" else longest

    def _draft(self, key: str) -> _Draft:
        return self._drafts.setdefault(key, _Draft(key))
