"""The rules of meetings by themselves: sight, months, chairs, agreements, what is due, which files are safe."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agenda import due_cases, is_restricted_item
from app.domain.agenda_papers import plain_name, safe_type
from app.domain.caller import Role, Scope
from app.domain.invitees import YCS_TRANSITIONS_ONLY, InviteeKind, kinds_for
from app.domain.meeting_months import months_between
from app.domain.meetings import Chair, chair_faults
from app.domain.panel import Area
from app.domain.panel_seats import Seat
from app.domain.panel_sight import BY_OFFICE, SEE_ITEMS, sight_from
from app.domain.refusals import InvalidInput
from app.domain.sharing_agreements import warning_of

TODAY = date(2026, 11, 22)
EVERYWHERE = Scope(everywhere=True)
days = st.integers(-400, 400).map(lambda count: TODAY + timedelta(count))
terms = st.builds(
    lambda seat, starts_on, length: {
        "seat": seat,
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(length) if length is not None else None,
    },
    st.sampled_from(Seat),
    days,
    st.none() | st.integers(0, 400),
)


@given(st.frozensets(st.sampled_from(Role)), st.booleans(), st.lists(terms, max_size=4))
def test_nobody_sees_an_item_without_a_role_and_a_signature(
    roles: frozenset[Role], has_signed: bool, seats: list[dict[str, Any]]
) -> None:
    sight = sight_from(roles, EVERYWHERE, has_signed=has_signed, seats=seats, on=TODAY)
    if roles.isdisjoint(SEE_ITEMS) or not has_signed:
        assert sight.nothing
    elif not roles.isdisjoint(BY_OFFICE):
        assert sight.every_item


@given(st.lists(terms, min_size=1, max_size=4), st.integers(0, 3))
def test_a_term_that_ends_never_opens_more(seats: list[dict[str, Any]], which: int) -> None:
    member = frozenset({Role.PANEL_MEMBER})
    held = seats[which % len(seats)]
    before = sight_from(member, EVERYWHERE, has_signed=True, seats=seats, on=TODAY)
    ended = [{**each, "ends_on": each["starts_on"]} if each is held else each for each in seats]
    after = sight_from(member, EVERYWHERE, has_signed=True, seats=ended, on=TODAY)
    if held["seat"] != Seat.LONG_TERM_HIGH_SECURITY or before.nothing:
        assert before.every_item or not after.every_item


@given(st.lists(st.tuples(days, st.sampled_from(Area)), max_size=30), days, st.integers(0, 400))
def test_a_month_is_flagged_exactly_where_no_board_met(
    boards: list[tuple[date, str]], first: date, length: int
) -> None:
    last = first + timedelta(length)
    for month in months_between(boards, first, last, TODAY):
        met = {
            area
            for day, area in boards
            if (day.year, day.month) == (month.starts_on.year, month.starts_on.month)
        }
        assert month.areas == met
        assert month.is_flagged("overall") == (not met)
        assert month.is_flagged("per_area") == (met != set(Area))


@pytest.mark.parametrize(
    ("chair", "field"),
    [
        (Chair(False, None), "chair"),
        (Chair(True, None), "chair_basis"),
        (Chair(True, "post_holder"), "chair_basis"),
        (Chair(True, "post_holder", heads_team=True), None),
        (Chair(True, "nominated", nominated_on=TODAY), "chair_nominated_by"),
        (Chair(True, "nominated", nominator_heads_team=True), "chair_nominated_on"),
        (Chair(True, "nominated", False, TODAY + timedelta(1), True), "chair_nominated_on"),
        (Chair(True, "nominated", False, TODAY, True), None),
    ],
)
def test_who_may_chair(chair: Chair, field: str | None) -> None:
    assert [fault.field for fault in chair_faults(chair, TODAY)] == ([field] if field else [])


@pytest.mark.parametrize(
    ("agreements", "warning"),
    [
        ([], "no_live_agreement"),
        ([(-10, None, 10)], None),
        ([(-10, None, -1)], "agreement_past_review"),
        ([(-10, None, 0)], None),
        ([(-10, 0, 10)], "no_live_agreement"),
        ([(1, None, 10)], "no_live_agreement"),
        ([(-10, None, -1), (-10, None, 10)], None),
        ([(-10, -1, -5), (-10, None, -1)], "agreement_past_review"),
    ],
)
def test_what_an_agreement_warns_of(
    agreements: list[tuple[int, int | None, int]], warning: str | None
) -> None:
    told = [
        {
            "starts_on": TODAY + timedelta(start),
            "ends_on": TODAY + timedelta(end) if end is not None else None,
            "review_on": TODAY + timedelta(review),
        }
        for start, end, review in agreements
    ]
    assert warning_of(told, TODAY) == warning


def test_there_are_23_kinds_of_invitees_and_three_are_for_transitions() -> None:
    assert len(InviteeKind) == 23
    assert set(kinds_for(is_ycs_transition=True)) - set(kinds_for(is_ycs_transition=False)) == set(
        YCS_TRANSITIONS_ONLY
    )


def test_referrals_come_first_once_and_only_when_they_have_waited() -> None:
    referrals = [
        {"id": "r1", "case_id": "a", "accepted_on": date(2026, 11, 12)},
        {"id": "r2", "case_id": "b", "accepted_on": date(2026, 11, 16)},
    ]
    reviews = [
        {"id": "e1", "case_id": "a", "next_review_on": date(2026, 11, 1)},
        {"id": "e2", "case_id": "c", "next_review_on": date(2026, 11, 20)},
        {"id": "e3", "case_id": "d", "next_review_on": date(2026, 11, 23)},
    ]
    due = due_cases(referrals, reviews, TODAY, wait=5, holidays=())
    assert [(each.case_id, each.kind.value) for each in due] == [("a", "first_discussion"), ("c", "review")]


@pytest.mark.parametrize(
    ("by_route", "statuses", "expected"),
    [
        (True, [], True),
        (False, [], False),
        (False, [(-10, None)], True),
        (True, [(-10, -1)], False),
        (False, [(1, None)], False),
    ],
)
def test_an_item_is_restricted_by_the_record_before_the_route(
    by_route: bool, statuses: list[tuple[int, int | None]], expected: bool
) -> None:
    told = [
        {"from_on": TODAY + timedelta(a), "to_on": TODAY + timedelta(b) if b is not None else None}
        for a, b in statuses
    ]
    assert is_restricted_item(by_route=by_route, statuses=told, on=TODAY) is expected


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.png", "a.jpg", "a.txt", "a.exe", "a.html", "a"]))
def test_what_is_kept_is_what_its_name_says(content: bytes, name: str) -> None:
    try:
        found = safe_type(name, content)
    except InvalidInput:
        return
    starts = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
    assert content.startswith(starts.get(found, b""))
    assert name.rpartition(".")[2] in {"pdf", "png", "jpg", "txt"}


@given(st.text(max_size=300))
def test_a_files_name_fits_a_header_and_a_disk(name: str) -> None:
    plain = plain_name(name)
    assert 0 < len(plain) <= 100
    assert not set(plain) & set('/\\"\r\n\0')
    assert plain.isascii()
