"""What may leave the panel, and where a reader stands in the feed of board data."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.board_data import ALWAYS, OF_THE_CASE, OF_THE_RECORD, Place, place_of
from app.domain.refusals import InvalidInput
from app.domain.sharing import LONGEST_DAYS, State, faults_of, recipient_key, refuse_faulty, state_of

TODAY, MOMENT = date(2026, 11, 22), datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
COUNTS = st.integers(0, 2**60 - 1)


def request(**changes: Any) -> dict[str, Any]:
    """A standing agreement on board data, not yet answered."""
    return {
        "what": "board_data", "is_standing": True, "subject_id": None, "recipient_kind": "client",
        "recipient": "dashboard", "organisation": None, "fields": ["due_on"], "from_on": TODAY,
        "until_on": TODAY + timedelta(days=30), "decision": None, "ended_at": None, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "days", "state"),
    [
        ({}, 0, State.WAITING),
        ({}, 400, State.WAITING),
        ({"decision": "refused"}, 0, State.REFUSED),
        ({"decision": "approved"}, -1, State.COMING),
        ({"decision": "approved"}, 0, State.LIVE),
        ({"decision": "approved"}, 30, State.LIVE),
        ({"decision": "approved"}, 31, State.EXPIRED),
        ({"decision": "approved", "ended_at": MOMENT}, 0, State.ENDED),
        ({"ended_at": MOMENT}, 0, State.ENDED),
    ],
)
def test_where_a_request_stands_follows_from_what_was_recorded_and_the_day(
    changes: dict[str, Any], days: int, state: State
) -> None:
    assert state_of(request(**changes), TODAY + timedelta(days=days)) is state


@given(DAYS, DAYS, DAYS, st.sampled_from([None, "approved", "refused"]), st.booleans())
def test_nothing_is_live_but_what_the_chair_agreed_to_within_its_days(
    first: date, last: date, on: date, decision: str | None, ended: bool
) -> None:
    row = request(from_on=first, until_on=last, decision=decision, ended_at=MOMENT if ended else None)
    expected = decision == "approved" and not ended and first <= on <= last
    assert (state_of(row, on) is State.LIVE) is expected


@given(DAYS, st.integers(-400, 800))
def test_an_agreement_never_lasts_longer_than_a_year_nor_ends_in_the_past(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = {fault.field for fault in faults_of(request(from_on=first, until_on=last), TODAY)}
    assert ("until_on" in found) is not (max(first, TODAY) <= last <= first + timedelta(days=LONGEST_DAYS))


def test_a_sound_request_has_no_fault_and_a_bad_one_says_all_of_them() -> None:
    refuse_faulty(request(), TODAY)
    bad = request(is_standing=False, recipient_kind="outside", fields=["surname"], until_on=date(2020, 1, 1))
    with pytest.raises(InvalidInput) as refused:
        refuse_faulty(bad, TODAY)
    found = {(fault.field, fault.code) for fault in refused.value.errors}
    assert found == {
        ("until_on", "date_too_early"), ("is_standing", "standing_needed"), ("recipient_kind", "client_or_role"),
        ("organisation", "missing"), ("fields", "field_unknown"),
    }  # fmt: skip


@given(st.text(max_size=40))
def test_letter_case_and_spaces_tell_no_two_recipients_apart(name: str) -> None:
    assert recipient_key(f"  {name} ") == recipient_key(name)
    assert recipient_key(recipient_key(name)) == recipient_key(name)


@given(COUNTS, COUNTS)
def test_a_place_is_read_back_from_its_cursor(turn: int, position: int) -> None:
    assert place_of(Place(turn, position).cursor) == Place(turn, position)


@given(st.tuples(COUNTS, COUNTS), st.tuples(COUNTS, COUNTS))
def test_places_are_in_the_order_of_turn_then_position(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (Place(*one) < Place(*other)) is (one < other)


@pytest.mark.parametrize(
    "cursor", ["1", "1.", ".1", "1.g", "1.1.1", "A.1", "-1.1", "1" * 16 + ".1", "1.1 ", "é.1"]
)
def test_a_cursor_that_was_never_given_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        place_of(cursor)


def test_no_field_has_two_meanings() -> None:
    names = (*ALWAYS, *OF_THE_CASE, *OF_THE_RECORD)
    assert len(set(names)) == len(names)
