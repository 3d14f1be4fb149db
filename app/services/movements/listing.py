"""Lists proposed moves, as far as somebody may see them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of
from app.domain.movements import MovesWanted, status_of
from app.domain.panel_reading import PanelReading
from app.domain.panel_sight import Sight
from app.repositories import movements as repository
from app.repositories import prison_offers
from app.services.visibility import visible_case

LIST = "movement_proposals"
MOST = 100
Row = Mapping[str, Any]


def list_proposals(
    connection: Connection,
    caller: Caller,
    reading: PanelReading,
    wanted: MovesWanted,
    today: date,
    *,
    size: int,
    cursor: str | None,
) -> dict[str, Any]:
    """One page of proposals, the latest first."""
    after = after_cursor(cursor, LIST, ("id",))
    before = after[0] if after else None
    rows = repository.page(connection, reading, caller.scope, wanted, today, before=before, size=size + 1)
    page, more = rows[:size], len(rows) > size
    named = {prison["code"]: prison["name"] for prison in prison_offers.womens_prisons(connection)}
    return {
        "items": [_listed(row, named) for row in page],
        "page": 1,
        "size": size,
        "total": repository.count(connection, reading, caller.scope, wanted, today),
        "next": cursor_of(LIST, [page[-1]["id"]]) if more else None,
    }


def case_of(connection: Connection, caller: Caller, reference: str | None, today: date) -> str | None:
    """The id of the case that a list is narrowed to. Raises NotFound."""
    return str(visible_case(connection, caller, reference, today)["id"]) if reference else None


def undecided_advice(connection: Connection, sight: Sight) -> dict[str, Any]:
    """Advice about moves that waits for the director, the oldest first."""
    rows = repository.undecided_advice(connection, sight, MOST)
    return {"items": [{**row, "case": _her(row)} for row in rows]}


def _her(row: Row) -> dict[str, Any]:
    return {"id": row["case_id"], **{name: row[f"her_{name}"] for name in repository.OF_HER}}


def _listed(row: Row, named: Mapping[str, str]) -> dict[str, Any]:
    live = {"final_on": row["final_on"]} if row["decision_id"] else None
    return {
        **row,
        "case": _her(row),
        "status": status_of(row, live, row["moved_on"]),
        "from_prison_name": named.get(row["from_prison"]),
        "prison_name": named.get(row["prison_code"]),
        "decided_prison_name": named.get(row["decided_prison"]),
    }
