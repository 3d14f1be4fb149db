"""What a board's record must hold before it is published, and how a provisional decision stands."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.caller import Role
from app.domain.minutes import (
    NEEDED,
    DecisionState,
    ItemRecord,
    Part,
    is_discussed,
    lacking,
    may_confirm,
    state_of,
    who_confirms,
)
from app.domain.panel import RecommendationKind

POM, COM = NEEDED
THEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
texts = st.sampled_from(["", " ", "\n", "Her part.", " Words "])
records = st.builds(
    ItemRecord,
    item_id=st.uuids().map(str),
    position=st.integers(1, 12),
    discussion=texts,
    lines=st.dictionaries(st.sampled_from([part.value for part in Part]), texts),
    entries=st.integers(0, 3),
)


def item(discussion: str = "", entries: int = 0, **lines: str) -> ItemRecord:
    return ItemRecord("an item", 1, discussion, lines, entries)


@pytest.mark.parametrize(
    ("record", "missing"),
    [
        pytest.param(item(), None, id="nothing was said: not discussed"),
        pytest.param(item(" \n "), None, id="spaces alone are nothing"),
        pytest.param(item("Said."), (POM, COM), id="discussed: both lines are needed"),
        pytest.param(item(entries=1), (POM, COM), id="one entry alone is a discussion"),
        pytest.param(item(key_worker="Hers."), (POM, COM), id="a line of somebody else alone too"),
        pytest.param(item("Said.", prison_offender_manager="His."), (COM,), id="one of the two is missing"),
        pytest.param(item("Said.", prison_offender_manager="His.", community_offender_manager=" "), (COM,),
                     id="an emptied line is none"),
        pytest.param(item("Said.", prison_offender_manager="His.", community_offender_manager="Hers."), None,
                     id="both are there"),
    ],
)  # fmt: skip
def test_a_discussed_item_needs_a_line_for_each_of_its_two_managers(
    record: ItemRecord, missing: tuple[Part, ...] | None
) -> None:
    assert [each.parts for each in lacking([record])] == ([missing] if missing else [])


@given(st.lists(records))
def test_w21_whatever_is_recorded_nothing_lacks_a_line_exactly_when_every_discussed_item_has_both(
    found: list[ItemRecord],
) -> None:
    whole = all(
        record.lines.get(part, "").strip() for record in found if is_discussed(record) for part in NEEDED
    )
    assert (lacking(found) == []) is whole
    assert [each.position for each in lacking(found)] == sorted(each.position for each in lacking(found))


def decision(**changes: Any) -> dict[str, Any]:
    return {"confirmed_at": None, "superseded_at": None, **changes}


def test_a_decision_is_provisional_until_confirmed_and_over_once_superseded() -> None:
    assert state_of(decision()) is DecisionState.PROVISIONAL
    assert state_of(decision(confirmed_at=THEN)) is DecisionState.CONFIRMED
    assert state_of(decision(superseded_at=THEN)) is DecisionState.SUPERSEDED
    assert state_of(decision(confirmed_at=THEN, superseded_at=THEN)) is DecisionState.SUPERSEDED


@given(st.sampled_from(list(RecommendationKind)), st.sets(st.sampled_from(list(Role))))
def test_w33_the_chair_confirms_and_for_a_movement_the_group_director_alone(
    kind: RecommendationKind, roles: set[Role]
) -> None:
    is_movement = kind is RecommendationKind.MOVEMENT
    assert who_confirms(kind) is (Role.GROUP_DIRECTOR if is_movement else Role.PANEL_CHAIR)
    assert may_confirm(kind, roles) is (who_confirms(kind) in roles)
