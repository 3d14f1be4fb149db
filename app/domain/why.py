"""Why a side owns a case on a day: each rule tried, in order, with what it saw; and what would change the side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.facts import CaseEvent, CaseFacts
from app.domain.ownership import UNKNOWN_YET, Schedule, decide, in_force_on, known_on, standing_on
from app.domain.policies.policy import NO_HANDOVER, Answer, Handover, Policy, Rule
from app.domain.policies.reading import LOOKS, READINGS
from app.domain.possible import WHAT_IF, possible_facts
from app.domain.standing import Standing


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
    for event in possible_facts(standing, entry.policy, day):
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


def shown(event: CaseEvent) -> Mapping[str, Any]:
    """The fields of a possible fact as anybody would tell them: the review that is only supposed has no name."""
    return {name: value for name, value in event.fields.items() if value != WHAT_IF}
