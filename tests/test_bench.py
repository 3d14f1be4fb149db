"""The benchmarks run at their smallest size and check that every variant gave the same answer; no time is asserted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench import service
from bench.__main__ import NAMES, run
from bench.figures import Fact, Figure, as_markdown, figure_of
from bench.settings import smallest
from tests.parts.served import PLAIN, Served, served
from tests.reliability.forked import Forked, forked_service


@pytest.fixture(autouse=True)
def service_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """To start an interpreter and import the service was half of the time; how long it takes is not asked here."""

    @contextmanager
    def quickly(directory: Path, *, patience: float, **asked: Any) -> Iterator[Served | Forked]:
        if asked.get("program") == PLAIN:
            with served(directory, patience=patience, **asked) as running:
                yield running
            return
        with forked_service(directory, **asked) as running:
            yield running

    monkeypatch.setattr(service, "served", quickly)


@pytest.mark.parametrize("name", NAMES)
def test_each_benchmark_measures_something_at_its_smallest_size(name: str, tmp_path: Path) -> None:
    """In a thread of its own: a browser's driver keeps a loop running in the one that an earlier test drove it from."""
    with ThreadPoolExecutor(1) as apart:
        found = apart.submit(run, [name], smallest(tmp_path)).result()
    assert found
    assert all(min(one.ratios) > 0 for one in found if isinstance(one, Figure))
    plans = [one for one in found if isinstance(one, Fact) and one.what.startswith("plans")]
    assert all(one.is_met for one in plans), plans


def test_a_figure_is_shown_with_its_least_its_median_and_its_most() -> None:
    one = figure_of("P0", "ours", "the floor", [(0.002, 0.001), (0.003, 0.001), (0.006, 0.001)], goal=2.5)
    assert not one.is_met
    assert "| 2.00 / **3.00** / 6.00 | ≤ 2.5 | **no** | 3 ms : 1 ms |" in as_markdown([one])
