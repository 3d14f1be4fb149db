"""Which lists a case stands in on its way between the sides, and what is to be done: no case falls through."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evaluation import facts_of
from app.domain.handover.checklist import KINDS, STEPS, is_complete, is_side_complete, kind_of, steps_of
from app.domain.handover.course import Course, course_of
from app.domain.handover.lists import LISTS, Place, Windows, lists_of
from app.domain.overrides import PRISON_MANAGER, days_that_end, overlaid
from app.domain.ownership import Period, owner_in, schedule_of, timeline
from app.domain.policies.policy import COMMUNITY, CUSTODY, MANAGER, NO_HANDOVER, Answer, Handover, Who
from app.domain.policies.register import policy_named
from tests.domain.fact_strategies import entries
from tests.domain.test_overrides import ENTRY, decisions

DAYS = st.dates(date(2020, 1, 1), date(2034, 1, 1))
FEW = settings(max_examples=80)
OPTION_2 = "omcp-2013-option-2"
WINDOW = timedelta(56)


def line_of(entry: dict[str, Any], overrides: Sequence[Any] = ()) -> tuple[Period, ...]:
    """The effective line of an entry."""
    facts = facts_of(entry)
    ruled = timeline(facts, schedule_of(policy_named(OPTION_2, entry.get("settings"))))
    return overlaid(ruled, overrides, days_that_end(facts))


def place_of(course: Course | None, **record: bool) -> Place:
    assert course is not None
    return Place(course.starts_on, course.handover_on, course.returns_on, course.waits_since, **record)


def has_handover(line: Sequence[Period], on: date) -> bool:
    """Said without the course: the community owns her before release, or takes over soon, or she was returned."""
    now = owner_in(line, on)
    if now.answer.who.responsible == "none" or now.answer.reason_code == "released_on_licence":
        return False
    soon = now.handover.date is not None and now.handover.date - on <= WINDOW
    supported = now.answer.who.lead_role == PRISON_MANAGER and MANAGER in now.answer.who.supporting
    returned = now.answer.reason_code == "returned_after_decision"
    return now.answer.who.responsible == COMMUNITY or soon or supported or returned


@st.composite
def seen_by_the_live_model(draw: st.DrawFn, line: tuple[Period, ...]) -> tuple[Period, ...]:
    """The same line with custody led by a prison offender manager whom the community's supports, dates or not."""
    beside = Who(CUSTODY, PRISON_MANAGER, (MANAGER,))
    dates = draw(st.sampled_from(["kept", "none", "passed", "support only"]))

    def seen(period: Period) -> Period:
        if period.answer.who.responsible != CUSTODY:
            return period
        handover = {
            "kept": period.handover,
            "none": NO_HANDOVER,
            "passed": Handover(period.starts_on, period.starts_on),
            "support only": Handover(period.starts_on, period.handover.date),
        }[dates]
        return replace(period, answer=Answer(beside, period.answer.rule), handover=handover)

    return tuple(seen(period) for period in line)


@FEW
@given(entry=entries(), overrides=decisions(), days=st.lists(DAYS, min_size=5, max_size=20), data=st.data())
def test_no_case_with_a_handover_falls_through_all_lists(
    entry: dict[str, Any], overrides: list[Any], days: list[date], data: st.DataObject
) -> None:
    line = line_of(entry, overrides)
    lines = [line, data.draw(seen_by_the_live_model(line))]
    for shown in lines:
        for day in [*days, *(period.starts_on for period in shown)]:
            if has_handover(shown, day):
                assert lists_of(place_of(course_of(shown, day)), day), (day, owner_in(shown, day))


@FEW
@given(entry=entries(), overrides=decisions(), days=st.lists(DAYS, min_size=5, max_size=20))
def test_a_case_is_in_progress_exactly_while_the_community_owns_it_before_release(
    entry: dict[str, Any], overrides: list[Any], days: list[date]
) -> None:
    line = line_of(entry, overrides)
    for day in [*days, *(period.starts_on for period in line)]:
        now, course = owner_in(line, day), course_of(line, day)
        before_release = now.answer.reason_code != "released_on_licence"
        owned = now.answer.who.responsible == COMMUNITY and before_release
        assert (course is not None and "in_progress" in lists_of(place_of(course), day)) == owned


@FEW
@given(entry=entries(), overrides=decisions(), first=DAYS, later=st.integers(0, 1500))
def test_the_days_of_a_course_stay_right_until_somebody_tells_more_or_the_case_goes_back(
    entry: dict[str, Any], overrides: list[Any], first: date, later: int
) -> None:
    """Why the lists need no nightly job: what was stored on one day answers for every day after it."""
    line, day = line_of(entry, overrides), first + timedelta(later)
    stored, fresh = course_of(line, first), course_of(line, day)
    if stored is None or fresh is None or place_of(stored).is_back(day):
        return
    then, now = lists_of(place_of(stored), day), lists_of(place_of(fresh), day)
    assert set(now) - {"returning"} <= set(then)
    assert "in_progress" not in then or "in_progress" in now


TODAY = date(2026, 11, 22)


