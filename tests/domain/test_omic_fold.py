"""Today's rules, and schedules that change policy, folded and stepped: the same answer on every day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.evaluation import facts_of
from app.domain.ownership import InForce, Period, decide, in_force_on, owner_in, timeline
from app.domain.policies.register import policy_named
from tests.domain import naive_omic_stepper, naive_stepper
from tests.domain.fact_strategies import entries_of_today, settings_of_option_2

POLICIES = (*naive_stepper.POLICIES, "omic")
AFTER, LONGEST = timedelta(days=400), timedelta(days=3000)
UNHURRIED = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
Taken = tuple[str, dict[str, Any], date]
"""A policy, its settings, and the day on which it takes over."""


@st.composite
def schedules(draw: st.DrawFn) -> list[Taken]:
    """One to three policies, each with settings of its own, taking over on days of the case's life."""
    days = sorted(draw(st.lists(st.dates(date(2024, 1, 1), date(2029, 1, 1)), max_size=2, unique=True)))
    taken = []
    for day in [date.min, *days]:
        policy = draw(st.sampled_from(POLICIES))
        values = {} if policy == "omic" else draw(settings_of_option_2())
        taken.append((policy, values, day))
    return taken


def schedule_from(taken: list[Taken]) -> tuple[InForce, ...]:
    """The same as the fold takes it."""
    return tuple(InForce(policy_named(policy, values), day) for policy, values, day in taken)


def lived(periods: tuple[Period, ...]) -> tuple[date, date]:
    """The days worth walking: from the first fact to after the last change."""
    first, last = periods[0].starts_on, periods[-1].starts_on
    return first, min(last + AFTER, first + LONGEST)


def folded(period: Period) -> tuple[Any, ...]:
    who = period.answer.who
    said = (who.responsible, who.lead_role, list(who.supporting), period.answer.reason_code)
    days = (period.handover.start_date, period.handover.date)
    return (*said, *(days if period.policy.id == "omic" else (None, days[1])))


def stepped(
    entry: dict[str, Any], taken: list[Taken], first: date, last: date
) -> dict[date, tuple[Any, ...]]:
    """Each day by the stepper of the policy that governs it."""
    found = {}
    for place, (policy, values, starts_on) in enumerate(taken):
        ends_on = taken[place + 1][2] - timedelta(1) if place + 1 < len(taken) else last
        begin, end = max(first, starts_on), min(last, ends_on)
        if begin > end:
            continue
        if policy == "omic":
            answers = naive_omic_stepper.decide_each_day(entry, begin, end)
        else:
            answers = naive_stepper.decide_each_day(entry, policy, values, begin, end, holds_from=starts_on)
        for day, said in answers.items():
            keys = ("responsible", "lead_role", "supporting", "reason_code")
            found[day] = (*(said[key] for key in keys), said.get("handover_start"), said["handover_date"])
    return found


def differences(entry: dict[str, Any], taken: list[Taken]) -> list[str]:
    """The days on which fold and stepper differ, in words."""
    facts, schedule = facts_of(entry, told_flat=True), schedule_from(taken)
    periods = timeline(facts, schedule)
    first, last = lived(periods)
    found = []
    for day, meant in stepped(entry, taken, first, last).items():
        period = owner_in(periods, day)
        said = folded(period)
        counted = 6 if period.policy.counts_months or period.policy.id == "omic" else 4
        if said[:counted] != meant[:counted]:
            found.append(f"{day} {period.policy.id}: fold {said}, stepper {meant}")
    return found


def alone(entry: dict[str, Any], taken: list[Taken], days: list[date]) -> list[date]:
    """The days whose answer, decided alone, is not that of the timeline."""
    facts, schedule = facts_of(entry, told_flat=True), schedule_from(taken)
    periods = timeline(facts, schedule)
    wrong = []
    for day in days:
        governing, period = in_force_on(schedule, day), owner_in(periods, day)
        found = decide(facts, governing.policy, day, holds_from=governing.starts_on)
        if day >= periods[0].starts_on and found != (period.answer, period.handover):
            wrong.append(day)
    return wrong


