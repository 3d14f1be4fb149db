"""The stored columns of a case's reviews, worked out from its facts: one function for writing and for rebuilding."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.identifiers import new_id
from app.domain.ownership import Schedule, in_force_on
from app.domain.parole import Review, reviews_of, speaks_of_reviews
from app.models.columns import OPEN_END
from app.repositories.parole import RETRACTED
from app.services.projection import facts_from

PROJECTED = (
    "state", "is_open", "started_on", "review_type", "hearing_on", "put_off", "put_off_on", "withdrawn_on",
    "outcome", "decided_on", "final_on", "on_papers", "set_aside_on", "next_on",
)  # fmt: skip
GONE: Mapping[str, Any] = {
    **dict.fromkeys(PROJECTED),
    "state": RETRACTED,
    "is_open": False,
    "on_papers": False,
    "next_on": OPEN_END,
}
DESCRIBED = (
    "stage", "custody_report_due", "hearing_mode", "hearing_venue", "reconsideration_applied_on",
    "reconsideration_by", "reconsideration_outcome", "reconsideration_decided_on", "notes",
)  # fmt: skip


def reviews_now(
    facts: Sequence[Mapping[str, Any]], opened_on: date, schedule: Schedule, on: date
) -> tuple[Review, ...]:
    """The reviews that the stored facts of a case make, under the policy that governs on `on`."""
    if not speaks_of_reviews(facts):
        return ()
    governing = in_force_on(schedule, on)
    return reviews_of(facts_from(facts, opened_on), governing.policy, on, holds_from=governing.starts_on)


def columns_of(review: Review) -> dict[str, Any]:
    """The projected columns of a review's row."""
    decision, put_off = review.decision, review.put_off[-1] if review.put_off else None
    return {
        "state": review.state,
        "is_open": review.is_open,
        "started_on": review.started_on,
        "review_type": review.review_type,
        "hearing_on": review.hearing_on,
        "put_off": put_off.kind if put_off else None,
        "put_off_on": put_off.on if put_off else None,
        "withdrawn_on": review.withdrawn_on,
        "outcome": decision.outcome if decision else None,
        "decided_on": decision.issued_on if decision else None,
        "final_on": decision.final_on if decision else None,
        "on_papers": bool(decision and decision.on_papers),
        "set_aside_on": review.set_aside_on,
        "next_on": review.hearing_on or (decision.issued_on if decision else None) or OPEN_END,
    }


def new_row(case_id: str, review: Review, moment: datetime) -> dict[str, Any]:
    """The row of a review that the facts name for the first time."""
    return {
        "id": new_id(),
        "case_id": case_id,
        "review_key": review.key,
        "version": 1,
        "created_at": moment,
        **columns_of(review),
        **dict.fromkeys(DESCRIBED),
        "chased_for": None,
    }


def wanted_columns(
    kept: Sequence[Mapping[str, Any]], reviews: Sequence[Review]
) -> tuple[list[tuple[Mapping[str, Any], dict[str, Any]]], list[Review]]:
    """For each kept row the columns in which it differs from the facts; and the reviews that have no row yet."""
    by_key = {review.key: review for review in reviews}
    differing = []
    for row in kept:
        review = by_key.get(row["review_key"])
        wanted = columns_of(review) if review else GONE
        changed = {name: wanted[name] for name in PROJECTED if row[name] != wanted[name]}
        if changed:
            differing.append((row, changed))
    known = {row["review_key"] for row in kept}
    return differing, [review for review in reviews if review.key not in known]
