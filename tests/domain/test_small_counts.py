"""No count under five can be worked out from a table that was given away, even by whoever knows how it was made."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.small_counts import Hidden, hide_small

Rule = Callable[[Mapping[str, int]], Hidden]


@pytest.mark.parametrize(
    ("counts", "total", "shown"),
    [
        ({"a": 5, "b": 6, "c": 7}, 18, {"a": 5, "b": 6, "c": 7}),
        ({"a": 0, "b": 6, "c": 7}, 13, {"a": 0, "b": 6, "c": 7}),
        ({"a": 4, "b": 5, "c": 6, "d": 7}, 22, {"a": None, "b": None, "c": 6, "d": 7}),
        ({"a": 4, "b": 5, "c": 5, "d": 7, "e": 8}, 29, {"a": None, "b": None, "c": None, "d": 7, "e": 8}),
        ({"a": 1, "b": 3, "c": 9, "d": 9}, 22, {"a": None, "b": None, "c": 9, "d": 9}),
        ({"a": 2, "b": 2, "c": 9, "d": 10, "e": 11}, 34, {"a": None, "b": None, "c": None, "d": 10, "e": 11}),
        ({"a": 0, "b": 0, "c": 0}, 0, {"a": 0, "b": 0, "c": 0}),
    ],
)
def test_w44_counts_under_five_and_their_company_are_hidden(
    counts: dict[str, int], total: int, shown: dict[str, int | None]
) -> None:
    assert hide_small(counts) == Hidden(total, shown)


@pytest.mark.parametrize(
    "counts", [{"a": 3, "b": 3}, {"a": 1, "b": 5}, {"a": 4, "b": 5, "c": 6}, {"a": 6, "b": 4}]
)
def test_w44_a_table_that_would_show_too_little_is_withheld(counts: dict[str, int]) -> None:
    assert hide_small(counts) == Hidden(sum(counts.values()), dict.fromkeys(counts), withheld=True)


@pytest.mark.parametrize("counts", [{"a": 4, "b": 0}, {"a": 1, "b": 1, "c": 2}])
def test_w44_a_total_under_five_is_hidden_itself(counts: dict[str, int]) -> None:
    assert hide_small(counts) == Hidden(None, dict.fromkeys(counts), withheld=True)


def tables(categories: int, most: int) -> Iterator[dict[str, int]]:
    """Every table of so many categories with counts up to `most`."""
    for values in product(range(most + 1), repeat=categories):
        yield dict(zip("abcdef", values, strict=False))


def worked_out(rule: Rule, categories: int, most: int) -> list[tuple[dict[str, int], str]]:
    """Small counts that an attacker is sure of, who knows the rule and tries every table that would look the same.

    Only tables well inside the bound are judged, so that what would look the same lies inside it as a whole.
    """
    alike: dict[object, list[dict[str, int]]] = defaultdict(list)
    for table in tables(categories, most):
        given_away = rule(table)
        alike[given_away.total, tuple(given_away.counts.items()), given_away.withheld].append(table)
    return [
        (table, name)
        for group in alike.values()
        for table in group
        if sum(table.values()) <= most
        for name, value in table.items()
        if 0 < value < 5 and len({other[name] for other in group}) == 1
    ]


@pytest.mark.parametrize(("categories", "most"), [(1, 30), (2, 24), (3, 18), (4, 14)])
def test_w44_no_small_count_can_be_worked_out_from_the_rest(categories: int, most: int) -> None:
    assert worked_out(hide_small, categories, most) == []


def naive(counts: Mapping[str, int]) -> Hidden:
    """Hides small counts alone, as is often done."""
    return Hidden(sum(counts.values()), {n: None if 0 < v < 5 else v for n, v in counts.items()})


def test_w44_the_attacker_beats_naive_hiding() -> None:
    """The negative control: the same attack finds what hiding of small counts alone gives away."""
    assert ({"a": 3, "b": 7, "c": 8}, "a") in worked_out(naive, 3, 18)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), min_size=1, max_size=12))
def test_w44_what_is_shown_is_true_and_never_small(counts: dict[str, int]) -> None:
    found = hide_small(counts)
    assert found.counts.keys() == counts.keys()
    for name, value in found.counts.items():
        assert value is None or (value == counts[name] and not 0 < value < 5)
    assert found.total in {None, sum(counts.values())}
    hidden = {counts[name] for name, value in found.counts.items() if value is None}
    assert found.withheld or len(hidden) != 1
