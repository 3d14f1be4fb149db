"""Shows reviews of a case and lists of reviews, and keeps what staff describe of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of, total_of
from app.domain.list_filters import ReviewsWanted
from app.domain.parole import Decision, Review
from app.domain.parole_tasks import reconsideration_until
from app.domain.refusals import InvalidInput, NotFound, StaleVersion
from app.models.columns import OPEN_END
from app.repositories import cases
from app.repositories import parole as repository
from app.repositories.parole import RETRACTED
from app.services.parole.projection import reviews_now
from app.services.policies import schedule_for
from app.services.projection import facts_from
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NO_SUCH_REVIEW = "There is no such review on this case. GET its parole-reviews for those there are."
STALE = "Somebody changed this review after you read it. Read it again and send your change once more."
LONGEST_CALENDAR = timedelta(400)
Row = Mapping[str, Any]


def reviews_of(
    connection: Connection, caller: Caller, reference: str, today: date
) -> tuple[str, list[dict[str, Any]]]:
    """The case's id and its reviews: those still open first, then the latest."""
    case = visible_case(connection, caller, reference, today)
    gathered = _gathered(connection, case, today)
    rows = [row for row in repository.rows_of(connection, [case["id"]]) if row["state"] != RETRACTED]
    rows.sort(key=lambda row: (row["is_open"], row["started_on"] or row["next_on"]), reverse=True)
    return case["id"], [as_shown(row, case, today, gathered.get(row["review_key"])) for row in rows]


def read_review(
    connection: Connection, caller: Caller, reference: str, review: str, today: date
) -> dict[str, Any]:
    """One review of a case, by its id or its name. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    row = _found(repository.review_of_case(connection, case["id"], review))
    return as_shown(row, case, today, _gathered(connection, case, today).get(row["review_key"]))


def describe_review(
    work: UnitOfWork, reference: str, review: str, changes: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Keep what staff describe of a review; what happened to it moves by facts alone."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    row = _found(repository.review_of_case(work.connection, case["id"], review, lock=True))
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    now = {**row, **changes}
    _check_reconsideration(now, work.today)
    new = {name: value for name, value in changes.items() if row[name] != value}
    _keep_described(work, case, row, new)
    now["version"] = row["version"] + bool(new)
    gathered = _gathered(work.connection, case, work.today)
    return as_shown(now, case, work.today, gathered.get(row["review_key"]))


def _keep_described(work: UnitOfWork, case: Row, row: Row, new: Mapping[str, Any]) -> None:
    subject = ("PAROLE_REVIEW", row["id"])
    if not new:
        work.record("CASE_LEFT_AS_IT_WAS", case_id=case["id"], subject=subject)
        return
    repository.update(work.connection, row["id"], new)
    details = {"old": {name: row[name] for name in new}, "new": new}
    work.record("PAROLE_REVIEW_DESCRIBED", case_id=case["id"], subject=subject, details=details)
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    work.tell("throughcare.parole-review.changed", **numbers, details={"reviewId": row["id"]})


def list_reviews(
    connection: Connection,
    caller: Caller,
    wanted: ReviewsWanted,
    today: date,
    *,
    size: int,
    cursor: str | None,
) -> dict[str, Any]:
    """One page of the reviews that the caller may see, the next hearing first, those without any day last."""
    after = after_cursor(cursor, "parole_reviews", ("date", "id"))
    rows = repository.list_reviews(connection, caller.scope, wanted, after, size + 1)
    shown, more = rows[:size], len(rows) > size
    return {
        "items": [{**as_shown(row, row, today), "case": _case_of(row)} for row in shown],
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(
            rows, size, cursor, lambda: repository.count_reviews(connection, caller.scope, wanted)
        ),
        "next": cursor_of("parole_reviews", (shown[-1]["next_on"], shown[-1]["id"])) if more else None,
    }


def calendar(connection: Connection, caller: Caller, wanted: ReviewsWanted) -> list[Row]:
    """How many reviews stand on each day of a stretch of at most thirteen months."""
    if wanted.first is None or wanted.last is None or wanted.last - wanted.first > LONGEST_CALENDAR:
        raise InvalidInput.of("to", "too_long", "Ask for at most thirteen months at once.")
    return repository.days_of(connection, caller.scope, wanted)


def as_shown(row: Row, case: Row, today: date, gathered: Review | None = None) -> dict[str, Any]:
    """A review in the API's shape. Its history stands only where it was gathered for one case."""
    return {
        **row,
        "review": row["review_key"],
        "next_on": None if row["next_on"] == OPEN_END else row["next_on"],
        "awaiting_outcome": _awaits(row, today),
        "reconsideration_until": _window_of(row, case["sentence_type"]),
        "put_offs": list(gathered.put_off) if gathered else [],
        "decisions": list(gathered.decisions) if gathered else [],
    }


def _gathered(connection: Connection, case: Row, today: date) -> dict[str, Review]:
    facts = cases.facts_of(connection, case["id"])
    schedule = schedule_for(connection, case, facts_from(facts, case["opened_on"], case))
    found = reviews_now(facts, case["opened_on"], schedule, today)
    return {review.key: review for review in found}


def _awaits(row: Row, today: date) -> bool:
    hearing_on: date | None = row["hearing_on"]
    return bool(row["is_open"]) and row["outcome"] is None and hearing_on is not None and hearing_on < today


def _window_of(row: Row, sentence_type: str | None) -> date | None:
    if row["outcome"] is None:
        return None
    return reconsideration_until(Decision(row["outcome"], row["decided_on"]), sentence_type)


def _check_reconsideration(now: Row, today: date) -> None:
    applied, decided = now["reconsideration_applied_on"], now["reconsideration_decided_on"]
    if applied is None and (decided or now["reconsideration_by"] or now["reconsideration_outcome"]):
        message = "Give the day on which reconsideration was applied for."
        raise InvalidInput.of("reconsideration_applied_on", "missing", message)
    if applied and now["decided_on"] and applied < now["decided_on"]:
        message = "Give a day that is not before the decision."
        raise InvalidInput.of("reconsideration_applied_on", "before_decision", message)
    for name, value in (("reconsideration_applied_on", applied), ("reconsideration_decided_on", decided)):
        if value and value > today:
            raise InvalidInput.of(name, "date_in_future", "Give a day that is not after today.")
    if decided and applied and decided < applied:
        message = "Give a day that is not before reconsideration was applied for."
        raise InvalidInput.of("reconsideration_decided_on", "before_application", message)


def _case_of(row: Row) -> dict[str, Any]:
    prison = {"code": row["prison_code"], "name": row["prison_name"]} if row["prison_code"] else None
    names = ("prison_number", "crn", "first_name", "last_name", "home_region")
    return {"id": row["case_id"], **{name: row[name] for name in names}, "prison": prison}


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound(NO_SUCH_REVIEW)
    return row