def days(count: int) -> date:
    return TODAY + timedelta(count)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(days(57), days(57)), ()),
        (Place(days(56), days(56)), ("upcoming",)),
        (Place(days(56), days(56), named=True), ("upcoming",)),
        (Place(days(1), days(1)), ("upcoming",)),
        (Place(days(-3), days(300)), ("upcoming",)),
        (Place(TODAY, TODAY), ("in_progress", "overdue_tasks")),
        (Place(days(-1), days(-1)), ("in_progress", "overdue_tasks")),
        (
            Place(days(-2), days(-2)),
            ("in_progress", "overdue_tasks", "community_manager_overdue"),
        ),
        (Place(days(-2), days(-2), named=True, complete=True), ("in_progress",)),
        (Place(waits_since=days(-30)), ("returning",)),
        (Place(waits_since=days(56)), ("returning",)),
        (Place(waits_since=days(57)), ()),
        (Place(days(20), days(20), waits_since=days(-30)), ("upcoming", "returning")),
        (Place(days(-9), days(-9), returns_on=TODAY, named=True), ("returning",)),
        (Place(days(-9), days(-9), returns_on=days(1), named=True, complete=True), ("in_progress",)),
    ],
)
def test_each_list_begins_and_ends_on_its_day(place: Place, expected: tuple[str, ...]) -> None:
    assert lists_of(place, TODAY) == expected


def test_the_windows_are_settings() -> None:
    wide = Windows(upcoming=90, soon=30, manager_overdue=10)
    assert lists_of(Place(days(80), days(80)), TODAY, wide) == ("upcoming",)
    assert "community_manager_overdue" not in lists_of(Place(days(-9), days(-9)), TODAY, wide)
    assert Place(days(20), days(20)).is_due_soon(TODAY, wide)
    assert not Place(days(20), days(20)).is_due_soon(TODAY)
    assert Place(days(14), days(14)).is_due_soon(TODAY)


def test_days_overdue_are_counted_from_the_handover_until_all_is_settled() -> None:
    assert Place(days(-5), days(-5)).days_overdue(TODAY) == 5
    assert Place(days(-5), days(-5), complete=True).days_overdue(TODAY) is None
    assert Place(days(5), days(5)).days_overdue(TODAY) is None


def test_a_lifer_past_the_tariff_waits_for_her_next_review() -> None:
    sentence = {"start_date": "2010-01-11", "sentence_type": "LIFE", "tariff_expiry_date": "2022-01-11"}
    line = line_of({"sentence": sentence, "provider": "nps"})
    course = course_of(line, TODAY, date(2022, 1, 11))
    assert lists_of(place_of(course), TODAY) == ("returning",)


def test_a_refusal_gives_the_case_back_and_the_next_review_takes_it_again() -> None:
    sentence = {"start_date": "2010-01-11", "sentence_type": "LIFE", "tariff_expiry_date": "2022-01-11"}
    events = [
        {"type": "parole_process_started", "date": "2026-02-02", "review": "1"},
        {"type": "parole_decision", "date": "2026-06-01", "review": "1", "outcome": "negative"},
        {"type": "parole_process_started", "date": "2027-06-01", "review": "2"},
    ]
    line = line_of({"sentence": sentence, "provider": "nps", "events": events})
    under_review, returned = course_of(line, date(2026, 3, 2)), course_of(line, date(2026, 6, 1))
    assert under_review is not None
    assert (under_review.handover_on, under_review.returns_on) == (date(2026, 2, 2), date(2026, 6, 1))
    assert returned is not None
    assert (returned.waits_since, returned.responsible) == (date(2026, 6, 1), CUSTODY)
    assert lists_of(place_of(returned), date(2026, 6, 1)) == ("returning",)
    again = course_of(line, date(2027, 6, 1))
    assert again is not None
    assert again.handover_on == date(2027, 6, 1)


def test_after_release_and_where_nobody_owns_the_case_there_is_no_handover() -> None:
    released = {**ENTRY, "events": [{"type": "released", "date": "2027-01-13"}]}
    assert course_of(line_of(released), date(2027, 1, 13)) is None
    short = {**ENTRY["sentence"], "length_months": 6}
    assert course_of(line_of({**ENTRY, "sentence": short}), TODAY) is None


@pytest.mark.parametrize(
    ("reason", "rosh", "mappa", "provider", "kind"),
    [
        ("six_months_before_release", "high", 0, "nps", "enhanced"),
        ("six_months_before_release", None, None, "nps", "enhanced"),
        ("six_months_before_release", "medium", 2, "nps", "enhanced"),
        ("six_months_before_release", "medium", 1, "nps", "standard"),
        ("six_months_before_release", "high", 3, "crc", "standard"),
        ("parole_process", "low", 0, "nps", "parole"),
        ("release_directed", "low", 0, "nps", "parole"),
        ("recalled", "very_high", 3, "nps", "recall"),
    ],
)
def test_the_kind_follows_from_the_reason_and_the_risk(
    reason: str, rosh: str | None, mappa: int | None, provider: str, kind: str
) -> None:
    assert kind_of(reason, rosh, mappa, provider) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_each_checklist_is_complete_when_every_item_is_settled(kind: str) -> None:
    codes = {step.code for step in steps_of(kind)}
    assert is_complete(kind, codes)
    for code in codes:
        assert not is_complete(kind, codes - {code})
    prison = {step.code for step in steps_of(kind) if step.side == "prison"}
    assert is_side_complete(kind, "prison", prison)


def test_every_item_rests_on_a_paragraph_and_every_kind_has_items_for_the_prison() -> None:
    assert len({step.code for step in STEPS}) == len(STEPS)
    assert all(step.basis for step in STEPS)
    assert all(any(step.side == "prison" for step in steps_of(kind)) for kind in KINDS)
    assert set(LISTS) == {
        "upcoming",
        "in_progress",
        "overdue_tasks",
        "community_manager_overdue",
        "returning",
    }
