"""Holds what was measured: every figure a ratio in rounds, with the times that it was made of beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One ratio of `what` to `floor`, a value for each round; `times` are the medians in seconds."""

    id: str
    what: str
    floor: str
    ratios: tuple[float, ...]
    times: tuple[float, float]
    goal: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the median keeps the goal; None where there is none."""
        return None if self.goal is None else median(self.ratios) <= self.goal


@dataclass(frozen=True, slots=True)
class Fact:
    """Something measured that is no ratio: a rate, a size, an error that never came."""

    id: str
    what: str
    value: str
    goal: str = ""
    is_met: bool | None = None


def figure_of(
    name: str,
    what: str,
    floor: str,
    pairs: Sequence[tuple[float, float]],
    goal: float | None = None,
) -> Figure:
    """A figure from the rounds' times, the measured one first and its floor second."""
    ratios = tuple(ours / theirs for ours, theirs in pairs)
    times = median(ours for ours, _ in pairs), median(theirs for _, theirs in pairs)
    return Figure(name, what, floor, ratios, times, goal)


def in_turns(rounds: int, **variants: Callable[[], float]) -> Mapping[str, list[float]]:
    """Each variant once a round, the order turned round every time, so that what the machine does hits all."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(rounds):
        names = list(variants) if number % 2 == 0 else list(reversed(variants))
        for name in names:
            taken[name].append(variants[name]())
    return taken


def as_markdown(found: Sequence[Figure | Fact]) -> str:
    """The tables of docs/performance.md."""
    figures = [one for one in found if isinstance(one, Figure)]
    facts = [one for one in found if isinstance(one, Fact)]
    parts = []
    if figures:
        head = "| id | what | compared with | ratio: min / median / max | goal | met | times (median) |"
        parts.append("\n".join([head, "|---|---|---|---|---|---|---|", *map(_figure_row, figures)]))
    if facts:
        parts.append(
            "\n".join(["| id | what | seen | goal | met |", "|---|---|---|---|---|", *map(_fact_row, facts)])
        )
    return "\n\n".join(parts)


def _figure_row(one: Figure) -> str:
    low, middle, high = min(one.ratios), median(one.ratios), max(one.ratios)
    goal = "" if one.goal is None else f"≤ {one.goal:g}"
    ratio = f"{low:.2f} / **{middle:.2f}** / {high:.2f}"
    times = f"{_time(one.times[0])} : {_time(one.times[1])}"
    return f"| {one.id} | {one.what} | {one.floor} | {ratio} | {goal} | {_yes(one.is_met)} | {times} |"


def _fact_row(one: Fact) -> str:
    return f"| {one.id} | {one.what} | {one.value} | {one.goal} | {_yes(one.is_met)} |"


def _yes(met: bool | None) -> str:
    return {True: "yes", False: "**no**", None: ""}[met]


def _time(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.3g} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"
