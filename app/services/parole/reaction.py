"""What facts mean for parole: the reviews' rows, who is told, and the review that a significant change asks for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.notices import NewNotice
from app.domain.ownership import owner_in
from app.domain.parole import SPEAKS_OF_REVIEW, speaks_of_reviews
from app.domain.parole_tasks import (
    PAROLE_EVENT,
    RECORD_OUTCOME,
    REVIEWS_AFTER_CHANGE,
    TELL_VICTIM_LIAISON,
    TOLD_TO_VICTIMS,
    review_after_change,
)
from app.domain.tasks import NewTask, cause_of
from app.repositories import parole, tasks
from app.services.changes import Change
from app.services.notices import tell_people
from app.services.parole.projection import new_row, reviews_now, wanted_columns
from app.services.policies import schedules_for
from app.services.projection import facts_from
from app.services.tasks.causes import close_because, open_tasks
from app.services.unit_of_work import UnitOfWork

SIGNIFICANT = "significant_change"
TOLD_ROLES = (
    "community_offender_manager",
    "seconded_probation_officer",
    "offender_supervisor",
    "prison_offender_manager",
)
Row = Mapping[str, Any]


def react(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """Bring the reviews to the facts, and tell and ask whoever follows from what was told just now."""
    _write_reviews(work, [change for change in changes if speaks_of_reviews(change.facts)])
    known = [change for change in changes if not change.is_new]
    _tell_of_parole(work, known)
    _ask_for_reviews(work, known)


def outcome_cause(review: Row) -> str:
    """The cause of the task for the missing outcome of a hearing."""
    return cause_of(RECORD_OUTCOME.code, review["case_id"], review["id"], review["hearing_on"])


def _write_reviews(work: UnitOfWork, changes: Sequence[Change]) -> None:
    if not changes:
        return
    told = {c.case["id"]: facts_from(c.facts, c.case["opened_on"], c.case) for c in changes}
    schedules = schedules_for(work.connection, [change.case for change in changes], told)
    known = [change.case["id"] for change in changes if not change.is_new]
    kept: dict[str, list[Row]] = {}
    for row in parole.rows_of(work.connection, known):
        kept.setdefault(row["case_id"], []).append(row)
    new: list[dict[str, Any]] = []
    for change in changes:
        case_id = change.case["id"]
        reviews = reviews_now(change.facts, change.case["opened_on"], schedules[case_id], work.today)
        differing, unknown = wanted_columns(kept.get(case_id, ()), reviews)
        new += [new_row(case_id, review, work.moment) for review in unknown]
        for row, columns in differing:
            parole.update(work.connection, row["id"], {**columns, **_chase_ended(work, row, columns)})
    parole.insert(work.connection, new)


def _chase_ended(work: UnitOfWork, row: Row, columns: Row) -> dict[str, Any]:
    """Where the outcome was asked for and nothing is awaited of that hearing any more, the asking ends."""
    if row["chased_for"] is None:
        return {}
    now = {**row, **columns}
    if now["is_open"] and now["outcome"] is None and now["hearing_on"] == row["chased_for"]:
        return {}
    asked = outcome_cause({**row, "hearing_on": row["chased_for"]})
    close_because(work, tasks.of_causes([asked]))
    return {"chased_for": None}


def _tell_of_parole(work: UnitOfWork, changes: Sequence[Change]) -> None:
    told = [(c, f) for c in changes for f in c.told if f["type"] in SPEAKS_OF_REVIEW]
    if not told:
        return
    tell_people(
        work,
        [
            NewNotice(
                PAROLE_EVENT,
                cause_of(PAROLE_EVENT, change.case["id"], fact["id"]),
                change.case,
                roles=TOLD_ROLES,
                details={"event": fact["type"], "on": fact["happened_on"].isoformat(), **_outcome(fact)},
            )
            for change, fact in told
        ],
    )
    _ask_to_tell_victims(work, [(c, f) for c, f in told if f["type"] in TOLD_TO_VICTIMS])


def _ask_to_tell_victims(work: UnitOfWork, told: Sequence[tuple[Change, Row]]) -> None:
    with_contact = parole.with_victim_contact(work.connection, sorted({c.case["id"] for c, _ in told}))
    open_tasks(
        work,
        [
            NewTask(
                TELL_VICTIM_LIAISON,
                cause_of(TELL_VICTIM_LIAISON.code, change.case["id"], fact["id"]),
                change.case,
                details={"event": fact["type"], "on": fact["happened_on"].isoformat(), **_outcome(fact)},
            )
            for change, fact in told
            if change.case["id"] in with_contact
        ],
    )


def _outcome(fact: Row) -> dict[str, str]:
    outcome = fact["fields"].get("outcome")
    return {"outcome": outcome} if outcome else {}


def _ask_for_reviews(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """One review for a significant change, and none beside one that is still to be done (I42)."""
    taken_back = [
        (change, fact) for change in changes for fact in change.retracted if fact["type"] == SIGNIFICANT
    ]
    for change, fact in taken_back:
        close_because(work, tasks.of_causes([cause_of(SIGNIFICANT, change.case["id"], fact["id"])]))
    concerned = {change.case["id"]: change for change, _ in (*taken_back, *_told_significant(changes))}
    codes = [kind.code for kind in REVIEWS_AFTER_CHANGE]
    busy = tasks.open_of_cases(work.connection, list(concerned), codes) if concerned else []
    free = set(concerned) - {task["case_id"] for task in busy}
    open_tasks(work, [new for case_id in sorted(free) for new in _review(work, concerned[case_id])])


def _told_significant(changes: Sequence[Change]) -> Iterator[tuple[Change, Row]]:
    for change in changes:
        for fact in change.told:
            if fact["type"] == SIGNIFICANT and not fact["opening"]:
                yield change, fact


def _review(work: UnitOfWork, change: Change) -> Iterator[NewTask]:
    """The review for the latest change that stands and that nobody has reviewed since."""
    standing = [
        fact
        for fact in change.facts
        if fact["type"] == SIGNIFICANT and not fact["opening"] and fact["retracted_on"] is None
    ]
    if not standing:
        return
    latest = max(standing, key=lambda fact: fact["told"])
    owner = owner_in(change.after.periods, work.today).answer.who.responsible
    kind = review_after_change(owner)
    cause = cause_of(SIGNIFICANT, change.case["id"], latest["id"])
    yield NewTask(
        kind, cause, change.case, work.today, details={"changed_on": latest["happened_on"].isoformat()}
    )
