"""What one piece of the daily pass is: it finds what a day has brought due, and carries each finding out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.services.unit_of_work import UnitOfWork

PAGE = 500
"""The most rows that `find` answers at once."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DailyWork:
    """One thing that follows from the calendar alone.

    `find(connection, today, after)` answers up to PAGE rows that are due on `today` or were due before and are not
    done yet, by index, in the order of their `id`, each beyond `after` (`""` at first). It looks for what is still
    undone, never for one exact day: so a day on which no pass ran is made up for by the next.

    `carry_out(work, row)` does it, in a transaction with a few others, as the caller SYSTEM. It reads again under
    lock what it depends on, and its cause (of a task, a notice, an event) makes a repeat change nothing: a pass may
    be killed anywhere and run again, and two may run at once.
    """

    name: str
    find: Callable[[Connection, date, str], Sequence[Row]]
    carry_out: Callable[[UnitOfWork, Row], object]
