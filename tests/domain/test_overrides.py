"""What a manager's decision does to the line that follows from the rules, and what it leaves as it is."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evaluation import facts_of
from app.domain.overrides import Override, as_known_on, days_that_end, overlaid, span_on, spans_of
from app.domain.ownership import Period, owner_in, schedule_of, timeline
from app.domain.policies.policy import COMMUNITY, CUSTODY, NONE
from app.domain.policies.register import policy_named
from tests.domain.fact_strategies import entries

OPTION_2 = "omcp-2013-option-2"
DAYS = st.dates(date(2020, 1, 1), date(2036, 1, 1))
FEW = settings(max_examples=60)
ENTRY: dict[str, Any] = {
    "sentence": {
        "start_date": "2025-01-13",
        "sentence_type": "SDS",
        "length_months": 48,
        "release_date": "2027-01-13",
        "prison": "FHI",
    },
    "provider": "nps",
}


@st.composite
def decisions(draw: st.DrawFn) -> list[Override]:
    """Some overrides of one case, in any order, some ended and some with a day on which they expire."""
    found = []
    for place in range(draw(st.integers(1, 4))):
        starts = draw(DAYS)
        days = [draw(st.none() | st.integers(0, 900).map(lambda n, s=starts: s + timedelta(n))) for _ in "ab"]
        found.append(Override(str(place), draw(st.sampled_from([CUSTODY, COMMUNITY])), starts, *days))
    return found


def automatic(entry: dict[str, Any]) -> tuple[Period, ...]:
    """The line that follows from the rules."""
    return timeline(facts_of(entry), schedule_of(policy_named(OPTION_2, entry.get("settings"))))


def told(entry: dict[str, Any], *events: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "events": list(events)}


def sides(line: tuple[Period, ...]) -> list[tuple[str, str, str]]:
    return [(p.starts_on.isoformat(), p.answer.who.responsible, p.answer.reason_code) for p in line]


@FEW
@given(entry=entries(), overrides=decisions())
def test_each_day_has_one_owner_on_the_effective_layer_too(
    entry: dict[str, Any], overrides: list[Override]
) -> None:
    line = overlaid(automatic(entry), overrides, days_that_end(facts_of(entry)))
    assert line[0].starts_on == automatic(entry)[0].starts_on
    assert line[-1].ends_on is None
    for one, following in pairwise(line):
        assert one.ends_on == following.starts_on
        assert one.starts_on < following.starts_on
    for period in line:
        assert (period.answer.who.responsible == NONE) == (period.answer.who.lead_role is None)


@FEW
@given(entry=entries(), overrides=decisions(), days=st.lists(DAYS, min_size=5, max_size=30))
def test_a_day_without_an_override_is_as_the_rules_have_it_and_one_with_it_is_as_decided(
    entry: dict[str, Any], overrides: list[Override], days: list[date]
) -> None:
    periods, ends = automatic(entry), days_that_end(facts_of(entry))
    line, spans = overlaid(periods, overrides, ends), list(spans_of(periods, overrides, ends))
    for day in [*days, *(span.start for span in spans), *(span.end for span in spans if span.end)]:
        standing = [span for span in spans if span.covers(day)]
        owner, ruled = owner_in(line, day), owner_in(periods, day)
        if not standing or ruled.answer.who.responsible == NONE:
            assert (owner.answer, owner.handover) == (ruled.answer, ruled.handover)
        else:
            (span,) = standing
            assert owner.answer.who.responsible == span.override.responsible
            assert owner.answer.reason_code == "overridden"


@FEW
@given(entry=entries(), overrides=decisions(), days=st.lists(DAYS, min_size=5, max_size=30))
def test_ending_every_override_puts_the_automatic_answer_back(
    entry: dict[str, Any], overrides: list[Override], days: list[date]
) -> None:
    end = max(override.starts_on for override in overrides) + timedelta(1)
    ended = [Override(o.id, o.responsible, o.starts_on, o.expires_on, o.ended_on or end) for o in overrides]
    last = max(o.ended_on or end for o in ended)
    line = overlaid(automatic(entry), ended)
    for day in (day for day in days if day >= last):
        assert owner_in(line, day).answer == owner_in(automatic(entry), day).answer


@FEW
@given(entry=entries(), overrides=decisions(), known_on=DAYS, days=st.lists(DAYS, min_size=5, max_size=20))
def test_a_decision_made_later_never_changes_the_days_before(
    entry: dict[str, Any], overrides: list[Override], known_on: date, days: list[date]
) -> None:
    then, now = as_known_on(overrides, known_on), overrides
    periods = automatic(entry)
    for day in (day for day in days if day <= known_on):
        assert owner_in(overlaid(periods, then), day).answer == owner_in(overlaid(periods, now), day).answer


def test_an_override_moves_the_case_until_it_expires() -> None:
    line = overlaid(automatic(ENTRY), [Override("1", COMMUNITY, date(2026, 3, 2), date(2026, 5, 1))])
    assert sides(line) == [
        ("2025-01-13", "custody", "custodial_phase"),
        ("2026-03-02", "community", "overridden"),
        ("2026-05-01", "custody", "custodial_phase"),
        ("2026-07-13", "community", "six_months_before_release"),
    ]
    stay = line[1]
    assert (stay.answer.who.lead_role, stay.handover.date) == ("community_offender_manager", date(2026, 3, 2))


def test_keeping_a_case_in_prison_past_its_handover_foresees_the_day_it_goes() -> None:
    line = overlaid(automatic(ENTRY), [Override("1", CUSTODY, date(2026, 7, 1), date(2026, 9, 1))])
    assert sides(line)[1:] == [
        ("2026-07-01", "custody", "overridden"),
        ("2026-09-01", "community", "six_months_before_release"),
    ]
    kept = line[1]
    assert kept.handover.date == date(2026, 9, 1)
    assert kept.answer.who.supporting == ("offender_supervisor", "community_offender_manager")


def test_a_new_override_ends_the_one_before_which_does_not_come_back() -> None:
    first = Override("1", COMMUNITY, date(2026, 2, 1))
    second = Override("2", CUSTODY, date(2026, 3, 1), date(2026, 4, 1))
    line = overlaid(automatic(ENTRY), [second, first])
    assert sides(line)[1:4] == [
        ("2026-02-01", "community", "overridden"),
        ("2026-03-01", "custody", "overridden"),
        ("2026-04-01", "custody", "custodial_phase"),
    ]


def test_release_ends_an_override_and_a_recall_does_not_bring_it_back() -> None:
    entry = told(
        ENTRY,
        {"type": "released", "date": "2027-01-13"},
        {"type": "recalled", "date": "2027-03-01", "recall_type": "standard"},
    )
    line = overlaid(automatic(entry), [Override("1", CUSTODY, date(2026, 8, 3))])
    assert sides(line)[-3:] == [
        ("2026-08-03", "custody", "overridden"),
        ("2027-01-13", "community", "released_on_licence"),
        ("2027-03-01", "community", "recalled"),
    ]


def test_a_release_recalled_on_its_own_day_ends_the_override_too() -> None:
    entry = told(
        ENTRY,
        {"type": "released", "date": "2027-01-13"},
        {"type": "recalled", "date": "2027-01-13", "recall_type": "standard"},
    )
    facts = facts_of(entry)
    made = [Override("1", CUSTODY, date(2026, 8, 3))]
    line = overlaid(automatic(entry), made, days_that_end(facts))
    assert owner_in(line, date(2027, 1, 13)).answer.reason_code == "recalled"
    assert span_on(automatic(entry), made, date(2027, 1, 13), days_that_end(facts)) is None


def test_a_contracted_out_case_is_led_by_the_provider_s_officer() -> None:
    entry = {**ENTRY, "provider": "crc"}
    line = overlaid(automatic(entry), [Override("1", COMMUNITY, date(2026, 2, 2))])
    assert line[1].answer.who.lead_role == "crc_responsible_officer"


def test_what_nobody_owns_stays_so() -> None:
    short = {**ENTRY["sentence"], "length_months": 6}
    line = overlaid(automatic({**ENTRY, "sentence": short}), [Override("1", CUSTODY, date(2025, 2, 3))])
    assert {period.answer.who.responsible for period in line} == {NONE}
