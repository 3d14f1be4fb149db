"""Adds to the rows of a list of cases who leads each, what the person asked about holds, and how long one waits."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.allocation import COMMUNITY_MANAGER, recommendation, recommended, role_needed
from app.domain.calendar import working_days_between
from app.repositories import allocations
from app.services.allocations.candidates import Pool, pool_for
from app.services.working_days import BANK_HOLIDAYS

Row = Mapping[str, Any]
PLACES_WEIGHED = 3
"""On a page of cases at more places, whom to recommend at the others is said on each case's own page."""


def with_holders(
    connection: Connection, rows: Sequence[Mapping[str, Any]], staff_id: str | None
) -> list[dict[str, Any]]:
    """The rows with the lead's name and id, and the roles that `staff_id` holds."""
    held = allocations.live_of(connection, [row["id"] for row in rows])
    return [_with_lead(row, held.get(row["id"], {}), staff_id) for row in rows]


def with_waiting(
    connection: Connection, rows: Sequence[Mapping[str, Any]], today: date
) -> list[dict[str, Any]]:
    """Rows of cases nobody leads, with the role needed, since when it waits, and whom to recommend."""
    ids = [row["id"] for row in rows]
    owners = allocations.owners_on(connection, ids, today)
    arrived = allocations.arrivals_of(connection, ids)
    ended = allocations.last_ended(connection, ids)
    held, last = allocations.live_of(connection, ids), allocations.last_held(connection, ids)
    pools: dict[Any, Pool] = {}
    found = []
    for row in rows:
        owner = owners.get(row["id"])
        role = role_needed(owner["lead_role"]) if owner else None
        if owner is None or role is None:
            found.append(dict(row))
            continue
        days = (owner["starts_on"], arrived.get(row["id"]), ended.get((row["id"], role)))
        since = max(day for day in days if day is not None)
        place = row["home_region"] if role == COMMUNITY_MANAGER else row["prison_code"]
        if place not in pools and len(pools) < PLACES_WEIGHED:
            pools[place] = pool_for(connection, row, role, today)
        first = None
        if place in pools:
            candidates = pools[place].candidates(row["id"], role, held.get(row["id"], {}), last)
            first = recommended(recommendation(role, candidates, today))
        found.append(
            {
                **row,
                "role_needed": role,
                "waiting_since": since,
                "waiting_working_days": working_days_waited(since, today),
                "recommended": {"id": first.staff_id, "name": first.name} if first else None,
            }
        )
    return found


@lru_cache(maxsize=4096)
def working_days_waited(since: date, today: date) -> int:
    """Working days after `since` up to today; remembered, as the rows of a list wait since few days."""
    return working_days_between(since, today, BANK_HOLIDAYS)


def _with_lead(row: Mapping[str, Any], held: Mapping[str, Row], staff_id: str | None) -> dict[str, Any]:
    needed = role_needed(row["lead_role"])
    lead = held.get(needed or "")
    mine = [
        {"allocation_id": each["id"], "role": each["role"], "since": each["started_on"]}
        for each in held.values()
        if staff_id is not None and each["staff_id"] == staff_id
    ]
    return {
        **row,
        "lead_name": lead["named"]
        if lead
        else row["community_manager_name"]
        if needed == COMMUNITY_MANAGER
        else None,
        "lead_staff_id": lead["staff_id"] if lead else None,
        "held": sorted(mine, key=lambda each: each["role"]),
    }
