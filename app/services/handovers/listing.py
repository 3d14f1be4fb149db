"""Lists handovers for whoever may see their cases, and counts each list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of
from app.domain.handover.checklist import steps_of
from app.domain.handover.filters import HandoverFilters
from app.domain.handover.lists import LISTS, RETURNING, Windows, lists_of
from app.domain.handover_tasks import PRISON_ROLES
from app.repositories import allocations, handover_lists
from app.services.handovers.records import place_of

DESCENDING = "handover_date,desc"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list is wanted, in which order, and whether the counts of all lists with it."""

    size: int
    cursor: str | None
    sort: str
    with_counts: bool = False


def list_handovers(
    connection: Connection,
    caller: Caller,
    name: str,
    filters: HandoverFilters,
    windows: Windows,
    today: date,
    part: Part,
) -> dict[str, Any]:
    """One page of a list, if wanted with the counts of all lists. Raises InvalidInput for a cursor never given."""
    descending = part.sort == DESCENDING
    marked = f"handovers_{name}_{'desc' if descending else 'asc'}"
    after = after_cursor(part.cursor, marked, ("date", "id"))
    rows = handover_lists.page_of_list(
        connection,
        caller.scope,
        name,
        filters,
        windows,
        today,
        after=after,
        descending=descending,
        size=part.size + 1,
    )
    shown = rows[: part.size]
    day = "waits_since" if name == RETURNING else "handover_on"
    last = shown[-1] if len(rows) > part.size else None
    counted = LISTS if part.with_counts else [name]
    counts = handover_lists.count_lists(connection, caller.scope, counted, filters, windows, today)
    return {
        "items": _as_shown(connection, shown, windows, today),
        "page": None if part.cursor else 1,
        "size": part.size,
        "total": counts[name],
        "next": cursor_of(marked, (last[day], last["id"])) if last else None,
        "counts": counts if part.with_counts else None,
    }


def count_handovers(
    connection: Connection, caller: Caller, filters: HandoverFilters, windows: Windows, today: date
) -> dict[str, int | None]:
    """How many each list has, with the same filters."""
    return handover_lists.count_lists(connection, caller.scope, LISTS, filters, windows, today)


def _as_shown(
    connection: Connection, rows: Sequence[Mapping[str, Any]], windows: Windows, today: date
) -> list[dict[str, Any]]:
    ids = [row["case_id"] for row in rows]
    holders, tiers = allocations.live_of(connection, ids), handover_lists.tiers_of(connection, ids)
    return [
        _row({**row, "tier": tiers.get(row["case_id"])}, holders.get(row["case_id"], {}), windows, today)
        for row in rows
    ]


def _row(
    row: Mapping[str, Any], holders: Mapping[str, Mapping[str, Any]], windows: Windows, today: date
) -> dict[str, Any]:
    place = place_of(row)
    lead = next((holders[role]["named"] for role in PRISON_ROLES if role in holders), None)
    prison = {"code": row["prison_code"], "name": row["prison_name"]} if row["prison_code"] else None
    return {
        **row,
        "id": row["case_id"],
        "handover_id": row["id"],
        "handover_date": row["handover_on"],
        "support_date": row["starts_on"],
        "returns_date": row["returns_on"],
        "prison": prison,
        "prison_lead": lead,
        "lists": lists_of(place, today, windows),
        "due_soon": place.is_due_soon(today, windows),
        "days_overdue": place.days_overdue(today),
        "steps_of": len(steps_of(row["kind"])),
    }
