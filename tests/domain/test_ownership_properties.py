"""What holds of every timeline, whatever was told of a case and in whatever order."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evaluation import facts_of
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.ownership import InForce, decide, owner_in, schedule_of, timeline
from app.domain.policies.register import POLICIES, policy_named
from tests.domain.fact_strategies import entries

OPTION_2 = "omcp-2013-option-2"
DAYS = st.dates(date(2020, 1, 1), date(2036, 1, 1))
FEW = settings(max_examples=100)


def line(facts: CaseFacts, entry: dict[str, Any]) -> Any:
    """The timeline of an entry's policy and settings."""
    return timeline(facts, schedule_of(policy_named(OPTION_2, entry.get("settings"))))


def answers(periods: Any, days: list[date]) -> list[Any]:
    """The owner on each day."""
    return [(owner_in(periods, day).answer, owner_in(periods, day).handover) for day in days]


@FEW
@given(entry=entries())
def test_folding_twice_gives_the_same(entry: dict[str, Any]) -> None:
    assert line(facts_of(entry), entry) == line(facts_of(entry), entry)


@FEW
@given(entry=entries(), extra=entries(), told_on=DAYS, days=st.lists(DAYS, min_size=5, max_size=20))
def test_a_fact_recorded_later_never_changes_the_days_before(
    entry: dict[str, Any], extra: dict[str, Any], told_on: date, days: list[date]
) -> None:
    facts = facts_of(entry)
    late = [
        replace(e, recorded_on=max(told_on, e.date), retracted_on=None, told=1000 + place)
        for place, e in enumerate(facts_of(extra).events[:4])
    ]
    before = [day for day in days if day < told_on]
    with_late = CaseFacts.of([*facts.events, *late])
    assert answers(line(facts, entry), before) == answers(line(with_late, entry), before)


@FEW
@given(entry=entries(), place=st.integers(0, 20), on=DAYS, days=st.lists(DAYS, min_size=5, max_size=20))
def test_from_a_retraction_on_the_answer_is_as_without_the_fact(
    entry: dict[str, Any], place: int, on: date, days: list[date]
) -> None:
    events = list(facts_of(entry).events)
    chosen = place % len(events)
    retracted = max(on, events[chosen].recorded_on)
    others: list[CaseEvent] = events[:chosen] + events[chosen + 1 :]
    changed = [*others, replace(events[chosen], retracted_on=retracted)]
    after = [day for day in days if day >= retracted]
    assert answers(line(CaseFacts.of(changed), entry), after) == answers(
        line(CaseFacts.of(others), entry), after
    )


@FEW
@given(entry=entries(), known=DAYS, days=st.lists(DAYS, min_size=5, max_size=20))
def test_as_known_on_a_day_the_past_is_as_it_was_lived(
    entry: dict[str, Any], known: date, days: list[date]
) -> None:
    facts = facts_of(entry)
    past = [day for day in days if day <= known]
    assert answers(line(facts, entry), past) == answers(line(facts.as_known_on(known), entry), past)


@FEW
@given(entry=entries(), days=st.lists(DAYS, min_size=3, max_size=8))
def test_one_days_answer_is_the_timelines(entry: dict[str, Any], days: list[date]) -> None:
    facts = facts_of(entry)
    policy = policy_named(OPTION_2, entry.get("settings"))
    periods = timeline(facts, schedule_of(policy))
    for day in days:
        if facts.begins_on is not None and day >= facts.begins_on:
            assert decide(facts, policy, day) == answers(periods, [day])[0]


@FEW
@given(entry=entries(), taken_over=DAYS, days=st.lists(DAYS, min_size=5, max_size=20))
def test_each_day_is_answered_by_the_policy_of_that_day(
    entry: dict[str, Any], taken_over: date, days: list[date]
) -> None:
    facts = facts_of(entry)
    first, second = POLICIES["omcp-2013-option-1"], POLICIES[OPTION_2]
    periods = timeline(facts, (InForce(first), InForce(second, taken_over)))
    for day in days:
        if facts.begins_on is None or day < facts.begins_on:
            continue
        policy, holds_from = (first, date.min) if day < taken_over else (second, taken_over)
        assert answers(periods, [day])[0] == decide(facts, policy, day, holds_from=holds_from)
