"""Which policy governs: the more specific word, then the later; and nothing decided changes a day before its date."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evaluation import facts_of
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.in_force import (
    Place,
    Ruling,
    Rulings,
    SettingChange,
    line_of,
    prisons_of,
    regions_of,
    settings_on,
)
from app.domain.ownership import decide, in_force_on, owner_in, timeline
from app.domain.policies.register import POLICIES
from tests.domain.fact_strategies import entries

OPTION_1, OPTION_2 = "omcp-2013-option-1", "omcp-2013-option-2"
INSTALLED = Ruling(OPTION_2, date(1900, 1, 1))
DAYS = st.dates(date(2023, 1, 1), date(2031, 1, 1))
FEW = settings(max_examples=25)
ESTATES = ("women", "men", None)
REGIONS = ("wales", "london", None)
PLACES = [Place(estate, region) for estate in ESTATES for region in REGIONS]


@st.composite
def rulings(draw: st.DrawFn, recorded_after: date = date.min) -> Ruling:
    """A decision for some place, recorded at least a day before it holds."""
    recorded_on = draw(st.dates(max(recorded_after, date(2022, 6, 1)), date(2030, 1, 1)))
    kind = draw(st.sampled_from(("everywhere", "estate", "region")))
    codes = {"everywhere": (None,), "estate": ESTATES[:2], "region": REGIONS[:2]}[kind]
    policy = draw(st.sampled_from(sorted(POLICIES)))
    chosen: dict[str, Any] = {}
    if policy == OPTION_2:
        chosen = draw(st.sampled_from(({}, {"seconded_lead": False}, {"handover_months": 9})))
    starts_on = recorded_on + timedelta(draw(st.integers(1, 400)))
    revision = draw(st.integers(1, 99))
    return Ruling(policy, starts_on, chosen, kind, draw(st.sampled_from(codes)), recorded_on, revision)


@st.composite
def changes(draw: st.DrawFn, recorded_after: date = date.min) -> SettingChange:
    """Settings of option 2, approved at least a day before they hold."""
    recorded_on = draw(st.dates(max(recorded_after, date(2022, 6, 1)), date(2030, 1, 1)))
    chosen = draw(st.sampled_from(({"handover_months": 3}, {"recall": "custody_until_parole"})))
    return SettingChange(
        OPTION_2,
        chosen,
        recorded_on + timedelta(draw(st.integers(1, 400))),
        recorded_on,
        draw(st.integers(1, 99)),
    )


@st.composite
def everything(draw: st.DrawFn) -> Rulings:
    """What may be in force after some years."""
    return Rulings(
        (INSTALLED, *draw(st.lists(rulings(), max_size=4))), tuple(draw(st.lists(changes(), max_size=2)))
    )


def lines() -> st.SearchStrategy[Any]:
    """Where a case was: some days on which it was somewhere else."""
    moves = st.lists(st.tuples(DAYS, st.sampled_from(PLACES)), max_size=4, unique_by=lambda move: move[0])
    return st.builds(
        lambda first, found: ((date.min, first), *sorted(found, key=lambda move: move[0])),
        st.sampled_from(PLACES),
        moves,
    )


def answers(facts: CaseFacts, found: Rulings, line: Any, days: list[date]) -> list[Any]:
    """Who owns the case on each day since its first fact, for what reason, under which policy."""
    begins_on = facts.begins_on or date.max
    days = [day for day in days if day >= begins_on]
    periods = timeline(facts, found.schedule(line))
    owners = [owner_in(periods, day) for day in days]
    return [(one.answer.who, one.answer.reason_code, one.policy.id, one.policy.settings) for one in owners]


@FEW
@given(found=everything(), line=lines(), days=st.lists(DAYS, min_size=3, max_size=12))
def test_the_schedule_names_each_day_the_policy_of_its_governing_word(
    found: Rulings, line: Any, days: list[date]
) -> None:
    schedule = found.schedule(line)
    for day in days:
        place = [place for since, place in line if since <= day][-1]
        ruling = found.governing(place, day)
        expected = found.policy_of(ruling, day)
        assert in_force_on(schedule, day).policy is expected
    assert all(one.policy is not other.policy for one, other in pairwise(schedule))


@FEW
@given(
    entry=entries(max_events=4),
    found=everything(),
    more=st.one_of(rulings(), changes()),
    line=lines(),
    days=st.lists(DAYS, min_size=4, max_size=12),
)
def test_a_decision_or_a_setting_changes_no_day_before_its_date(
    entry: dict[str, Any], found: Rulings, more: Any, line: Any, days: list[date]
) -> None:
    is_ruling = isinstance(more, Ruling)
    with_more = Rulings(
        (*found.rulings, more) if is_ruling else found.rulings,
        found.changes if is_ruling else (*found.changes, more),
    )
    facts = facts_of(entry)
    before = [day for day in days if day < more.starts_on]
    assert answers(facts, found, line, before) == answers(facts, with_more, line, before)
    known = more.recorded_on - timedelta(1)
    assert answers(facts, found.as_known_on(known), line, days) == answers(
        facts, with_more.as_known_on(known), line, days
    )


@FEW
@given(
    entry=entries(max_events=4),
    found=everything(),
    line=lines(),
    moved_on=DAYS,
    place=st.sampled_from(PLACES),
    days=st.lists(DAYS, min_size=4, max_size=12),
)
def test_a_move_changes_no_day_before_it(
    entry: dict[str, Any], found: Rulings, line: Any, moved_on: date, place: Place, days: list[date]
) -> None:
    facts = facts_of(entry)
    moved = (*(step for step in line if step[0] < moved_on), (moved_on, place))
    before = [day for day in days if day < moved_on]
    assert answers(facts, found, line, before) == answers(facts, found, moved, before)


@FEW
@given(
    entry=entries(max_events=4), found=everything(), line=lines(), days=st.lists(DAYS, min_size=4, max_size=8)
)
def test_each_day_is_as_if_its_policy_alone_were_asked(
    entry: dict[str, Any], found: Rulings, line: Any, days: list[date]
) -> None:
    facts, schedule = facts_of(entry), found.schedule(line)
    periods = timeline(facts, schedule)
    for day in days:
        if facts.begins_on is None or day < facts.begins_on:
            continue
        entry_of_day = in_force_on(schedule, day)
        answer, handover = decide(facts, entry_of_day.policy, day, holds_from=entry_of_day.starts_on)
        period = owner_in(periods, day)
        assert (period.answer, period.handover) == (answer, handover)


@pytest.mark.parametrize(
    ("place", "day", "policy"),
    [
        (Place("women", "london"), date(2026, 12, 31), OPTION_2),
        (Place("women", "london"), date(2027, 1, 1), OPTION_1),
        (Place("men", "london"), date(2027, 1, 1), OPTION_2),
        (Place("men", "wales"), date(2027, 6, 1), "omm-2006"),
        (Place("women", "wales"), date(2027, 6, 1), "omm-2006"),
        (Place("women", "london"), date(2028, 1, 1), OPTION_1),
        (Place("men", None), date(2028, 1, 1), "omic"),
        (Place(None, None), date(2028, 1, 1), "omic"),
    ],
)
def test_the_more_specific_word_wins_then_the_later(place: Place, day: date, policy: str) -> None:
    found = Rulings(
        (
            INSTALLED,
            Ruling(OPTION_1, date(2027, 1, 1), {}, "estate", "women", revision=1),
            Ruling("omm-2006", date(2027, 6, 1), {}, "region", "wales", revision=2),
            Ruling("omic", date(2028, 1, 1), {}, revision=3),
        )
    )
    assert found.governing(place, day).policy_id == policy


def test_a_setting_has_its_latest_dated_value() -> None:
    ruling = Ruling(OPTION_2, date(2027, 1, 1), {"handover_months": 9}, revision=2)
    before = SettingChange(
        OPTION_2, {"handover_months": 3, "recall": "custody_until_parole"}, date(2026, 1, 1)
    )
    after = SettingChange(OPTION_2, {"handover_months": 6}, date(2028, 1, 1), revision=3)
    found = (before, after)
    assert settings_on(ruling, found, date(2027, 5, 1)) == {
        "handover_months": 9,
        "recall": "custody_until_parole",
    }
    assert settings_on(ruling, found, date(2028, 5, 1)) == {"recall": "custody_until_parole"}


def test_the_estate_is_that_of_the_prison_known_on_the_day() -> None:
    facts = CaseFacts.of(
        [
            CaseEvent("prison_transfer", date(2025, 1, 1), {"to_prison": "FHI"}),
            CaseEvent(
                "prison_transfer", date(2026, 1, 1), {"to_prison": "LEI"}, recorded_on=date(2026, 1, 9)
            ),
            CaseEvent(
                "prison_transfer",
                date(2026, 3, 1),
                {"to_prison": "FHI"},
                date(2026, 3, 1),
                date(2026, 4, 1),
                3,
            ),
        ]
    )
    assert prisons_of(facts) == [
        (date(2025, 1, 1), "FHI"),
        (date(2026, 1, 9), "LEI"),
        (date(2026, 3, 1), "FHI"),
        (date(2026, 4, 1), "LEI"),
    ]


def test_a_changed_home_region_is_another_place_from_its_day() -> None:
    regions = regions_of("london", [(date(2026, 5, 1), "wales"), (date(2026, 9, 1), None)])
    assert line_of([], regions) == (
        (date.min, Place(None, "wales")),
        (date(2026, 5, 1), Place(None, None)),
        (date(2026, 9, 1), Place(None, "london")),
    )
