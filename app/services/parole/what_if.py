"""What each thing that may yet happen to a review would do to ownership, if it happened today. Stores nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.evaluation import owner_as_answer
from app.domain.refusals import NotFound
from app.repositories import parole as repository
from app.services.facts import ToldFact, weigh_fact
from app.services.ownership import periods_as_shown
from app.services.parole.reviews import NO_SUCH_REVIEW
from app.services.visibility import visible_case

OPEN_TO: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "negative": ("parole_decision", {"outcome": "negative"}),
    "open_conditions_recommended": ("parole_decision", {"outcome": "open_conditions_recommended"}),
    "release_directed": ("parole_decision", {"outcome": "release_directed"}),
    "adjourned": ("parole_adjourned", {}),
    "deferred": ("parole_deferred", {}),
    "withdrawn": ("parole_withdrawn", {}),
}
DECIDED_TO: Mapping[str, tuple[str, Mapping[str, Any]]] = {"set_aside": ("parole_decision_set_aside", {})}
NOT_STARTED_TO: Mapping[str, tuple[str, Mapping[str, Any]]] = {"started": ("parole_process_started", {})}


def what_if(
    connection: Connection, caller: Caller, reference: str, review: str, moment: datetime, today: date
) -> dict[str, Any]:
    """For each thing that may happen next to the review: the owner before and after, and both lines."""
    case = visible_case(connection, caller, reference, today)
    row = repository.review_of_case(connection, case["id"], review)
    if row is None:
        raise NotFound(NO_SUCH_REVIEW)
    return {
        "case_id": case["id"],
        "review": row["review_key"],
        "on": today,
        "items": [
            _weighed(connection, caller, case["id"], row, what, moment, today) for what in _possible(row)
        ],
    }


def _possible(row: Mapping[str, Any]) -> tuple[str, ...]:
    if row["is_open"]:
        return tuple(OPEN_TO)
    if row["state"] == "decided":
        return tuple(DECIDED_TO)
    return tuple(NOT_STARTED_TO) if row["state"] == "not_started" else ()


def _weighed(
    connection: Connection,
    caller: Caller,
    case_id: str,
    row: Mapping[str, Any],
    what: str,
    moment: datetime,
    today: date,
) -> dict[str, Any]:
    kind, fields = {**OPEN_TO, **DECIDED_TO, **NOT_STARTED_TO}[what]
    named = {"review": row["review_key"]} if row["review_key"] else {}
    told = ToldFact(kind, today, {**fields, **named})
    weighed = weigh_fact(connection, caller, case_id, told, moment, today)
    was, now = weighed.owners(today)
    before, after = periods_as_shown(weighed.before.periods), periods_as_shown(weighed.after.periods)
    return {
        "what": what,
        "owner_before": owner_as_answer(was.answer),
        "owner_after": owner_as_answer(now.answer),
        "periods_before": before,
        "periods": after,
        "changes_ownership": before != after,
    }
