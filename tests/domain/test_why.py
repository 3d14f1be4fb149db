"""Why a case is where it is: the rules tried lead to the answer, and what would change it does change it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evaluation import facts_of
from app.domain.facts import CaseFacts
from app.domain.ownership import decide, owner_in, schedule_of, timeline
from app.domain.policies.reading import LOOKS, READINGS
from app.domain.policies.register import POLICIES, policy_named
from app.domain.why import Why, why, would_change
from tests.domain.fact_strategies import entries, entries_of_today

FEW = settings(max_examples=60)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
OPTION_2 = schedule_of(policy_named("omcp-2013-option-2"))


@pytest.mark.parametrize("policy", POLICIES)
def test_every_rule_says_what_it_looks_at_and_what_holds_otherwise(policy: str) -> None:
    for rule in POLICIES[policy].rules:
        reading = READINGS[rule.name]
        assert set(reading.sees) <= LOOKS.keys()
        assert reading.otherwise or rule is POLICIES[policy].rules[-1], rule.name


@FEW
@given(entries(), DAYS, st.sampled_from(sorted(POLICIES)))
def test_the_last_rule_tried_is_the_answer_of_the_day(entry: dict[str, Any], day: date, policy: str) -> None:
    facts = facts_of(entry)
    schedule = schedule_of(policy_named(policy))
    found = why(facts, schedule, day)
    period = owner_in(timeline(facts, schedule), day)
    assert (found.answer, found.handover) == (period.answer, period.handover)
    if found.tried:
        assert [one.applies for one in found.tried] == [False] * (len(found.tried) - 1) + [True]
        rules = [one.rule for one in found.tried] + list(found.not_needed)
        assert tuple(rules) == found.policy.rules


@FEW
@given(entries(), DAYS)
def test_a_fact_that_would_change_the_side_does(entry: dict[str, Any], day: date) -> None:
    facts = facts_of(entry)
    now, _ = decide(facts, OPTION_2[0].policy, day)
    for change in would_change(facts, OPTION_2, day):
        told = CaseFacts.of([*facts.events, change.event])
        then, _ = decide(told, OPTION_2[0].policy, day)
        assert then == change.answer
        assert then.who.responsible != now.who.responsible


RETAINED = {
    "sentence": {
        "start_date": "2025-01-13",
        "sentence_type": "SDS",
        "length_months": 48,
        "release_date": "2027-01-13",
    },
    "provider": "nps",
}


def _why(day: date, *events: dict[str, Any]) -> Why:
    return why(facts_of({**RETAINED, "events": list(events)}), OPTION_2, day)


def test_the_six_month_rule_shows_the_dates_that_it_saw() -> None:
    last = _why(date(2026, 7, 13)).tried[-1]
    assert last.rule.reason_code == "six_months_before_release"
    assert ("release_date", date(2027, 1, 13)) in last.saw
    assert ("stage_opens_on", date(2026, 7, 13)) in last.saw


def test_a_case_with_the_prison_would_move_by_a_parole_start_or_an_earlier_release() -> None:
    facts = facts_of(RETAINED)
    kinds = {change.event.type for change in would_change(facts, OPTION_2, date(2026, 3, 2))}
    assert kinds == {"parole_process_started", "release_date_recalculated", "released"}


def test_a_case_in_a_review_would_come_back_by_a_refusal_and_by_a_withdrawal() -> None:
    facts = facts_of(
        {**RETAINED, "events": [{"type": "parole_process_started", "date": "2026-02-01", "review": "R1"}]}
    )
    found = would_change(facts, OPTION_2, date(2026, 3, 2))
    told = {(change.event.type, change.event.fields.get("outcome")) for change in found}
    assert ("parole_decision", "negative") in told
    assert ("parole_withdrawn", None) in told
    assert {change.answer.who.responsible for change in found} == {"custody"}


def test_before_the_first_fact_no_rule_was_tried() -> None:
    assert _why(date(2020, 1, 1)).tried == ()


OMIC = schedule_of(policy_named("omic"))


def moves(sentence: dict[str, Any], day: date, *events: dict[str, Any]) -> dict[str, str]:
    """What would change the side under today's rules, by the kind of fact and its first date or code."""
    facts = facts_of({"sentence": sentence, "events": list(events)}, told_flat=True)
    return {
        f"{change.event.type} {next((v for k, v in change.event.fields.items() if k != 'review'), '')}": (
            change.answer.who.responsible
        )
        for change in would_change(facts, OMIC, day)
    }


def test_under_todays_rules_a_date_that_is_near_is_named() -> None:
    sentence = {"start_date": "2020-03-02", "sentence_type": "SDS", "conditional_release_date": "2028-01-10"}
    assert moves(sentence, date(2026, 8, 10)) == {
        "sentence_dates_changed 2027-04-10": "community",
        "released ": "community",
    }
    assert moves(sentence, date(2026, 10, 10)) == {
        "sentence_dates_changed 2027-06-10": "community",
        "early_allocation_decided eligible": "community",
        "released ": "community",
    }


def test_under_todays_rules_a_refusal_gives_a_lifer_with_a_far_hearing_back() -> None:
    sentence = {
        "start_date": "2010-03-02",
        "sentence_type": "LIFE",
        "tariff_expiry_date": "2026-10-10",
        "target_hearing_date": "2028-01-10",
    }
    found = moves(sentence, date(2026, 8, 10))
    assert found["parole_decision negative"] == "custody"
    assert found["sentence_dates_changed 2036-08-17"] == "custody"
    assert "parole_decision release_directed" not in found


@FEW
@given(entries_of_today(), DAYS)
def test_a_fact_that_would_change_the_side_under_todays_rules_does(entry: dict[str, Any], day: date) -> None:
    facts = facts_of(entry, told_flat=True)
    now, _ = decide(facts, OMIC[0].policy, day)
    for change in would_change(facts, OMIC, day):
        then, _ = decide(CaseFacts.of([*facts.events, change.event]), OMIC[0].policy, day)
        assert then == change.answer
        assert then.who.responsible != now.who.responsible
