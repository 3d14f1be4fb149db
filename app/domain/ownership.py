"""Who owns a case on every day: the past as it was lived, the future as it will follow if nothing more is told.

`owner(D) = decide(facts known on D, D)` is the definition. `timeline` jumps from change to change and agrees
with it on every day (`ownership.md`, "The answer").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.facts import CaseEvent, CaseFacts
from app.domain.plain_case import decide_plain
from app.domain.policies.outside import NOT_SENTENCED
from app.domain.policies.policy import NO_HANDOVER, NOBODY, Answer, Handover, Policy
from app.domain.policies.register import DEFAULT_POLICY
from app.domain.replay import Replay
from app.domain.standing import Standing

UNKNOWN_YET = Answer(NOBODY, NOT_SENTENCED)


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy and the first day on which it governs."""

    policy: Policy
    starts_on: date = date.min


Schedule = Sequence[InForce]


@dataclass(frozen=True, slots=True)
class Period:
    """An unbroken run of days with one answer. `ends_on` is the first day that no longer counts, None at the end."""

    starts_on: date
    ends_on: date | None
    answer: Answer
    handover: Handover
    policy: Policy

    def covers(self, day: date) -> bool:
        """Whether this period holds the day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def says_the_same_as(self, other: "Period") -> bool:
        """Whether both give the same owner for the same reason, whatever handover day they foresee."""
        return self.answer == other.answer and self.policy is other.policy


def schedule_of(policy: Policy) -> Schedule:
    """A schedule of one."""
    return (InForce(policy),)


def timeline(facts: CaseFacts, schedule: Schedule, since: date = date.min) -> tuple[Period, ...]:
    """The whole line from the day of the first fact on: no gaps, no overlaps, the last period without end.

    Empty where there are no facts. Two neighbours differ in answer, handover or policy. With `since` only the line
    from that day on, where the days before are known already.
    """
    begins_on = facts.begins_on
    if begins_on is None:
        return ()
    changes: list[Period] = []
    breaks = _breaks(facts, schedule, max(begins_on, since))
    for start, end in zip(breaks, [*breaks[1:], None], strict=True):
        for period in _segment(facts, schedule, start, end):
            if changes and _same(changes[-1], period):
                continue
            changes.append(period)
    ends = [period.starts_on for period in changes[1:]] + [None]
    return tuple(
        Period(each.starts_on, end, each.answer, each.handover, each.policy)
        for each, end in zip(changes, ends, strict=True)
    )


def owner_in(periods: Sequence[Period], day: date) -> Period:
    """The period that holds the day; before the first fact nobody owns the case (`not_sentenced`)."""
    for period in reversed(periods):
        if period.starts_on <= day:
            return period
    ends_on = periods[0].starts_on if periods else None
    policy = periods[0].policy if periods else DEFAULT_POLICY
    return Period(date.min, ends_on, UNKNOWN_YET, NO_HANDOVER, policy)


def decide(
    facts: CaseFacts, policy: Policy, day: date, *, holds_from: date = date.min
) -> tuple[Answer, Handover]:
    """One day's answer from the facts known on that day: by the short way where the case is plain, else by replay."""
    plain = facts.plain
    if plain is not None and day >= plain.starts_on and holds_from == date.min:
        short = decide_plain(plain, policy, day)
        if short is not None:
            return short
    standing = standing_on(known_on(facts, day), policy, day, holds_from=holds_from)
    if standing is None:
        return UNKNOWN_YET, NO_HANDOVER
    answer = policy.answer(standing)
    return answer, policy.handover(standing, answer)


def in_force_on(schedule: Schedule, day: date) -> InForce:
    """The entry of a schedule that governs on a day."""
    return [entry for entry in schedule if entry.starts_on <= day][-1]


def known_on(facts: CaseFacts, day: date) -> list[CaseEvent]:
    """The facts that had happened by the end of a day and were known on it, in the order of the replay."""
    return [event for event in facts.events if event.is_known_on(day) and event.date <= day]


def standing_on(
    known: Sequence[CaseEvent], policy: Policy, day: date, *, holds_from: date = date.min
) -> Standing | None:
    """Where the case stands at the end of a day by these facts; None before the first of them."""
    replay = policy.replays(known, policy, holds_from)
    reached = False
    for _ in replay.days(_after(day)):
        reached = True
    return replay.standing if reached else None


def merged(periods: Sequence[Period]) -> tuple[Period, ...]:
    """The line with neighbours joined that say the same, for readers who ask only who and why."""
    result: list[Period] = []
    for period in periods:
        if result and result[-1].says_the_same_as(period):
            result[-1] = replace(result[-1], ends_on=period.ends_on)
        else:
            result.append(period)
    return tuple(result)


def _breaks(facts: CaseFacts, schedule: Schedule, begins_on: date) -> list[date]:
    """The days on which something other than the next fact or the clock changes the answer."""
    days = {begins_on}
    days |= {event.recorded_on for event in facts.events if event.is_late}
    days |= {event.retracted_on for event in facts.events if event.retracted_on is not None}
    days |= {entry.starts_on for entry in schedule}
    return sorted(day for day in days if day >= begins_on)


def _segment(facts: CaseFacts, schedule: Schedule, start: date, end: date | None) -> Iterator[Period]:
    """The answers from `start` until `end`, over one set of known facts and under one policy."""
    entry = in_force_on(schedule, start)
    known = [event for event in facts.events if _counts_between(event, start)]
    replay = entry.policy.replays(known, entry.policy, entry.starts_on)
    has_begun = False
    for _ in replay.days(_after(start)):
        has_begun = True
    yield _period(replay, entry.policy, start) if has_begun else _unknown(start, entry.policy)
    for day in replay.days(end or date.max, start):
        yield _period(replay, entry.policy, day)


def _period(replay: Replay, policy: Policy, day: date) -> Period:
    """The answer as the replay stands, from a day on."""
    answer = policy.answer(replay.standing)
    return Period(day, None, answer, policy.handover(replay.standing, answer), policy)


def _counts_between(event: CaseEvent, start: date) -> bool:
    """Known throughout the segment that begins at `start`: facts told on their day come in as they happen."""
    return (not event.is_late or event.recorded_on <= start) and (
        event.retracted_on is None or event.retracted_on > start
    )


def _unknown(start: date, policy: Policy) -> Period:
    return Period(start, None, UNKNOWN_YET, NO_HANDOVER, policy)


def _same(one: Period, other: Period) -> bool:
    return one.says_the_same_as(other) and one.handover == other.handover


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1) if day < date.max else day
