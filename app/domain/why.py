"""Why a side owns a case on a day: each rule tried, in order, with what it saw; and what would change the side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import months_after
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.ownership import UNKNOWN_YET, Schedule, decide, in_force_on, known_on, standing_on
from app.domain.policies.policy import NO_HANDOVER, Answer, Handover, Policy, Rule
from app.domain.policies.reading import LOOKS, READINGS
from app.domain.standing import Phase, Standing

WHAT_IF = "what-if"
FAR_AWAY = timedelta(3660)


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule that was tried, whether it applied, and the facts that it saw."""

    rule: Rule
    applies: bool
    because: str
    saw: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The answer of a day with every rule tried; the rules after the one that applied were not needed."""

    policy: Policy
    answer: Answer
    handover: Handover
    tried: tuple[Tried, ...]
    not_needed: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class WouldChange:
    """A fact that, told on the day, would change the answer from that day on. `responsible` is who would own then."""

    event: CaseEvent
    answer: Answer


def why(facts: CaseFacts, schedule: Schedule, day: date) -> Why:
    """Every rule that was tried for `day`, from the facts known on it, under the policy in force on it."""
    entry = in_force_on(schedule, day)
    standing = standing_on(known_on(facts, day), entry.policy, day, holds_from=entry.starts_on)
    if standing is None:
        return Why(entry.policy, UNKNOWN_YET, NO_HANDOVER, (), ())
    answer = entry.policy.answer(standing)
    rules = entry.policy.rules
    place = rules.index(answer.rule)
    tried = tuple(_tried(rule, rule is answer.rule, standing) for rule in rules[: place + 1])
    handover = entry.policy.handover(standing, answer)
    return Why(entry.policy, answer, handover, tried, rules[place + 1 :])


def would_change(facts: CaseFacts, schedule: Schedule, day: date) -> tuple[WouldChange, ...]:
    """Facts that could happen on `day` and would put another side in charge that same day."""
    entry = in_force_on(schedule, day)
    standing = standing_on(known_on(facts, day), entry.policy, day, holds_from=entry.starts_on)
    if standing is None:
        return ()
    now, _ = decide(facts, entry.policy, day, holds_from=entry.starts_on)
    found = []
    for event in _possible(standing, entry.policy, day):
        then, _ = decide(CaseFacts.of([*facts.events, event]), entry.policy, day, holds_from=entry.starts_on)
        if then.who.responsible != now.who.responsible:
            found.append(WouldChange(event, then))
    return tuple(found)


def _tried(rule: Rule, applies: bool, standing: Standing) -> Tried:
    reading = READINGS[rule.name]
    saw = tuple((name, _plain(LOOKS[name](standing))) for name in reading.sees)
    return Tried(rule, applies, rule.reason if applies else reading.otherwise, saw)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _possible(standing: Standing, policy: Policy, day: date) -> Iterator[CaseEvent]:
    """The facts worth trying: those that the transition table speaks of, where they could happen at all."""

    def fact(kind: str, **fields: Any) -> CaseEvent:
        return CaseEvent(kind, day, fields, told=10**9)

    if standing.phase is Phase.CUSTODY:
        if not standing.open_reviews:
            yield fact("parole_process_started", review=WHAT_IF)
        for review in standing.open_reviews[:1]:
            for outcome in ("negative", "open_conditions_recommended"):
                yield fact("parole_decision", review=review, outcome=outcome)
            yield fact("parole_withdrawn", review=review)
        if not standing.open_reviews:
            yield fact("parole_decision", outcome="negative")
        yield from (fact("release_date_recalculated", release_date=date_) for date_ in _releases(policy, day))
        yield fact("released")
    if standing.phase is Phase.LICENCE:
        yield fact("recalled", recall_type="standard")
    other = "crc" if standing.retained else "nps"
    yield fact("provider_changed", provider=other)


def _releases(policy: Policy, day: date) -> tuple[date, ...]:
    """A release soon enough to open the stage that day, and one far away."""
    months = policy.settings.handover_months
    return (months_after(day, months), day + FAR_AWAY)


def shown(event: CaseEvent) -> Mapping[str, Any]:
    """The fields of a possible fact as anybody would tell them: the review that is only supposed has no name."""
    return {name: value for name, value in event.fields.items() if value != WHAT_IF}
