"""What a comparison says of many cases is what each case's days say, one by one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.caller import Scope
from app.domain.compare import CompareFilters, Comparison, Span, differences, first_move, footprint
from app.domain.compare.tally import NOWHERE, places_of, staff_needed
from app.domain.evaluation import facts_of
from app.domain.facts import CaseFacts
from app.domain.ownership import decide, owner_in, schedule_of, timeline
from app.domain.policies.policy import Answer, Policy
from app.domain.policies.register import policy_named
from tests.domain.fact_strategies import entries, policies, settings_of_option_2

OPTION_2 = "omcp-2013-option-2"
DAYS = st.dates(date(2023, 10, 1), date(2028, 12, 31))
PLACES = st.sampled_from([("FHI", "wales"), ("STI", "wales"), ("STI", None), (None, "london")])
Owner = tuple[str, str | None]


@st.composite
def sides(draw: st.DrawFn) -> Policy:
    """A policy; of option 2 with some of its settings."""
    name = draw(policies())
    return policy_named(name, draw(settings_of_option_2()) if name == OPTION_2 else None)


def owner(answer: Answer) -> Owner:
    return answer.who.responsible, answer.who.lead_role


def days(span: Span) -> list[date]:
    return [span.on + timedelta(n) for n in range((span.end - span.on).days)]


@dataclass
class Naive:
    """The same counts, day by day."""

    owned: Counter[tuple[int, Owner]]
    handed_over: Counter[tuple[int, str, str]]
    moves: Counter[int]
    moved_side: int = 0


def by_days(told: list[tuple[CaseFacts, tuple[str | None, str | None]]], policy: Policy, span: Span) -> Naive:
    """One side, asked for every day; each day's answer from the line, or by the definition itself."""
    found = Naive(Counter(), Counter(), Counter())
    last = {month.last: place for place, month in enumerate(span.months)}
    for facts, (prison, region) in told:
        line = timeline(facts, schedule_of(policy))
        for day in days(span):
            today = owner_in(line, day).answer.who
            if day in last:
                found.owned[last[day], (today.responsible, today.lead_role)] += 1
            yesterday = owner_in(line, day - timedelta(1)).answer.who
            if (yesterday.responsible, today.responsible) == ("custody", "community"):
                found.handed_over[span.place(day), "prison", prison or NOWHERE] += 1
                found.handed_over[span.place(day), "region", region or NOWHERE] += 1
    return found


def compared(told: list[Any], left: Policy, right: Policy, span: Span) -> tuple[Comparison, list[Any]]:
    comparison = Comparison.of(span)
    moves = []
    for facts, (prison, region) in told:
        lines = timeline(facts, schedule_of(left)), timeline(facts, schedule_of(right))
        moves.append(comparison.weigh(*lines, prison, region))
    return comparison, moves


def check_against_days(told: list[Any], left: Policy, right: Policy, span: Span) -> None:
    comparison, moves = compared(told, left, right, span)
    for policy, tally in ((left, comparison.left), (right, comparison.right)):
        naive = by_days(told, policy, span)
        owned = {(place, who): n for who, row in tally.owned().items() for place, n in enumerate(row) if n}
        assert owned == naive.owned
        handed = {
            (place, kind, code): n
            for (kind, code), row in tally.handed_over.items()
            for place, n in enumerate(row)
            if n
        }
        assert handed == naive.handed_over
        for side in ("custody", "community", "none"):
            wanted = [
                sum(n for (at, who), n in naive.owned.items() if at == place and who[0] == side)
                for place in range(span.count)
            ]
            assert tally.owned_by(side) == wanted
    for (facts, _), move in zip(told, moves, strict=True):
        lines = timeline(facts, schedule_of(left)), timeline(facts, schedule_of(right))
        pairs = [(day, *(owner_in(line, day).answer for line in lines)) for day in days(span)]
        other = [each for each in pairs if owner(each[1]) != owner(each[2])]
        sides_differ = [each for each in pairs if each[1].who.responsible != each[2].who.responsible]
        if not other:
            assert move is None
            continue
        assert move is not None
        assert (move.differs_on, move.left, move.right) == other[0]
        assert move.side_differs_on == (sides_differ[0][0] if sides_differ else None)
    assert comparison.moved == sum(move is not None for move in moves) == sum(comparison.moves)
    assert comparison.moved == sum(comparison.directions.values())
    assert comparison.moved_side == sum(bool(move and move.side_differs_on) for move in moves)


TOLD = st.lists(st.tuples(entries().map(facts_of), PLACES), min_size=1, max_size=4)


