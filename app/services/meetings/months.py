"""Which months have a board, in which areas, and which are flagged for want of one (W35, A13)."""

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.calendar import months_after
from app.domain.meeting_months import Reading, months_between, next_month
from app.repositories import meetings as repository


def list_months(
    connection: Connection, today: date, *, reading: Reading, first: date | None, count: int
) -> dict[str, Any]:
    """`count` months from that of `first` (ten back where left out, to end with the next), the earliest first."""
    start = (first or months_after(today, 2 - count)).replace(day=1)
    last = months_after(start, count - 1)
    boards = repository.boards_between(connection, start, next_month(last))
    months = months_between(boards, start, last, today)
    return {
        "reading": reading,
        "items": [
            {
                "month": month.starts_on,
                "areas": sorted(month.areas),
                "without": list(month.without),
                "is_over": month.is_over,
                "flagged": month.is_flagged(reading),
            }
            for month in months
        ],
    }
