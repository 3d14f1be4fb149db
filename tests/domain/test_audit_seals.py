"""The chain of seals finds every difference and says where it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.domain.audit_check import Check, Trouble
from app.domain.audit_seals import (
    FIRST,
    ID_BYTES,
    LATE,
    Head,
    Seal,
    floor_after,
    ids_in,
    least_id,
    moment_of,
    name_of,
    next_seal,
    record_of,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=30)


def entry(minute: float, text: str = "") -> tuple[bytes, bytes]:
    """An entry of a moment in the past, and its text."""
    entry_id = least_id(LONG_AGO + timedelta(minutes=minute))[:6] + Random(minute).randbytes(10)
    return entry_id, f"{name_of(entry_id)}\t{text}".encode()


def sealed(entries: Sequence[tuple[bytes, bytes]], at_once: int = 4) -> list[Seal]:
    seals: list[Seal] = []
    for at in range(0, len(entries), at_once):
        records = [record_of(*each) for each in entries[at : at + at_once]]
        seals.append(next_seal(seals[-1] if seals else None, records, NOON))
    return seals


def held(seals: Sequence[Seal], entries: Sequence[tuple[bytes, bytes]], head: Head | None = None) -> Check:
    check = Check()
    head = head or (Head.of(seals[-1]) if seals else None)
    check.hold(seals, iter(sorted(record_of(*each) for each in entries)), head, NOON)
    return check


def troubles(check: Check) -> list[tuple[str, str | int | None]]:
    return [(found.trouble.value, found.entry_id or found.seal) for found in check.findings]


ENTRIES = [entry(minute, "as it was") for minute in range(20)]
SEALS = sealed(ENTRIES)


def test_a_chain_that_nobody_touched_is_found_whole() -> None:
    check = held(SEALS, ENTRIES)
    assert (check.findings, check.entries, check.seals, check.waiting) == ([], 20, 5, 0)


def test_an_audit_without_any_entry_is_whole() -> None:
    assert held([], []).findings == []


def test_the_first_seal_follows_nothing_and_each_further_one_the_one_before() -> None:
    assert [seal.previous for seal in SEALS] == [FIRST, *(seal.digest for seal in SEALS[:-1])]
    assert [seal.total for seal in SEALS] == [4, 8, 12, 16, 20]


def test_a_seal_keeps_its_entries_in_the_order_of_their_ids() -> None:
    shuffled = next_seal(None, [record_of(*each) for each in reversed(ENTRIES[:4])], NOON)
    assert ids_in(shuffled.body) == [entry_id for entry_id, _ in ENTRIES[:4]]


@given(st.integers(0, 19))
def test_a_changed_entry_is_named(which: int) -> None:
    changed = list(ENTRIES)
    changed[which] = entry(which, "as somebody would have it")
    assert troubles(held(SEALS, changed)) == [("entry_changed", name_of(ENTRIES[which][0]))]


@given(st.integers(0, 19))
def test_a_deleted_entry_is_named(which: int) -> None:
    left = [each for each in ENTRIES if each is not ENTRIES[which]]
    check = held(SEALS, left)
    assert troubles(check) == [("entry_missing", name_of(ENTRIES[which][0]))]
    assert check.findings[0].seal == which // 4 + 1


@given(st.floats(0, 20 * 24))
def test_an_entry_that_is_put_in_is_named(minute: float) -> None:
    new = entry(minute + 0.001, "invented afterwards")
    assert troubles(held(SEALS, [*ENTRIES, new])) == [("entry_added", name_of(new[0]))]


@given(st.lists(st.integers(0, 19), min_size=2, max_size=2, unique=True))
def test_two_entries_that_changed_places_are_both_named(pair: list[int]) -> None:
    first, second = sorted(pair)
    swapped = list(ENTRIES)
    swapped[first] = ENTRIES[first][0], ENTRIES[second][1]
    swapped[second] = ENTRIES[second][0], ENTRIES[first][1]
    names = [("entry_changed", name_of(ENTRIES[which][0])) for which in (first, second)]
    assert sorted(troubles(held(SEALS, swapped))) == sorted(names)


@given(st.integers(1, 19))
def test_entries_cut_off_the_end_are_all_named(left: int) -> None:
    found = troubles(held(SEALS, ENTRIES[:left]))
    assert found == [("entry_missing", name_of(each[0])) for each in ENTRIES[left:]]


def test_an_end_cut_off_with_its_seals_is_known_to_the_head() -> None:
    check = held(SEALS[:3], ENTRIES[:12], Head.of(SEALS[-1]))
    assert troubles(check) == [("seals_cut_off", 4)]


def test_everything_emptied_is_known_to_the_head() -> None:
    assert troubles(held([], [], Head.of(SEALS[-1]))) == [("seals_cut_off", 1)]


def test_a_seal_taken_out_of_the_middle_is_named_with_its_entries() -> None:
    found = troubles(held([*SEALS[:2], *SEALS[3:]], ENTRIES))
    assert ("seal_missing", 3) in found
    assert {name for trouble, name in found if trouble == "entry_added"} == {
        name_of(each[0]) for each in ENTRIES[8:12]
    }


def test_a_seal_that_was_changed_is_named() -> None:
    body = SEALS[2].body[:ID_BYTES] + bytes(32) + SEALS[2].body[48:]
    found = troubles(held([*SEALS[:2], replace(SEALS[2], body=body), *SEALS[3:]], ENTRIES))
    assert found == [("seal_changed", 3), ("entry_changed", name_of(ENTRIES[8][0]))]


def test_a_chain_sealed_anew_over_a_changed_entry_is_not_what_the_head_signed() -> None:
    forged = [*ENTRIES[:5], entry(5, "as somebody would have it"), *ENTRIES[6:]]
    assert troubles(held(sealed(forged), forged, Head.of(SEALS[-1]))) == [("head_differs", 5)]


def test_seals_without_a_head_are_told_of() -> None:
    check = Check()
    check.hold(SEALS, iter(sorted(record_of(*each) for each in ENTRIES)), None, NOON)
    assert troubles(check) == [("head_missing", 5)]


def test_what_came_since_the_last_seal_waits_and_is_no_trouble() -> None:
    just_now = least_id(NOON + timedelta(seconds=2)), b"new"
    check = held(SEALS, [*ENTRIES, just_now])
    assert (check.findings, check.waiting) == ([], 1)


def test_an_entry_of_a_day_to_come_is_named() -> None:
    early = least_id(NOON + timedelta(days=1)), b"tomorrow"
    assert [trouble for trouble, _ in troubles(held(SEALS, [*ENTRIES, early]))] == [Trouble.ENTRY_ADDED]


def test_entries_that_were_sealed_late_are_found_in_their_place() -> None:
    first, late = [*ENTRIES[:3], *ENTRIES[4:]], [ENTRIES[3]]
    seals = sealed(first, at_once=5)
    seals.append(next_seal(seals[-1], [record_of(*late[0])], NOON))
    assert held(seals, ENTRIES).findings == []


def test_after_a_backlog_the_next_look_begins_where_it_was_left() -> None:
    seal = next_seal(None, [record_of(*each) for each in ENTRIES[:4]], NOON, more_follow=True)
    assert floor_after(seal)[:6] == ENTRIES[3][0][:6]


def test_after_a_seal_of_now_late_comers_are_waited_for() -> None:
    seal = next_seal(None, [record_of(least_id(NOON), b"now")], NOON)
    assert moment_of(floor_after(seal)) == NOON - LATE


def test_a_head_is_read_as_it_was_told() -> None:
    head = Head.of(SEALS[-1])
    assert Head.read(head.told()) == head
