"""The short way gives what the replay gives, on every day around the edges of a plain case."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.facts import CaseEvent, CaseFacts
from app.domain.ownership import decide, owner_in, schedule_of, timeline
from app.domain.plain_case import decide_plain
from app.domain.policies.register import POLICIES
from tests.domain.fact_strategies import settings_of_option_2

STARTS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@st.composite
def plain_facts(draw: st.DrawFn) -> CaseFacts:
    """The facts of a case of one sentence, told on its day."""
    start = draw(STARTS)
    kind = draw(st.sampled_from(["SDS", "EDS", "LIFE", "IPP"]))
    fields: dict[str, Any] = {"sentence_type": kind}
    if kind in {"SDS", "EDS"}:
        fields["length_months"] = draw(st.integers(1, 120))
    release = draw(st.none() | st.integers(0, 4000).map(lambda days: start + timedelta(days=days)))
    if release:
        fields["release_date"] = release
    events = [
        CaseEvent("sentence_started", start, fields),
        CaseEvent("prison_transfer", start, {"to_prison": "FHI"}),
    ]
    if provider := draw(st.sampled_from([None, "nps", "crc"])):
        events.append(CaseEvent("provider_changed", start, {"provider": provider}))
    if risk := draw(st.sampled_from([None, "low", "high"])):
        events.append(CaseEvent("risk_changed", start, {"rosh_level": risk, "ppo": draw(st.booleans())}))
    return CaseFacts.of(events)


@given(facts=plain_facts(), settings=settings_of_option_2(), policy_id=st.sampled_from(sorted(POLICIES)))
def test_the_short_way_agrees_with_the_timeline(
    facts: CaseFacts, settings: dict[str, Any], policy_id: str
) -> None:
    policy = POLICIES[policy_id]
    policy = replace(policy, settings=replace(policy.settings, **settings))
    assert facts.plain is not None
    periods = timeline(facts, schedule_of(policy))
    edges = {day for p in periods for day in (p.starts_on, p.starts_on + timedelta(days=1))}
    for day in edges | {p.starts_on - timedelta(days=1) for p in periods[1:]}:
        period = owner_in(periods, day)
        assert decide(facts, policy, day) == (period.answer, period.handover)


def test_a_case_of_the_stage_takes_the_short_way() -> None:
    fields = {"sentence_type": "SDS", "length_months": 48, "release_date": date(2027, 1, 13)}
    facts = CaseFacts.of([CaseEvent("sentence_started", date(2025, 1, 13), fields)])
    assert facts.plain is not None
    found = decide_plain(facts.plain, POLICIES["omcp-2013-option-2"], date(2026, 7, 13))
    assert found is not None
    assert found[0].reason_code == "six_months_before_release"


def test_a_late_a_second_or_another_fact_makes_a_case_that_is_not_plain() -> None:
    sentence = CaseEvent("sentence_started", date(2025, 1, 13), {"sentence_type": "SDS", "length_months": 48})
    late = replace(sentence, recorded_on=date(2025, 1, 14))
    released = CaseEvent("released", date(2027, 1, 13))
    for events in ([late], [sentence, sentence], [sentence, released]):
        assert CaseFacts.of(events).plain is None
