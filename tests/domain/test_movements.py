"""Moves and placements: where a proposal stands, when a decision departs, and the prisons side by side."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.movements import ProposalStatus, check_decision, follows, has_authority, status_of
from app.domain.placements import Needs, miles_between, side_by_side
from app.domain.refusals import InvalidInput

DAY = date(2026, 11, 22)
NOTHING: dict[str, Any] = {"withdrawn_on": None, "submitted_on": None}
SENT = {**NOTHING, "submitted_on": DAY}
STYAL, LOW_NEWTON = (
    {
        "code": code,
        "name": name,
        "region": region,
        "category": "women_closed",
        "latitude": lat,
        "longitude": lon,
    }
    for code, name, region, lat, lon in (
        ("STI", "Styal", "north_west", 53.3403, -2.2392),
        ("LNI", "Low Newton", "north_east", 54.8058, -1.5566),
    )
)
MANCHESTER = {"code": "greater_manchester", "latitude": 53.4808, "longitude": -2.2426}
CARDIFF = {"code": "wales", "latitude": 51.4816, "longitude": -3.1791}
PLACES = st.fixed_dictionaries({"latitude": st.floats(50, 56), "longitude": st.floats(-6, 2)})


@pytest.mark.parametrize(
    ("proposal", "decision", "moved_on", "expected"),
    [
        (NOTHING, None, None, ProposalStatus.DRAFT),
        (SENT, None, None, ProposalStatus.SUBMITTED),
        (SENT, {"final_on": None}, None, ProposalStatus.PREPARED),
        (SENT, {"final_on": DAY}, None, ProposalStatus.DECIDED),
        (SENT, {"final_on": DAY}, DAY, ProposalStatus.CARRIED_OUT),
        ({**SENT, "withdrawn_on": DAY}, {"final_on": None}, None, ProposalStatus.WITHDRAWN),
        ({**NOTHING, "withdrawn_on": DAY}, None, None, ProposalStatus.WITHDRAWN),
    ],
)
def test_where_a_proposal_stands_follows_from_what_was_recorded(
    proposal: dict[str, Any], decision: Any, moved_on: Any, expected: ProposalStatus
) -> None:
    assert status_of(proposal, decision, moved_on) is expected


@pytest.mark.parametrize(
    ("advised", "decided", "said", "expected"),
    [
        ("STI", "STI", None, True),
        ("STI", "NHI", None, False),
        ("STI", "NHI", False, False),
        (None, "NHI", True, True),
        (None, None, False, False),
        (None, "NHI", None, "missing"),
        ("STI", "NHI", True, "advice_says_otherwise"),
        ("STI", "STI", False, "advice_says_otherwise"),
    ],
)
def test_whether_a_decision_follows_the_advice(
    advised: str | None, decided: str | None, said: bool | None, expected: Any
) -> None:
    if isinstance(expected, bool):
        assert follows(advised, decided, said) is expected
        return
    with pytest.raises(InvalidInput) as refused:
        follows(advised, decided, said)
    assert refused.value.errors[0].code == expected


@given(
    st.booleans(),
    st.booleans(),
    st.fixed_dictionaries(
        {
            "prison": st.sampled_from([None, "STI"]),
            "weighed_most": st.sampled_from([None, "her_interests"]),
            "departure_reason": st.sampled_from([None, "Because."]),
        }
    ),
)
def test_no_decision_departs_without_a_reason(
    is_movement: bool, follows_advice: bool, said: dict[str, Any]
) -> None:
    is_whole = (
        bool(said["prison"] and said["weighed_most"])
        if is_movement
        else not (said["prison"] or said["weighed_most"])
    )
    may_stand = is_whole and (follows_advice or said["departure_reason"] is not None)
    try:
        check_decision(said, is_movement=is_movement, follows_advice=follows_advice)
    except InvalidInput:
        assert not may_stand
    else:
        assert may_stand


@pytest.mark.parametrize(
    ("on", "ended_on", "expected"),
    [
        (date(2026, 11, 21), None, False),
        (date(2026, 11, 22), None, True),
        (date(2026, 11, 29), None, True),
        (date(2026, 11, 30), None, False),
        (date(2026, 11, 25), date(2026, 11, 25), False),
        (date(2026, 11, 24), date(2026, 11, 25), True),
    ],
)
def test_a_delegate_may_decide_from_the_first_day_to_the_last(
    on: date, ended_on: Any, expected: bool
) -> None:
    delegation = {"first_day": DAY, "last_day": date(2026, 11, 29), "ended_on": ended_on}
    assert has_authority(delegation, on) is expected


def test_the_nearest_prison_comes_first_and_a_missing_offer_is_never_a_no() -> None:
    offers = {"LNI": {"holds_restricted_status": True, "mother_and_baby_unit": None, "interventions": ["a"]}}
    needs = Needs(["a", "b"], is_restricted=True, with_baby=True, home=MANCHESTER)
    near, far = side_by_side([LOW_NEWTON, STYAL], offers, needs)
    assert (near.prison["code"], far.prison["code"]) == ("STI", "LNI")
    assert near.remarks == (
        "restricted_status_not_known",
        "mother_and_baby_unit_not_known",
        "interventions_not_known",
    )
    assert (far.offered, far.lacking) == (("a",), ("b",))
    assert far.remarks == ("mother_and_baby_unit_not_known", "lacks_interventions")
    assert not near.is_barred


def test_where_her_home_is_not_known_the_prisons_stand_by_name() -> None:
    options = side_by_side(
        [STYAL, LOW_NEWTON], {}, Needs([], is_restricted=False, with_baby=False, home=None)
    )
    assert [option.prison["name"] for option in options] == ["Low Newton", "Styal"]
    assert {option.miles for option in options} == {None}


def test_miles_are_those_of_the_straight_line() -> None:
    assert miles_between(MANCHESTER, STYAL) == 10
    assert abs(miles_between(CARDIFF, LOW_NEWTON) - 240) <= 1


@given(PLACES, PLACES, PLACES)
def test_distance_is_the_same_both_ways_and_no_way_round_is_shorter(
    one: dict[str, float], two: dict[str, float], three: dict[str, float]
) -> None:
    assert miles_between(one, two) == miles_between(two, one)
    assert miles_between(one, three) <= miles_between(one, two) + miles_between(two, three) + 2
    assert miles_between(one, one) == 0
