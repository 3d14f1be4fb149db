"""The rules of the panel's caseload, on the day before, the day, and the day after."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.panel import Route
from app.domain.panel_care import check_end, check_status, defects_of, is_held, is_in_force, title_at
from app.domain.panel_caseload import (
    Alert,
    alerts_near,
    check_review,
    check_support,
    first_review_by,
    routes_of,
    stage_of,
    standing,
    support_state,
)
from app.domain.refusals import Conflict, InvalidInput

TODAY = date(2026, 11, 22)
DAY = timedelta(1)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "entered_on": date(2026, 9, 1),
        "stepped_down_on": None,
        "left_on": None,
        "complex_needs": True,
        "restricted_status": False,
        **changes,
    }


def review(**changes: Any) -> dict[str, Any]:
    return {
        "held_on": TODAY,
        "her_view": "Invented.",
        "no_view_reason": None,
        "next_review_on": TODAY + DAY,
        "aims": [],
        **changes,
    }


def codes(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refused.value.errors]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (TODAY - DAY, ()),
        (TODAY, (Alert("handover", TODAY),)),
        (TODAY + 56 * DAY, (Alert("handover", TODAY + 56 * DAY),)),
        (TODAY + 57 * DAY, ()),
        (None, ()),
    ],
    ids=["yesterday", "today", "eight-weeks", "eight-weeks-and-a-day", "no-day"],
)
def test_w27_a_handover_is_near_from_eight_weeks_before_to_its_day(
    due: date | None, expected: tuple[Alert, ...]
) -> None:
    assert alerts_near(due, None, TODAY) == expected


@given(handover=days, release=days, window=st.integers(1, 365))
def test_w27_the_first_day_of_an_alert_is_the_first_inside_the_window(
    handover: date, release: date, window: int
) -> None:
    for kind, due in (("handover", handover), ("release", release)):
        alert = Alert(kind, due)
        first = due - timedelta(window)
        assert alert not in alerts_near(handover, release, first - DAY, window)
        assert alert in alerts_near(handover, release, first, window)
        assert alert in alerts_near(handover, release, due, window)
        assert alert not in alerts_near(handover, release, due + DAY, window)


@pytest.mark.parametrize(
    ("changes", "referral", "expected"),
    [
        (None, None, None),
        (None, "draft", None),
        (None, "submitted", "referred"),
        (None, "in_triage", "triage"),
        (None, "accepted", "accepted"),
        (None, "declined", None),
        ({}, "submitted", "active"),
        ({"stepped_down_on": TODAY}, "accepted", "stepped_down"),
        ({"left_on": TODAY}, None, "closed"),
        ({"left_on": TODAY}, "closed", "closed"),
        ({"left_on": TODAY, "stepped_down_on": TODAY - DAY}, "in_triage", "triage"),
    ],
)
def test_w45_the_stage_is_worked_out_from_the_entry_and_the_referral(
    changes: dict[str, Any] | None, referral: str | None, expected: str | None
) -> None:
    assert standing(entry(**changes) if changes is not None else None, referral) == expected


def test_w05_both_routes_may_be_true_at_once() -> None:
    assert routes_of(entry()) == (Route.COMPLEX_NEEDS,)
    assert routes_of(entry(restricted_status=True)) == (Route.COMPLEX_NEEDS, Route.RESTRICTED_STATUS)
    assert stage_of(entry(left_on=TODAY)) == "closed"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"her_view": None}, [("her_view", "view_missing")]),
        ({"no_view_reason": "She was unwell."}, [("no_view_reason", "view_and_reason")]),
        ({"held_on": TODAY + DAY, "next_review_on": TODAY + 2 * DAY}, [("held_on", "date_in_future")]),
        ({"held_on": date(2026, 8, 31)}, [("held_on", "before_entry")]),
        ({"next_review_on": TODAY}, [("next_review_on", "date_not_ahead")]),
        (
            {"aims": [{"aim": "wellbeing", "state": "met"}, {"aim": "wellbeing", "state": "static"}]},
            [("aims.1.aim", "aim_twice")],
        ),
    ],
)
def test_a_review_has_her_view_or_the_reason_and_plans_the_next(
    changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_review(review(**changes), entry(), TODAY)
    assert codes(refused) == expected


def test_a_review_may_say_why_her_view_is_not_here() -> None:
    check_review(review(her_view=None, no_view_reason="She did not wish to."), entry(), TODAY)


def test_the_first_review_is_planned_in_three_months_with_the_months_end_kept() -> None:
    assert first_review_by(date(2026, 11, 30)) == date(2027, 2, 28)


def support(**changes: Any) -> dict[str, Any]:
    unanswered = dict.fromkeys(("offered", "offered_on", "taken_up", "answered_on", "outcome"))
    return {"requested_on": TODAY - 9 * DAY, **unanswered, **changes}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "asked_for"),
        ({"offered": "A debrief.", "offered_on": TODAY}, "offered"),
        ({"offered": "A debrief.", "offered_on": TODAY, "taken_up": True, "answered_on": TODAY}, "taken_up"),
        ({"taken_up": False, "answered_on": TODAY}, "not_taken_up"),
    ],
)
def test_support_for_staff_stands_where_its_answers_leave_it(changes: dict[str, Any], expected: str) -> None:
    offer = support(**changes)
    check_support(offer, TODAY)
    assert support_state(offer) == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"offered": "A debrief."}, "offered_on"),
        ({"offered_on": TODAY}, "offered"),
        ({"taken_up": True}, "answered_on"),
        ({"answered_on": TODAY}, "taken_up"),
        ({"offered": "A debrief.", "offered_on": TODAY - 10 * DAY}, "offered_on"),
        ({"offered": "A debrief.", "offered_on": TODAY + DAY}, "offered_on"),
        ({"taken_up": True, "answered_on": TODAY}, "offered"),
    ],
)
def test_support_is_offered_before_it_is_taken_up(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_support(support(**changes), TODAY)
    assert field in [error.field for error in refused.value.errors]


def status(**changes: Any) -> dict[str, Any]:
    return {
        "from_on": date(2026, 6, 1),
        "to_on": None,
        "next_review_on": date(2027, 6, 1),
        **changes,
    }


@given(start=days, length=st.integers(1, 400), on=days)
def test_restricted_status_holds_from_its_first_day_until_the_day_before_it_ends(
    start: date, length: int, on: date
) -> None:
    end = start + timedelta(length)
    assert is_in_force(status(from_on=start, to_on=end), on) == (start <= on < end)
    assert is_in_force(status(from_on=start), on) == (start <= on)


def test_w23_what_is_withheld_without_a_reason_is_a_defect() -> None:
    item = {"state": "withheld", "reason": None, "ended_on": None}
    assert defects_of(status(), [item], TODAY) == ["withheld_without_reason"]
    for mended in ({"reason": "Risk."}, {"state": "available"}, {"ended_on": TODAY}):
        assert defects_of(status(), [item | mended], TODAY) == []
    late = status(next_review_on=TODAY - DAY)
    assert defects_of(late, [], TODAY) == ["restricted_review_overdue"]
    assert defects_of(status(next_review_on=TODAY), [], TODAY) == []


def test_a_second_restricted_status_waits_for_the_end_of_the_first() -> None:
    given_now = {"from_on": date(2026, 7, 1), "next_review_on": date(2027, 7, 1)}
    with pytest.raises(Conflict):
        check_status(given_now, [status()], TODAY)
    ended = status(to_on=date(2026, 8, 1))
    with pytest.raises(InvalidInput) as refused:
        check_status(given_now, [ended], TODAY)
    assert codes(refused) == [("from_on", "restricted_overlap")]
    check_status(given_now | {"from_on": date(2026, 8, 1)}, [ended], TODAY)


def test_an_end_says_who_decided_and_why() -> None:
    with pytest.raises(InvalidInput) as refused:
        check_end(status(), {"to_on": date(2026, 6, 1)}, TODAY)
    assert [field for field, _ in codes(refused)] == ["to_on", "end_decided_by", "end_reason"]
    with pytest.raises(Conflict):
        check_end(status(to_on=TODAY), {"to_on": TODAY}, TODAY)
    check_end(status(), {"to_on": TODAY, "end_decided_by": "Director", "end_reason": "Reviewed."}, TODAY)


def test_w20_a_public_prison_has_a_governor_and_a_contracted_one_a_director() -> None:
    assert (title_at("public"), title_at("Sodexo")) == ("governor", "director")
    held = [is_held("FHI", phase) for phase in ("custody", "recalled", "not_sentenced", "licence", "closed")]
    assert held == [True, True, True, False, False]
    assert not is_held(None, "custody")