OMIC_ALONE: list[Taken] = [("omic", {}, date.min)]
DAYS = st.lists(st.dates(date(2023, 1, 1), date(2032, 1, 1)), min_size=5, max_size=15)


@UNHURRIED
@given(entry=entries_of_today())
def test_todays_rules_fold_as_they_step(entry: dict[str, Any]) -> None:
    assert differences(entry, OMIC_ALONE)[:3] == []


@UNHURRIED
@given(entry=entries_of_today(), taken=schedules())
def test_schedules_that_change_policy_fold_as_they_step(entry: dict[str, Any], taken: list[Taken]) -> None:
    assert differences(entry, taken)[:3] == []


@settings(UNHURRIED, max_examples=60)
@given(entry=entries_of_today(), taken=schedules(), days=DAYS)
def test_a_day_decided_alone_is_that_day_of_the_timeline(
    entry: dict[str, Any], taken: list[Taken], days: list[date]
) -> None:
    assert alone(entry, taken, days) == []


@pytest.mark.soak
@settings(UNHURRIED, max_examples=3000)
@given(entry=entries_of_today(max_events=16))
def test_todays_rules_fold_as_they_step_over_thousands_of_cases(entry: dict[str, Any]) -> None:
    assert differences(entry, OMIC_ALONE)[:3] == []


@pytest.mark.soak
@settings(UNHURRIED, max_examples=3000)
@given(entry=entries_of_today(max_events=16), taken=schedules(), days=DAYS)
def test_schedules_fold_as_they_step_over_thousands_of_cases(
    entry: dict[str, Any], taken: list[Taken], days: list[date]
) -> None:
    assert differences(entry, taken)[:3] == []
    assert alone(entry, taken, days) == []


def test_who_comes_back_when_the_release_is_put_back_comes_back_for_that() -> None:
    """Found by the long run: an old decision not to release was still given as the reason."""
    entry = {
        "sentence": {
            "start_date": "2023-11-30",
            "sentence_type": "EDS",
            "length_months": 60,
            "release_date": "2028-04-30",
        },
        "provider": "nps",
        "events": [
            {"type": "parole_process_started", "date": "2023-12-10", "review": "1"},
            {"type": "parole_decision", "date": "2025-09-30", "review": "1", "outcome": "negative"},
            {"type": "release_date_recalculated", "date": "2027-12-20", "release_date": "2029-01-31"},
        ],
    }
    taken: list[Taken] = [("omcp-2013-option-2", {"put_back_after_handover": "return"}, date.min)]
    assert differences(entry, taken) == []
    periods = timeline(facts_of(entry, told_flat=True), schedule_from(taken))
    assert [period.answer.reason_code for period in periods] == [
        "custodial_phase",
        "parole_process",
        "returned_after_decision",
        "six_months_before_release",
        "custodial_phase",
        "six_months_before_release",
    ]


def test_a_man_sentenced_anew_arrives_in_open_conditions_with_that_sentence() -> None:
    """Found by the long run: with no transfer told he counted as there since his first sentence."""
    entry = {
        "sentence": {"start_date": "2023-11-30", "sentence_type": "SDS", "prison": "UPI"},
        "provider": "nps",
        "events": [
            {"type": "released", "date": "2027-05-31"},
            {"type": "sentence_started", "date": "2027-06-10", "sentence_type": "DPP", "length_months": None},
            {
                "type": "parole_process_started",
                "date": "2029-03-31",
                "review": "1",
                "target_hearing_date": "2030-05-31",
            },
        ],
        "settings": {},
    }
    assert differences(entry, OMIC_ALONE) == []
    period = owner_in(timeline(facts_of(entry, told_flat=True), schedule_from(OMIC_ALONE)), date(2029, 4, 1))
    assert period.handover.start_date == date(2027, 6, 10)
