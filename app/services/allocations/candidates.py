"""Gathers who could take a role of a case, and asks the rules whom to recommend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.allocation import (
    COMMUNITY_MANAGER,
    Candidate,
    Ranked,
    Workload,
    clashes,
    recommendation,
    role_needed,
)
from app.domain.caller import Caller
from app.repositories import allocations, workforce
from app.services.visibility import visible_case

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pool:
    """The people at one place with what they carry; read once for many cases."""

    people: Sequence[Row]
    loads: Mapping[str, Workload]

    def candidates(
        self, case_id: str, role: str, held: Mapping[str, Row], last: Mapping[Any, date]
    ) -> list[Candidate]:
        """They as candidates for a role of a case; whoever holds the role now is none."""
        holders = {each: row["staff_id"] for each, row in held.items()}
        return [
            _candidate(
                one, self.loads[one["id"]], last.get((case_id, one["id"])), clashes(role, one["id"], holders)
            )
            for one in self.people
            if holders.get(role) != one["id"]
        ]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Who could take the role of a case: the ranked, who holds it now, and the role that leads today."""

    case: Row
    role: str
    role_needed: str | None
    ranked: tuple[Ranked, ...]
    people: Mapping[str, Row]
    holder: Row | None


def recommend(
    connection: Connection, caller: Caller, reference: str, role: str, today: date
) -> Recommendation:
    """Whom to choose for a role of a case, the fittest first. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    return recommend_for(connection, case, role, today)


def recommend_for(connection: Connection, case: Row, role: str, today: date) -> Recommendation:
    """The same for a case that was read already."""
    pool = pool_for(connection, case, role, today)
    held = allocations.live_of(connection, [case["id"]]).get(case["id"], {})
    last = allocations.last_held(connection, [case["id"]])
    owner = allocations.owners_on(connection, [case["id"]], today).get(case["id"])
    ranked = recommendation(role, pool.candidates(case["id"], role, held, last), today)
    people = {one["id"]: one for one in pool.people}
    return Recommendation(
        case, role, role_needed(owner["lead_role"] if owner else None), ranked, people, held.get(role)
    )


def pool_for(connection: Connection, case: Row, role: str, today: date) -> Pool:
    """The people who work where the case's role is held: its prison, or its home region's teams."""
    if role == COMMUNITY_MANAGER:
        region = case["home_region"]
        people = workforce.candidates_at(connection, region=region) if region else []
    else:
        prison = case["prison_code"]
        people = workforce.candidates_at(connection, prison=prison) if prison else []
    return Pool(people, loads_of(connection, people, today))


def loads_of(connection: Connection, people: Sequence[Row], today: date) -> dict[str, Workload]:
    """What each of these people carries."""
    ids = [one["id"] for one in people]
    mixes, _ = workforce.carried_by(connection, ids, today, new_since=today, until=today)
    return {one["id"]: Workload(mixes.get(one["id"], ()), one["tenths"]) for one in people}


def _candidate(one: Row, load: Workload, held_until: date | None, is_clash: bool) -> Candidate:
    return Candidate(
        one["id"],
        one["display_name"],
        frozenset(one["duties"].split()),
        one["availability"],
        one["away_until"],
        load,
        held_until,
        is_clash,
    )
