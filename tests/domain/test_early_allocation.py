"""Early allocation: what answers come to, the OASys date, and the window of eighteen months."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from app.domain.calendar import months_after
from app.domain.early_allocation import (
    EXTREMISM,
    MANDATORY,
    OTHERWISE,
    WITHIN_TWO_YEARS,
    assessed,
    outcome_of,
    state_of,
)
from app.domain.policies.omic.dates import window_opens_on
from app.domain.refusals import InvalidInput

TODAY = date(2026, 8, 10)
NO_TO_ALL: dict[str, Any] = dict.fromkeys((*MANDATORY, *OTHERWISE), False)
APPROVED = {"reason": "A reason of ours.", "approved": True, "approved_by": "Ash Alder"}


def given(**answers: Any) -> dict[str, Any]:
    return {"oasys_on": date(2026, 8, 1), **NO_TO_ALL, **answers}


def faults(**answers: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        assessed(given(**answers), TODAY)
    return [(error.field, error.code) for error in refusal.value.errors]


@pytest.mark.parametrize("name", MANDATORY)
def test_any_of_the_first_five_makes_a_case_eligible_and_the_others_are_not_kept(name: str) -> None:
    found = assessed(given(**{name: True}), TODAY)
    assert found.outcome == "eligible"
    assert set(found.answers) == set(MANDATORY)


def test_five_noes_and_five_noes_are_ineligible() -> None:
    assert assessed(given(), TODAY).outcome == "ineligible"


@pytest.mark.parametrize("name", [name for name in OTHERWISE if name != EXTREMISM])
def test_any_of_the_second_five_is_discretionary(name: str) -> None:
    assert assessed(given(**{name: True}, **APPROVED), TODAY).outcome == "discretionary"


def test_a_separation_centre_far_from_release_is_ineligible_whatever_else_is_said() -> None:
    for other, soon in product((False, True), (False, True)):
        answers = {EXTREMISM: True, WITHIN_TWO_YEARS: soon, "mappa_level_2": other}
        assert outcome_of({**NO_TO_ALL, **answers}) == ("discretionary" if soon else "ineligible")


def test_every_missing_answer_is_named() -> None:
    assert faults(**dict.fromkeys(MANDATORY)) == [(name, "answer_missing") for name in MANDATORY]
    assert faults(**dict.fromkeys(OTHERWISE)) == [(name, "answer_missing") for name in OTHERWISE]
    assert faults(**{EXTREMISM: True}) == [(WITHIN_TWO_YEARS, "answer_missing")]


def test_a_discretionary_case_needs_a_reason_and_the_approval() -> None:
    assert faults(mappa_level_2=True) == [
        ("reason", "reason_missing"),
        ("approved", "approval_missing"),
        ("approved_by", "approver_missing"),
    ]


@pytest.mark.parametrize(
    ("oasys_on", "code"),
    [
        (date(2026, 8, 10), "date_not_past"),
        (date(2026, 8, 9), None),
        (date(2026, 5, 11), None),
        (date(2026, 5, 10), "oasys_too_old"),
    ],
    ids=["today", "yesterday", "three months less a day", "three months"],
)
def test_the_oasys_assessment_is_before_today_and_of_the_last_three_months(
    oasys_on: date, code: str | None
) -> None:
    if code is None:
        assert assessed(given(oasys_on=oasys_on), TODAY).outcome == "ineligible"
    else:
        assert faults(oasys_on=oasys_on) == [("oasys_on", code)]


@pytest.mark.parametrize(
    ("earliest", "opens_on"),
    [
        (date(2028, 2, 10), date(2026, 8, 10)),
        (date(2028, 2, 29), date(2026, 8, 29)),
        (date(2028, 3, 31), date(2026, 10, 1)),
        (date(2028, 3, 30), date(2026, 9, 30)),
    ],
    ids=str,
)
def test_the_window_opens_on_the_first_day_whose_eighteen_months_reach_the_date(
    earliest: date, opens_on: date
) -> None:
    assert window_opens_on(earliest) == opens_on
    assert months_after(opens_on, 18) >= earliest
    assert months_after(date.fromordinal(opens_on.toordinal() - 1), 18) < earliest


@pytest.mark.parametrize(
    ("outcome", "in_window", "decision", "open_now", "state"),
    [
        ("eligible", True, None, True, "eligible"),
        ("discretionary", True, None, True, "decision_pending"),
        ("discretionary", True, "accepted", True, "eligible"),
        ("discretionary", True, "declined", True, None),
        ("ineligible", True, None, True, None),
        ("eligible", False, None, False, "assessment_saved"),
        ("eligible", False, None, True, "new_assessment_required"),
        ("ineligible", False, None, True, None),
    ],
)
def test_the_badge_of_a_case(
    outcome: str, in_window: bool, decision: str | None, open_now: bool, state: str | None
) -> None:
    latest = {"outcome": outcome, "in_window": in_window, "decision": decision}
    assert state_of(latest, open_now) == state


def test_a_case_never_assessed_has_no_badge() -> None:
    assert state_of(None, True) is None