@settings(max_examples=25)
@given(told=TOLD, left=sides(), right=sides(), on=DAYS)
def test_the_sums_are_what_the_days_say(told: list[Any], left: Policy, right: Policy, on: date) -> None:
    check_against_days(told, left, right, Span(on, 9))


@pytest.mark.soak
@settings(max_examples=400)
@given(told=TOLD, left=sides(), right=sides(), on=DAYS)
def test_the_sums_of_five_years_are_what_the_days_say(
    told: list[Any], left: Policy, right: Policy, on: date
) -> None:
    check_against_days(told, left, right, Span(on))


@settings(max_examples=25)
@given(entry=entries(), side=sides(), on=DAYS)
def test_a_case_whose_lines_agree_never_moves(entry: dict[str, Any], side: Policy, on: date) -> None:
    line = timeline(facts_of(entry), schedule_of(side))
    again = timeline(facts_of(entry), schedule_of(side))
    assert first_move(line, again, on, Span(on).end) is None
    assert differences(line, again) == ()


@settings(max_examples=40)
@given(entry=entries(), left=sides(), right=sides(), asked=st.lists(DAYS, min_size=5, max_size=30))
def test_differences_hold_the_days_that_differ_and_no_other(
    entry: dict[str, Any], left: Policy, right: Policy, asked: list[date]
) -> None:
    facts = facts_of(entry)
    lines = timeline(facts, schedule_of(left)), timeline(facts, schedule_of(right))
    found = differences(*lines)
    for day in [*asked, *(each.starts_on for each in found)]:
        if facts.begins_on is None or day < facts.begins_on:
            continue
        here = [d for d in found if d.starts_on <= day and (d.ends_on is None or day < d.ends_on)]
        one, other = decide(facts, left, day)[0], decide(facts, right, day)[0]
        assert bool(here) == (owner(one) != owner(other))
        if here:
            assert (owner(here[0].left), owner(here[0].right)) == (owner(one), owner(other))


@settings(max_examples=15)
@given(told=TOLD, left=sides(), right=sides(), on=DAYS, cut=st.integers(0, 4))
def test_sums_kept_half_way_and_taken_up_again_are_the_same(
    told: list[Any], left: Policy, right: Policy, on: date, cut: int
) -> None:
    span = Span(on, 9)
    whole, _ = compared(told, left, right, span)
    begun, _ = compared(told[:cut], left, right, span)
    resumed = Comparison.from_stored(
        span, begun.as_stored(), cases=begun.cases, moved=begun.moved, moved_side=begun.moved_side
    )
    for facts, place in told[cut:]:
        lines = timeline(facts, schedule_of(left)), timeline(facts, schedule_of(right))
        resumed.weigh(*lines, *place)
    assert resumed == whole


@pytest.mark.parametrize(("cases", "people"), [(0, 0), (1, 1), (50, 1), (51, 2), (100, 2)])
def test_staff_are_whole_people(cases: int, people: int) -> None:
    assert staff_needed(cases, 50) == people


def test_places_are_named_once_and_in_order() -> None:
    comparison = Comparison.of(Span(date(2026, 11, 22)))
    comparison.left.handed_over = {("prison", "STI"): [1], ("region", "wales"): [1]}
    comparison.right.handed_over = {("prison", "FHI"): [1], ("prison", "STI"): [1]}
    assert list(places_of([comparison.left, comparison.right], "prison")) == ["FHI", "STI"]


FHI = Scope(prisons=frozenset({"FHI"}))
BOTH = Scope(prisons=frozenset({"FHI"}), regions=frozenset({"wales"}))
OF_WALES = {("region", "wales")}


@pytest.mark.parametrize(
    ("scope", "filters", "places"),
    [
        (Scope(everywhere=True), CompareFilters(), {("everywhere", "")}),
        (Scope(everywhere=True), CompareFilters(estate="women"), {("everywhere", "")}),
        (Scope(everywhere=True), CompareFilters(prisons=("FHI",)), {("prison", "FHI")}),
        (Scope(everywhere=True), CompareFilters(regions=("wales",)), OF_WALES),
        (FHI, CompareFilters(), {("prison", "FHI")}),
        (FHI, CompareFilters(regions=("wales",)), {("prison", "FHI")}),
        (BOTH, CompareFilters(), {("prison", "FHI"), ("region", "wales")}),
        (BOTH, CompareFilters(regions=("wales",)), OF_WALES),
        (BOTH, CompareFilters(prisons=("STI",)), {("prison", "FHI"), ("region", "wales")}),
        (Scope(), CompareFilters(), set()),
    ],
)
def test_a_run_concerns_the_places_that_hold_all_its_cases(
    scope: Scope, filters: CompareFilters, places: set[tuple[str, str]]
) -> None:
    assert footprint(scope, filters) == places
