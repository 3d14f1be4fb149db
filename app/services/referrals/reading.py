"""Finds the referral that a caller may see, and says its answers in the words in which they were given."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import SYSTEM, Caller
from app.domain.identifiers import UUID
from app.domain.referrals import COLUMNS, CONTENT, SEE_UNSENT, Held, routes_of
from app.domain.refusals import NotFound, StaleVersion
from app.repositories import places
from app.repositories import referrals as repository
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NO_REFERRAL = "There is no such referral, or none that you may see."
STALE = "Somebody changed this referral after you read it. Read it again and send yours once more."
OUTSIDE = frozenset({"licence", "closed"})
"""Phases in which the prison of a case is the one she left."""
Row = Mapping[str, Any]


def visible_referral(connection: Connection, caller: Caller, reference: str, on: date) -> tuple[Row, Row]:
    """A referral and its case; NotFound where there is none that this caller may see."""
    row = repository.referral_of(connection, reference.lower()) if UUID.fullmatch(reference.lower()) else None
    if row is None or not (row["submitted_on"] is not None or may_see_unsent(caller, row["created_by"])):
        raise NotFound(NO_REFERRAL)
    try:
        return row, visible_case(connection, caller, row["case_id"], on)
    except NotFound:
        raise NotFound(NO_REFERRAL) from None


def may_see_unsent(caller: Caller, author: str | None = None) -> bool:
    """Whether what was never sent is there for somebody: who may go on with it, its author, the service itself."""
    return caller.has_any(SEE_UNSENT) or caller.username in {author, SYSTEM.username}


def held_referral(work: UnitOfWork, reference: str, version: int | None) -> tuple[Row, Row]:
    """The same under lock, the case first. Raises StaleVersion where another version was read."""
    row, case = visible_referral(work.connection, work.caller, reference, work.today)
    case = visible_case(work.connection, work.caller, case["id"], work.today, lock=True)
    now = repository.referral_of(work.connection, row["id"], lock=True)
    if now is None:
        raise NotFound(NO_REFERRAL)
    if version is not None and version != now["version"]:
        raise StaleVersion(STALE)
    return now, case


def answers_of(row: Row, approaches: Sequence[Row]) -> dict[str, Any]:
    """Every answer of a stored referral by the name under which it is given."""
    content = row["content"]
    return {
        "routes": routes_of(row),
        "approaches": [dict(each) for each in approaches],
        "principles_met": sorted(each["id"] for each in row["principles"] if each["met"]),
        **{name: row[name] for name in COLUMNS},
        **{name: content.get(name) for name in CONTENT},
    }


def where_held(connection: Connection, case: Row, today: date) -> Held:
    """Where the woman of a case is."""
    is_inside = case["prison_code"] and case["phase"] not in OUTSIDE
    prison = places.prison(connection, case["prison_code"]) if is_inside else None
    is_closed = not case["is_open"] or (case["closes_on"] is not None and case["closes_on"] <= today)
    return Held(prison, case["estate"], is_closed)
