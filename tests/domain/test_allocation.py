"""Whose caseload a case stands in, who may hold what, how heavy work is, and who is recommended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.allocation import (
    AVAILABILITY,
    CO_WORKING,
    COMMUNITY_MANAGER,
    KEY_WORKER,
    LEADS,
    MAY_ALLOCATE,
    ROLES,
    SECONDED,
    SUPERVISOR,
    Candidate,
    CaseMix,
    Workload,
    clashes,
    is_available,
    may_hold,
    place_of,
    recommendation,
    recommended,
    role_needed,
)
from app.domain.policies.register import POLICIES

DAY = date(2026, 11, 22)
LEAD_ROLES = (None, *LEADS, COMMUNITY_MANAGER, "crc_responsible_officer")

mixes = st.builds(
    CaseMix,
    role=st.sampled_from(ROLES),
    leads=st.booleans(),
    rosh_level=st.sampled_from([None, "low", "medium", "high", "very_high"]),
    indeterminate=st.booleans(),
    multi_agency=st.booleans(),
    cases=st.integers(1, 40),
)
loads = st.builds(Workload, mix=st.lists(mixes, max_size=4).map(tuple), tenths=st.integers(1, 10))


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    """Some people, each with an id of their own."""
    return [
        Candidate(
            f"id-{number}",
            draw(st.sampled_from(["Ada", "Bea", "Cia"])),
            frozenset(draw(st.sets(st.sampled_from(ROLES)))),
            draw(st.sampled_from(AVAILABILITY)),
            draw(st.none() | st.dates(DAY - timedelta(3), DAY + timedelta(3))),
            draw(loads),
            draw(st.none() | st.dates(DAY - timedelta(300), DAY)),
            draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


@given(lead=st.sampled_from(LEAD_ROLES), held=st.sets(st.sampled_from(ROLES)), named=st.booleans())
def test_every_case_stands_in_exactly_one_place(lead: str | None, held: set[str], named: bool) -> None:
    place = place_of(lead, held, community_named=named)
    needed = role_needed(lead)
    assert (place == "out_of_scope") == (lead is None)
    leads = needed in held or (needed == COMMUNITY_MANAGER and named)
    assert (place == "caseload") == (lead is not None and leads)
    assert (place == "unallocated") == (lead is not None and not leads)


@given(lead=st.sampled_from(LEAD_ROLES[1:]), held=st.sets(st.sampled_from(ROLES)))
def test_naming_the_role_that_is_needed_brings_a_case_into_a_caseload(lead: str, held: set[str]) -> None:
    needed = role_needed(lead)
    assert needed in ROLES
    assert place_of(lead, held | {str(needed)}, community_named=False) == "caseload"


def test_every_lead_role_of_every_policy_can_be_held() -> None:
    assert POLICIES
    assert {role_needed(lead) for lead in LEAD_ROLES if lead} <= set(ROLES)
    assert set(MAY_ALLOCATE) == set(ROLES)


@pytest.mark.parametrize(
    ("role", "duties", "may"),
    [
        (SECONDED, {SECONDED}, True),
        (SECONDED, {SUPERVISOR}, False),
        (CO_WORKING, {SUPERVISOR}, True),
        (CO_WORKING, {KEY_WORKER}, False),
        (KEY_WORKER, {SECONDED}, False),
        (COMMUNITY_MANAGER, {COMMUNITY_MANAGER}, True),
    ],
)
def test_who_may_hold_a_role(role: str, duties: set[str], may: bool) -> None:
    assert may_hold(role, duties) is may


@pytest.mark.parametrize(
    ("until", "is_there"),
    [(DAY - timedelta(1), True), (DAY, False), (DAY + timedelta(1), False), (None, False)],
)
def test_somebody_away_is_back_the_day_after_their_last_day(until: date | None, is_there: bool) -> None:
    assert is_available("away", until, DAY) is is_there


def test_a_co_worker_is_never_the_lead() -> None:
    assert clashes(CO_WORKING, "a", {SECONDED: "a"})
    assert clashes(SUPERVISOR, "a", {CO_WORKING: "a"})
    assert not clashes(CO_WORKING, "b", {SECONDED: "a"})
    assert not clashes(KEY_WORKER, "a", {SECONDED: "a"})


def test_risk_sentence_and_part_make_a_case_heavier_and_a_part_week_too() -> None:
    light = CaseMix(SECONDED, leads=True, rosh_level="low", indeterminate=False, multi_agency=False)
    heavy = CaseMix(SECONDED, leads=True, rosh_level="very_high", indeterminate=True, multi_agency=True)
    beside = CaseMix(SUPERVISOR, leads=False, rosh_level="low", indeterminate=False, multi_agency=False)
    key = CaseMix(KEY_WORKER, leads=False, rosh_level="low", indeterminate=False, multi_agency=False)
    assert [each.points for each in (light, heavy, beside, key)] == [2, 7, 1, 0.5]
    tiered = [replace(light, tier=tier).points for tier in ("A", "D", "G")]
    assert tiered == [5, 3.5, 2], "the tier where there is one, the risk where there is none"
    assert Workload((light,), 10).load == 2
    assert Workload((light,), 5).load == 4


@given(people=candidates(), role=st.sampled_from(ROLES))
def test_a_recommendation_names_everybody_once_and_recommends_only_who_may(
    people: list[Candidate], role: str
) -> None:
    ranked = recommendation(role, people, DAY)
    assert sorted(one.candidate.staff_id for one in ranked) == sorted(one.staff_id for one in people)
    able = [one for one in ranked if one.rank is not None]
    assert list(ranked[: len(able)]) == able
    for one in able:
        assert may_hold(role, one.candidate.duties)
        assert is_available(one.candidate.availability, one.candidate.away_until, DAY)
        assert not one.candidate.clashes
    assert all(one.reasons for one in ranked)
    first = recommended(ranked)
    assert (first is None) == (not able)
    ranks = [one.rank for one in able if one.rank is not None]
    assert ranks == sorted(ranks)
    assert not ranks or ranks[0] == 1


@given(people=candidates(), role=st.sampled_from(ROLES))
def test_the_order_in_which_people_are_given_changes_nothing(people: list[Candidate], role: str) -> None:
    shuffled = sorted(people, key=lambda one: one.staff_id, reverse=True)
    assert recommendation(role, shuffled, DAY) == recommendation(role, people, DAY)


def test_continuity_goes_before_a_lighter_load_but_not_before_a_much_lighter_one() -> None:
    def person(name: str, cases: int, held: date | None = None) -> Candidate:
        mix = CaseMix(
            SECONDED, leads=True, rosh_level="low", indeterminate=False, multi_agency=False, cases=cases
        )
        return Candidate(name, name, frozenset({SECONDED}), workload=Workload((mix,)), held_until=held)

    near = recommendation(SECONDED, [person("light", 9), person("known", 11, DAY)], DAY)
    assert [one.candidate.name for one in near] == ["known", "light"]
    assert near[0].reasons == ("held_before", "load_above_average")
    far = recommendation(SECONDED, [person("light", 2), person("known", 30, DAY)], DAY)
    assert [one.candidate.name for one in far] == ["light", "known"]
    assert "held_before_but_loaded" in far[1].reasons
