"""Where two lines of one case differ in who owns it: the responsible side and who leads in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.ownership import UNKNOWN_YET, Period
from app.domain.policies.policy import Answer


@dataclass(frozen=True, slots=True)
class Difference:
    """Days on which the owner differs, from `starts_on`; `ends_on` is the first day after them, None for no end."""

    starts_on: date
    ends_on: date | None
    left: Answer
    right: Answer


@dataclass(frozen=True, slots=True)
class Move:
    """A case whose owner differs: the first such day, both answers of it, and the first day of another side."""

    differs_on: date
    side_differs_on: date | None
    left: Answer
    right: Answer


def differences(left: Sequence[Period], right: Sequence[Period]) -> tuple[Difference, ...]:
    """Every run of days with another owner; a run goes on while both owners stay as they are."""
    found: list[Difference] = []
    is_open = False
    for day, one, other in _answers(left, right):
        if is_open and _same_pair(found[-1], one, other):
            continue
        if is_open:
            found[-1] = Difference(found[-1].starts_on, day, found[-1].left, found[-1].right)
        is_open = _owner(one) != _owner(other)
        if is_open:
            found.append(Difference(day, None, one, other))
    return tuple(found)


def first_move(left: Sequence[Period], right: Sequence[Period], first: date, end: date) -> Move | None:
    """How the owner differs on the days from `first` until `end` (not included); None where it never does."""
    differs_on: date | None = None
    was = now = UNKNOWN_YET
    for day, one, other in _answers(left, right, first):
        if day >= end:
            break
        if one.who is other.who or _owner(one) == _owner(other):
            continue
        if differs_on is None:
            differs_on, was, now = day, one, other
        if one.who.responsible != other.who.responsible:
            return Move(differs_on, day, was, now)
    return None if differs_on is None else Move(differs_on, None, was, now)


def _answers(
    left: Sequence[Period], right: Sequence[Period], first: date = date.min
) -> Iterator[tuple[date, Answer, Answer]]:
    """Each day from `first` on at which either line says something new, with both answers of it."""
    one = other = UNKNOWN_YET
    here = there = 0
    day: date | None = first
    while day is not None:
        while here < len(left) and left[here].starts_on <= day:
            one = left[here].answer
            here += 1
        while there < len(right) and right[there].starts_on <= day:
            other = right[there].answer
            there += 1
        yield day, one, other
        coming = [left[here].starts_on] if here < len(left) else []
        if there < len(right):
            coming.append(right[there].starts_on)
        day = min(coming, default=None)


def _owner(answer: Answer) -> tuple[str, str | None]:
    return answer.who.responsible, answer.who.lead_role


def _same_pair(found: Difference, one: Answer, other: Answer) -> bool:
    return _owner(found.left) == _owner(one) and _owner(found.right) == _owner(other)
