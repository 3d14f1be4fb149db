"""The jumping fold gives, on every day, what the naive day-by-day stepper gives: the stepper is the definition."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.evaluation import facts_of
from app.domain.ownership import owner_in, schedule_of, timeline
from app.domain.policies.register import policy_named
from tests.domain.fact_strategies import entries
from tests.domain.naive_stepper import decide_each_day
from tests.domain.test_naive_stepper import CASES, an_entry

POLICIES = ("omm-2006", "mtcs-2012", "omcp-2013-option-1", "omcp-2013-option-2")
AFTER = timedelta(days=400)
UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def differences(entry: dict[str, Any], policy_id: str, *, as_now_known: bool = False) -> list[str]:
    """The days on which fold and stepper differ, in words."""
    facts = facts_of(entry)
    if as_now_known:
        facts = facts.as_now_known()
    if facts.begins_on is None:
        return []
    policy = policy_named(policy_id, entry.get("settings"))
    periods = timeline(facts, schedule_of(policy))
    first, last = facts.begins_on, max(p.starts_on for p in periods) + AFTER
    stepped = decide_each_day(entry, policy_id, entry.get("settings"), first, last, as_now_known=as_now_known)
    found = []
    for day, expected in stepped.items():
        period = owner_in(periods, day)
        who = period.answer.who
        said = (who.responsible, who.lead_role, list(who.supporting), period.answer.reason_code)
        meant = tuple(expected[key] for key in ("responsible", "lead_role", "supporting", "reason_code"))
        if policy.counts_months:
            said, meant = (*said, period.handover.date), (*meant, expected["handover_date"])
        if said != meant:
            found.append(f"{day}: fold {said}, stepper {meant}")
    return found


@pytest.mark.parametrize("policy_id", POLICIES)
@UNHURRIED
@given(entry=entries())
def test_the_fold_agrees_with_the_stepper_on_every_day(policy_id: str, entry: dict[str, Any]) -> None:
    assert differences(entry, policy_id)[:3] == []


@UNHURRIED
@given(entry=entries())
def test_the_fold_agrees_as_now_known(entry: dict[str, Any]) -> None:
    assert differences(entry, "omcp-2013-option-2", as_now_known=True)[:3] == []


@pytest.mark.soak
@pytest.mark.parametrize("policy_id", POLICIES)
@settings(UNHURRIED, max_examples=3000)
@given(entry=entries(max_events=16))
def test_the_fold_agrees_over_thousands_of_cases(policy_id: str, entry: dict[str, Any]) -> None:
    assert differences(entry, policy_id)[:3] == []


@pytest.mark.parametrize(("events", "taken"), [case[1:3] for case in CASES], ids=[case[0] for case in CASES])
def test_the_fold_agrees_on_every_edge_case(events: list[dict[str, Any]], taken: dict[str, Any]) -> None:
    assert differences({**an_entry(*events), "settings": taken}, "omcp-2013-option-2") == []


@UNHURRIED
@given(entry=entries(), days=st.lists(st.dates(date(2020, 1, 1), date(2035, 1, 1)), min_size=1, max_size=5))
def test_periods_leave_no_gap_and_never_overlap(entry: dict[str, Any], days: list[date]) -> None:
    facts = facts_of(entry)
    periods = timeline(facts, schedule_of(policy_named("omcp-2013-option-2", entry.get("settings"))))
    assert [p.ends_on for p in periods[:-1]] == [p.starts_on for p in periods[1:]]
    assert periods[-1].ends_on is None
    for day in days:
        assert sum(period.covers(day) for period in periods) == (day >= facts.begins_on)


def test_a_variation_without_a_type_leaves_each_sentence_its_own() -> None:
    """Found by the long run: a second sentence told late, then a length varied, lost the first one's type."""
    entry = {
        "sentence": {"start_date": "2023-11-30", "sentence_type": "IPP", "rosh_level": "low"},
        "provider": "nps",
        "events": [
            {
                "type": "sentence_started",
                "date": "2023-11-30",
                "recorded_on": "2023-12-01",
                "sentence_type": "SDS",
                "length_months": 48,
            },
            {"type": "sentence_varied_on_appeal", "date": "2023-12-10", "length_months": 48},
        ],
    }
    for policy_id in POLICIES:
        assert differences(entry, policy_id) == []
    period = owner_in(timeline(facts_of(entry), schedule_of(policy_named("omm-2006"))), date(2024, 1, 1))
    assert period.answer.reason_code == "offender_management_model"


def test_what_stood_at_the_start_holds_until_an_event_of_its_kind_whenever_that_was_told() -> None:
    """Found by the long run: an event of the first day that was told before it was undone by what stood."""
    entry = {
        "sentence": {
            "start_date": "2024-04-30",
            "sentence_type": "SDS",
            "length_months": 48,
            "rosh_level": "low",
        },
        "provider": "nps",
        "events": [
            {
                "type": "provider_changed",
                "date": "2024-04-30",
                "recorded_on": "2024-04-27",
                "provider": "nps",
                "rosh_level": "high",
            }
        ],
    }
    for policy_id in POLICIES:
        assert differences(entry, policy_id) == []
    period = owner_in(timeline(facts_of(entry), schedule_of(policy_named("omm-2006"))), date(2024, 5, 1))
    assert period.answer.reason_code == "offender_management_model"


def test_a_short_sentence_that_stays_with_the_prison_says_nothing_of_a_recall() -> None:
    """Found by the long run: recalled on the day of the sentence, the case stayed with the prison by A11."""
    recalled = {
        "type": "recalled",
        "date": "2025-01-13",
        "recall_type": "standard",
        "release_date": "2025-05-01",
    }
    entry = {**an_entry(recalled), "settings": {"short_time_at_sentence": "custody"}}
    assert differences(entry, "omcp-2013-option-2") == []
    policy = policy_named("omcp-2013-option-2", entry["settings"])
    period = owner_in(timeline(facts_of(entry), schedule_of(policy)), date(2025, 2, 1))
    assert (period.answer.who.responsible, period.answer.reason_code) == ("community", "recalled")
