"""What the person, and no event, tells the rules of today: the day of birth, where it can make a difference."""

from collections.abc import Sequence
from datetime import date

from app.domain.facts import AT_THE_START, OPENING_FACTS, CaseEvent

LATEST_ADULT = 19
UNBORN = "Give a day of birth that is not after today."


def is_unborn(born_on: date | None, today: date) -> bool:
    """Whether a day of birth is still to come, so that it is nobody's."""
    return born_on is not None and born_on > today


def told_of_person(born_on: date | None, events: Sequence[CaseEvent]) -> tuple[CaseEvent, ...]:
    """The day of birth as a fact of the first day, where she was not grown up on it; else nothing is added.

    So the facts of almost every case stay as they are, and the short way of a plain case stays open to them.
    """
    if born_on is None or not events:
        return ()
    begins_on = min(event.date for event in events)
    if born_on.year + LATEST_ADULT <= begins_on.year:
        return ()
    return (CaseEvent(OPENING_FACTS, begins_on, {"date_of_birth": born_on}, told=AT_THE_START),)
