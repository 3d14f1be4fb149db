"""The rules of referrals: which steps follow which, what each kind must say, who may be referred, what was changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.holistic import asks_for_specialist, refuse_disclosure
from app.domain.referrals import (
    AFTER,
    ENDED,
    FROM,
    Held,
    Kind,
    Status,
    Step,
    changed,
    faults_of_approaches,
    is_former_name,
    lacking,
    may_follow,
    status_of,
    steps_open,
    triage_due_on,
    why_not_eligible,
)
from app.domain.refusals import InvalidInput
from app.services.working_days import BANK_HOLIDAYS

TODAY = date(2026, 11, 22)
WOMENS = {"name": "Foston Hall", "estate": "women", "in_scope": True}
MENS = {"name": "Nowhere", "estate": "men", "in_scope": True}
UNDER_18 = {"name": "Elsewhere", "estate": "men", "in_scope": False}
WHOLE: dict[str, Any] = {
    "routes": ["complex_needs"],
    "sentence_objectives": "One.",
    "not_progressing": "Two.",
    "approaches": [{"what": "A", "started_on": TODAY, "result": "B"}],
    "her_views": "Three.",
    "wopd_status": "screened_in",
    "has_formulation": False,
}


def fields(kind: Kind, **changes: Any) -> set[str]:
    return {error.field for error in lacking(kind, {**WHOLE, **changes})}


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_whatever_is_tried_the_status_is_that_of_the_last_step_that_was_allowed(tried: list[Step]) -> None:
    status, taken = Status.DRAFT, []
    for step in tried:
        if may_follow(step, status):
            taken.append(step)
            status = AFTER[step]
    assert status_of(taken) is status
    assert status_of(reversed(taken)) is status, "the order in which steps are read says nothing"
    assert len(taken) == len(set(taken)), "no step is taken twice"
    assert set(steps_open(status)) == {step for step in Step if status in FROM[step]}


def test_from_an_end_nothing_follows_and_each_status_can_be_reached() -> None:
    assert all(steps_open(status) == () for status in ENDED)
    assert {Status.DRAFT, *AFTER.values()} == set(Status)


@pytest.mark.parametrize("name", list(WHOLE))
def test_each_answer_of_a_referral_to_the_panel_is_needed(name: str) -> None:
    empty: Any = [] if isinstance(WHOLE[name], list) else None
    assert fields(Kind.PANEL) == set()
    assert fields(Kind.PANEL, **{name: empty}) == {name}


def test_her_views_or_why_there_are_none() -> None:
    assert fields(Kind.PANEL, her_views=None, why_no_views="She would not meet us.") == set()


def test_support_of_staff_alone_needs_no_plan_but_says_for_whom_and_what() -> None:
    assert {e.field for e in lacking(Kind.PANEL, {"staff_support_only": True})} == {
        "staff_support_for",
        "staff_support_asked",
    }


@pytest.mark.parametrize("source", ["remand", "police_custody"])
def test_before_sentence_there_are_no_objectives_to_give(source: str) -> None:
    assert fields(Kind.PANEL, source=source, sentence_objectives=None) == set()
    assert fields(Kind.PANEL, source=source, not_progressing=None) == {"not_progressing"}


@pytest.mark.parametrize(
    ("kind", "held", "code"),
    [
        (Kind.PANEL, Held(WOMENS, "women"), None),
        (Kind.PANEL, Held(None, "women"), "not_in_womens_estate"),
        (Kind.WELSH_RESETTLEMENT, Held(None, "women"), None),
        (Kind.PRE_SENTENCE_SUPPORT, Held(None, "women"), None),
        (Kind.PRE_SENTENCE_SUPPORT, Held(None, "men"), "not_in_womens_estate"),
        (Kind.PANEL, Held(MENS, "men"), "not_in_womens_estate"),
        (Kind.PANEL, Held(UNDER_18, "men"), "establishment_out_of_scope"),
        (Kind.PANEL, Held(WOMENS, "women", is_closed=True), "case_closed"),
    ],
)
def test_w11_p06_who_may_be_referred_follows_from_where_she_is(
    kind: Kind, held: Held, code: str | None
) -> None:
    found = why_not_eligible(kind, held)
    assert (found and found[0]) == code


@pytest.mark.parametrize("kind", list(Kind))
def test_p06_an_immigration_removal_centre_is_outside_for_every_kind(kind: Kind) -> None:
    centre = {"name": "A removal centre", "estate": "women", "in_scope": False}
    found = why_not_eligible(kind, Held(centre, "women"))
    assert found is not None
    assert found[0] == "establishment_out_of_scope"


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 30))
def test_triage_is_due_on_a_working_day_after_so_many(day: date, count: int) -> None:
    due = triage_due_on(day, count, BANK_HOLIDAYS)
    between = [day + timedelta(n) for n in range(1, (due - day).days + 1)]
    assert sum(d.weekday() < 5 and d not in BANK_HOLIDAYS for d in between) == count
    assert due.weekday() < 5
    assert due not in BANK_HOLIDAYS


@given(st.dictionaries(st.sampled_from(["strengths", "routes", "her_views"]), st.text(max_size=3)))
def test_an_amendment_holds_exactly_what_differs(after: dict[str, str]) -> None:
    before = {"strengths": "a", "her_views": "b"}
    found = changed(before, {**before, **after})
    assert all(old != new for old, new in found.values())
    assert {**before, **{name: new for name, (_, new) in found.items()}} == {**before, **after}


def test_an_approach_begins_by_today_and_ends_after_it_began() -> None:
    approaches = [
        {"what": "A", "started_on": TODAY + timedelta(1)},
        {"what": "B", "started_on": TODAY, "ended_on": TODAY - timedelta(1)},
        {"what": "C"},
    ]
    assert {(e.field, e.code) for e in faults_of_approaches(approaches, TODAY)} == {
        ("approaches[0].started_on", "date_in_future"),
        ("approaches[1].ended_on", "ends_before_start"),
    }


@pytest.mark.parametrize(
    ("words", "found"),
    [("psi 23/2015", True), ("Centralised  case", True), ("CCSS", True), ("psi", False), ("Alder", False)],
)
def test_w06_a_former_name_is_known_and_a_womans_name_is_none(words: str, *, found: bool) -> None:
    assert is_former_name(words) is found


@pytest.mark.parametrize(
    ("disclosed", "offer", "asks"),
    [(True, "not_yet", True), (True, "not_safe_yet", True), (True, "declined", False), (True, "accepted", False),
     (False, "not_yet", False)],
)  # fmt: skip
def test_b09_a_disclosure_asks_for_a_service_until_it_is_answered(
    disclosed: bool, offer: str, asks: bool
) -> None:
    assert asks_for_specialist(disclosed, offer) is asks


def test_where_nothing_was_disclosed_nothing_more_is_kept() -> None:
    given_ = {"disclosed": False, "details": "Words.", "referral_offer": "not_yet"}
    with pytest.raises(InvalidInput) as refused:
        refuse_disclosure(given_, TODAY)
    assert [error.code for error in refused.value.errors] == ["nothing_disclosed"]
