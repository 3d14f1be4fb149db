"""Actions of the panel: owners, what may change and by whom, overdue days and silence since a meeting."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.caller import Caller, Role, Scope
from app.domain.panel_actions import (
    LEAD,
    check_change,
    check_due,
    check_owner,
    is_overdue,
    is_silent,
    owner_role_of,
)
from app.domain.refusals import InvalidInput, NotPermitted

DAY = date(2026, 11, 22)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def caller(*roles: Role) -> Caller:
    return Caller("person.1", "person", frozenset(roles), Scope(everywhere=True))


@pytest.mark.parametrize(
    ("named", "is_taken"),
    [
        ({}, False),
        ({"owner_role": "lead"}, True),
        ({"owner_name": "Somebody"}, True),
        ({"owner_staff": "an id"}, True),
        ({"owner_role": "lead", "owner_name": "Somebody"}, False),
        ({"owner_role": None, "owner_name": ""}, False),
    ],
)
def test_an_action_has_exactly_one_owner(named: dict[str, Any], is_taken: bool) -> None:
    if is_taken:
        check_owner(named)
        return
    with pytest.raises(InvalidInput):
        check_owner(named)


@pytest.mark.parametrize(
    ("days", "overdue"), [(-1, True), (0, False), (1, False)], ids=["yesterday", "today", "tomorrow"]
)
def test_an_action_is_overdue_once_its_day_has_passed(days: int, overdue: bool) -> None:
    due = DAY + timedelta(days)
    assert is_overdue({"state": "open", "due_on": due}, DAY) is overdue
    assert is_overdue({"state": "done", "due_on": due}, DAY) is False
    if days < 0:
        with pytest.raises(InvalidInput):
            check_due(due, DAY)
    else:
        check_due(due, DAY)


@pytest.mark.parametrize(
    ("given_days", "heard_days", "silent"),
    [
        (0, None, True),
        (-30, None, True),
        (-30, -1, True),
        (-30, 0, False),
        (-30, 1, False),
        (1, None, False),
    ],
)
def test_an_action_is_silent_without_word_since_the_last_meeting(
    given_days: int, heard_days: int | None, silent: bool
) -> None:
    heard_on = None if heard_days is None else DAY + timedelta(heard_days)
    action = {"state": "open", "given_on": DAY + timedelta(given_days), "heard_on": heard_on}
    assert is_silent(action, DAY) is silent
    assert is_silent({**action, "state": "done"}, DAY) is False


@given(DAYS, st.none() | DAYS, DAYS)
def test_an_update_since_the_meeting_always_breaks_the_silence(
    given_on: date, heard_on: date | None, meeting: date
) -> None:
    action = {"state": "open", "given_on": given_on, "heard_on": heard_on}
    if heard_on is not None and heard_on >= meeting:
        assert not is_silent(action, meeting)
    assert not is_silent({**action, "heard_on": meeting}, meeting)


@pytest.mark.parametrize(
    ("holders", "lead", "expected"),
    [
        ({"key_worker": "her"}, None, "key_worker"),
        ({"key_worker": "other"}, None, None),
        ({"key_worker": "her", "seconded_probation_officer": "her"}, "seconded_probation_officer", LEAD),
        ({}, "seconded_probation_officer", None),
    ],
)
def test_an_action_of_somebody_on_the_case_belongs_to_their_role(
    holders: dict[str, str], lead: str | None, expected: str | None
) -> None:
    assert owner_role_of(holders, "her", lead) == expected


@pytest.mark.parametrize("role", sorted(Role))
def test_only_the_secretariat_and_the_chair_change_what_was_asked_for(role: Role) -> None:
    is_keeper = role in {Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR}
    for change in ({"due_on": DAY}, {"owner_role": "lead"}, {"state": "dropped"}):
        if is_keeper:
            check_change(caller(role), {"state": "open"}, change)
            continue
        with pytest.raises(NotPermitted):
            check_change(caller(role), {"state": "open"}, change)
    check_change(caller(role), {"state": "open"}, {"state": "done"})
    with pytest.raises(InvalidInput):
        check_change(caller(role), {"state": "done"}, {"state": "done"})


def test_an_action_that_ends_takes_no_new_day() -> None:
    with pytest.raises(InvalidInput):
        check_change(caller(Role.PANEL_CHAIR), {"state": "open"}, {"state": "done", "due_on": DAY})
