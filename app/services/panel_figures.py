"""Reports of the panel: to each of its two owners from the same figures, and the monitoring extract of each quarter."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.calendar import months_before
from app.domain.caller import Caller, Role, Scope
from app.domain.meeting_months import months_between, next_month
from app.domain.panel_figures import (
    CATEGORIES,
    GIVEN_AWAY,
    SETTLES_IN,
    Owner,
    Quarter,
    Table,
    given_away,
    tables_of,
)
from app.domain.refusals import Conflict, InvalidInput, NotFound, NotPermitted
from app.domain.small_counts import Hidden
from app.repositories import meetings
from app.repositories import panel_figures as repository
from app.repositories.panel_figures import Period
from app.services.unit_of_work import UnitOfWork

READS = {
    Owner.GROUP_DIRECTOR: frozenset({Role.GROUP_DIRECTOR, Role.PANEL_SECRETARIAT}),
    Owner.DEPUTY_DIRECTOR: frozenset({Role.PANEL_CHAIR, Role.PANEL_SECRETARIAT}),
}
NOT_YOURS = "This report is for another senior responsible owner. Ask for your own, or ask the secretariat."
PERIOD_WRONG = "Give a last day on or after the first, at most five years later, and not after today."
NO_EXTRACT = "No extract was made of this quarter. GET /monitoring-extracts lists those that were."
MADE = "The extract of this quarter was made already. It stands as it was made, so that no two differ."
NOT_SETTLED = (
    f"A quarter has its extract {SETTLES_IN.days + 1} days after its end, once its records are complete."
)
WHOLE_ESTATE = Scope(everywhere=True)
Row = Mapping[str, Any]


def account(
    connection: Connection, caller: Caller, owner: str, first: date | None, last: date | None, today: date
) -> dict[str, Any]:
    """The report to one owner, over the cases of the caller's scope; the last twelve months where no days are given.

    Raises NotPermitted for the report to another owner, InvalidInput for days that cannot be.
    """
    whose = Owner(owner)
    if not caller.has_any(READS[whose]):
        raise NotPermitted(NOT_YOURS)
    last = last or today
    first = first or months_before(last, 12)
    if not first <= last <= today or (last - first).days > 5 * 366:
        raise InvalidInput.of("to", "period_invalid", PERIOD_WRONG)
    period = Period(first, last, caller.scope)
    counted = repository.count(connection, tables_of(whose), period)
    tables = [_table(table, Hidden(sum(counts.values()), counts)) for table, counts in counted.items()]
    without = _months_without_board(connection, first, last, today)
    return {
        "owner": whose,
        "from": first,
        "to": last,
        "tables": tables,
        "months_without_board": without,
    }


def list_extracts(connection: Connection) -> dict[str, Any]:
    """The extracts that were made, the latest quarter first."""
    items = [_headed(row) for row in repository.extracts(connection)]
    return {"items": items, "page": 1, "size": len(items), "total": len(items), "next": None}


def read_extract(connection: Connection, quarter: str) -> dict[str, Any]:
    """One extract as it was made. Raises InvalidInput, NotFound."""
    row = repository.extract_of(connection, str(Quarter.read(quarter)))
    if row is None:
        raise NotFound(NO_EXTRACT)
    return {**_headed(row), "tables": row["figures"]}


def make_extract(work: UnitOfWork, quarter: str, reason: str) -> dict[str, Any]:
    """Make the extract of a quarter, once and for good, over the whole estate.

    Raises InvalidInput, Conflict where the quarter has not settled or has its extract.
    """
    asked = Quarter.read(quarter)
    if not asked.has_settled(work.today):
        raise Conflict(NOT_SETTLED, code="quarter_not_settled")
    if repository.extract_of(work.connection, str(asked)) is not None:
        raise Conflict(MADE, code="extract_made")
    period = Period(asked.first, asked.last, WHOLE_ESTATE)
    counts = repository.count(work.connection, GIVEN_AWAY, period)
    figures = [_table(table, hidden) for table, hidden in given_away(counts).items()]
    row = {
        "quarter": str(asked),
        "figures": figures,
        "reason": reason,
        "made_at": work.moment,
        "made_by": work.caller.username,
    }
    repository.keep_extract(work.connection, row)
    work.record(
        "MONITORING_EXTRACT_MADE", subject=("MONITORING_EXTRACT", str(asked)), details={"why": reason}
    )
    return {**_headed(row), "tables": figures}


def rows_of(tables: Iterable[Row]) -> list[dict[str, Any]]:
    """The tables as the rows of a file; `[c]` stands for what is kept confidential."""
    rows = []
    for table in tables:
        named = {"measure": table["measure"], "by": table["by"]}
        counts = [*table["counts"], {"category": "total", "count": table["total"]}]
        rows += [
            {
                **named,
                "category": each["category"],
                "count": "[c]" if each["count"] is None else each["count"],
            }
            for each in counts
        ]
    return rows


def _headed(row: Row) -> dict[str, Any]:
    quarter = Quarter.read(row["quarter"])
    return {
        "quarter": row["quarter"],
        "from": quarter.first,
        "to": quarter.last,
        "made_at": row["made_at"],
        "reason": row["reason"],
    }


def _table(table: Table, hidden: Hidden) -> dict[str, Any]:
    measure, dimension = table
    known = list(map(str, CATEGORIES[table]))
    order = sorted(
        hidden.counts, key=lambda name: (name in known, known.index(name) if name in known else name)
    )
    return {
        "measure": measure.value,
        "by": dimension,
        "total": hidden.total,
        "withheld": hidden.withheld,
        "counts": [{"category": name, "count": hidden.counts[name]} for name in order],
    }


def _months_without_board(
    connection: Connection, first: date, last: date, today: date
) -> list[dict[str, Any]]:
    """Whole months of the period in which an area had no board (000 L120)."""
    start = first.replace(day=1)
    boards = meetings.boards_between(connection, start, next_month(last))
    months = months_between(boards, start, last, today)
    return [
        {"month": month.starts_on, "areas": month.without}
        for month in months
        if month.without and month.is_over
    ]
