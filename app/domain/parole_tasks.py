"""What parole and significant change ask of people: kinds of task and notice, and the window of reconsideration."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.facts import INDETERMINATE
from app.domain.notices import NoticeKind
from app.domain.parole import Decision, Review
from app.domain.tasks import COMMUNITY, PRISON, Side, TaskKind

RULES = "Parole Board Rules 2019"
INSPECTION = "Inspection of offender management in West Mercia, 2012"
DAYS_TO_RECONSIDER = timedelta(days=21)
_RECONSIDERED = frozenset({"negative", "release_directed"})
_OPEN_TO_RECONSIDERATION = INDETERMINATE | {"EDS", "SOPC"}

RECORD_OUTCOME = TaskKind("record_parole_outcome", PRISON, ((RULES, "25"),), working_days=2)
REVIEW_AFTER_CHANGE = TaskKind(
    "review_after_significant_change", PRISON, ((INSPECTION, "p23"),), working_days=10
)
REVIEW_AFTER_CHANGE_COMMUNITY = TaskKind(
    "review_after_significant_change_community",
    COMMUNITY,
    ((INSPECTION, "p23"),),
    role="community_offender_manager",
    working_days=10,
)
TELL_VICTIM_LIAISON = TaskKind(
    "tell_victim_liaison_of_parole",
    COMMUNITY,
    ((INSPECTION, "p24"),),
    role="community_offender_manager",
    working_days=2,
)

TASK_KINDS = (RECORD_OUTCOME, REVIEW_AFTER_CHANGE, REVIEW_AFTER_CHANGE_COMMUNITY, TELL_VICTIM_LIAISON)
REVIEWS_AFTER_CHANGE = (REVIEW_AFTER_CHANGE, REVIEW_AFTER_CHANGE_COMMUNITY)

PAROLE_EVENT = "parole_event"
NOTICE_KINDS = (NoticeKind(PAROLE_EVENT, "Something happened in a parole review"),)

TOLD_TO_VICTIMS = frozenset(
    {"parole_process_started", "parole_decision", "parole_decision_set_aside", "parole_withdrawn"}
)
"""The events of parole of which a victim's liaison officer is told; a hearing put off is told with its new date."""


def review_after_change(responsible: str) -> TaskKind:
    """The kind of review that falls to the side that owns the case."""
    side: Side = COMMUNITY if responsible == "community" else PRISON
    return REVIEW_AFTER_CHANGE_COMMUNITY if side == COMMUNITY else REVIEW_AFTER_CHANGE


def reconsideration_until(decision: Decision | None, sentence_type: str | None) -> date | None:
    """The last day (inclusive) on which reconsideration may be applied for; None where it is not open (rule 28).

    Advice on open conditions is final. Of determinate sentences only the extended and those for offenders of
    particular concern are known from the record to be open to it.
    """
    if (
        decision is None
        or decision.outcome not in _RECONSIDERED
        or sentence_type not in _OPEN_TO_RECONSIDERATION
    ):
        return None
    return decision.issued_on + DAYS_TO_RECONSIDER


def awaits_outcome(review: Review) -> bool:
    """Whether its hearing is known and its outcome is not."""
    return review.is_open and review.decision is None and review.hearing_on is not None


def next_reviews(reviews: Sequence[Review]) -> list[Review]:
    """Open reviews first, the latest started first; then those that are over."""
    return sorted(reviews, key=lambda r: (r.is_open, r.started_on or date.min), reverse=True)
