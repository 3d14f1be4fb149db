"""Keeps the days on which a case's home region became another, so that it changes no earlier day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.repositories import policies as repository

Row = Mapping[str, Any]
Moves = Sequence[tuple[date, str | None]]


def keep_home_regions(connection: Connection, changes: Iterable[tuple[Row, str | None]], today: date) -> None:
    """Each case as it was before, with its new region. On the day of its opening nothing stood before."""
    rows = [
        {"case_id": was["id"], "changed_on": today, "was": was["home_region"], "region": region}
        for was, region in changes
        if was["home_region"] != region and was["opened_on"] != today
    ]
    repository.keep_moves(connection, rows)


def moves_now(moves: Moves, was: Row, region: str | None, today: date) -> Moves:
    """The moves of a case between home regions with the one of today, if there is one."""
    is_first = was["opened_on"] == today or any(day == today for day, _ in moves)
    if was["home_region"] == region or is_first:
        return moves
    return (*moves, (today, was["home_region"]))
