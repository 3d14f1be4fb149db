"""Shows the people of a case: who holds each role now, and who held it before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.allocation import place_of, role_needed
from app.domain.caller import Caller
from app.repositories import allocations
from app.services.visibility import visible_case

Row = Mapping[str, Any]


def allocations_of(connection: Connection, caller: Caller, reference: str, today: date) -> dict[str, Any]:
    """Every allocation of a case the caller may see, and where the case stands. Raises NotFound."""
    return allocations_as_shown(connection, visible_case(connection, caller, reference, today), today)


def allocations_as_shown(connection: Connection, case: Row, today: date) -> dict[str, Any]:
    """The same for a case that was read already."""
    rows = allocations.of_case(connection, case["id"])
    now = [row for row in rows if row["ended_at"] is None]
    owner = allocations.owners_on(connection, [case["id"]], today).get(case["id"])
    lead = owner["lead_role"] if owner else None
    named = case["community_manager_name"] is not None
    return {
        "case_id": case["id"],
        "case_version": case["version"],
        "role_needed": role_needed(lead),
        "supporting": owner["supporting"] if owner else [],
        "place": place_of(lead, [row["role"] for row in now], community_named=named),
        "community_manager_name": case["community_manager_name"],
        "now": now,
        "history": [row for row in rows if row["ended_at"] is not None],
    }
