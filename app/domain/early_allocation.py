"""Whether the community may take a case early: the questions, what the answers come to, and the window of referral."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.calendar import months_before
from app.domain.facts import CaseFacts
from app.domain.notices import NoticeKind
from app.domain.ownership import known_on, standing_on
from app.domain.policies.omic.dates import earliest_for_referral, is_early, is_in_window, window_opens_on
from app.domain.policies.omic.standing import OmicStanding
from app.domain.policies.register import policy_named
from app.domain.refusals import FieldError, InvalidInput
from app.domain.standing import Phase
from app.domain.tasks import COMMUNITY, PRISON, TaskKind

RULES = "Offender Management in Custody, the rules of the live service, August 2026"
SECTION = ((RULES, "6"),)

ELIGIBLE, INELIGIBLE, DISCRETIONARY = "eligible", "ineligible", "discretionary"
ACCEPTED, DECLINED = "accepted", "declined"

MANDATORY = (
    "terrorism_conviction",
    "high_profile",
    "serious_crime_prevention_order",
    "mappa_level_3",
    "public_protection_case",
)
"""Any yes makes the case eligible."""
EXTREMISM, WITHIN_TWO_YEARS = "extremism_separation", "release_within_24_months"
OTHERWISE = (
    EXTREMISM,
    "very_high_risk_of_serious_harm",
    "mappa_level_2",
    "terrorist_risk_pathfinder",
    "other_reason",
)
"""Asked where every mandatory answer is no."""
QUESTIONS = (*MANDATORY, *OTHERWISE, WITHIN_TWO_YEARS)

OASYS_MONTHS = 3

ASSESS_AGAIN = TaskKind(
    "assess_early_allocation_again", PRISON, SECTION, role="prison_offender_manager", working_days=10
)
DECIDE = TaskKind(
    "decide_early_allocation", COMMUNITY, SECTION, role="community_offender_manager", working_days=10
)
TASK_KINDS = (ASSESS_AGAIN, DECIDE)

PRISON_ROLES = ("prison_offender_manager", "seconded_probation_officer", "offender_supervisor")
COMMUNITY_ROLES = ("community_offender_manager",)

WINDOW_OPEN, REFERRED, DECIDED = (
    "early_allocation_window_open",
    "early_allocation_referred",
    "early_allocation_decided",
)
NOTICE_KINDS = (
    NoticeKind(WINDOW_OPEN, "An early allocation assessment may now be sent: assess again"),
    NoticeKind(REFERRED, "A case was referred for early allocation"),
    NoticeKind(DECIDED, "The community answered an early allocation referral"),
)


@dataclass(frozen=True, slots=True)
class Assessed:
    """What was asked and answered, ready to be kept; answers that were not asked for are left out."""

    answers: Mapping[str, bool]
    outcome: str


@dataclass(frozen=True, slots=True)
class Referral:
    """Where a case stands for a referral on a day: its earliest date, whether its window is open, and from when."""

    earliest: date | None
    in_window: bool
    opens_on: date | None
    in_force: bool
    sentence_start: date | None
    in_custody: bool


def outcome_of(answers: Mapping[str, bool]) -> str:
    """What a full set of answers comes to (6)."""
    if any(answers.get(name) for name in MANDATORY):
        return ELIGIBLE
    if answers.get(EXTREMISM) and not answers.get(WITHIN_TWO_YEARS):
        return INELIGIBLE
    return DISCRETIONARY if any(answers.get(name) for name in OTHERWISE) else INELIGIBLE


def assessed(given: Mapping[str, Any], today: date) -> Assessed:
    """What these answers come to. Raises InvalidInput naming every answer that is missing or cannot be.

    `given` holds the answers, `oasys_on`, and for a discretionary case `reason`, `approved` and `approved_by`.
    """
    errors = [*_oasys_faults(given["oasys_on"], today), *_missing(given, MANDATORY)]
    asked: tuple[str, ...] = MANDATORY
    if not errors and not any(given[name] for name in MANDATORY):
        errors += _missing(given, OTHERWISE)
        asked += OTHERWISE
        if given.get(EXTREMISM):
            errors += _missing(given, (WITHIN_TWO_YEARS,))
            asked += (WITHIN_TWO_YEARS,)
    if errors:
        raise InvalidInput("The assessment is not complete.", errors=errors)
    answers = {name: bool(given[name]) for name in asked}
    outcome = outcome_of(answers)
    if outcome == DISCRETIONARY:
        _refuse_unapproved(given)
    return Assessed(answers, outcome)


def oasys_after(today: date) -> date:
    """The day after which the OASys assessment must lie (6): three months ago, that day itself too old."""
    return months_before(today, OASYS_MONTHS)


def _oasys_faults(oasys_on: date, today: date) -> list[FieldError]:
    if oasys_on >= today:
        return [FieldError("oasys_on", "date_not_past", "Give a date before today.")]
    if oasys_on <= oasys_after(today):
        message = f"Give a date in the last three months, after {oasys_after(today).isoformat()}."
        return [FieldError("oasys_on", "oasys_too_old", message)]
    return []


def _missing(given: Mapping[str, Any], names: tuple[str, ...]) -> list[FieldError]:
    return [
        FieldError(name, "answer_missing", "Answer yes or no.") for name in names if given.get(name) is None
    ]


def _refuse_unapproved(given: Mapping[str, Any]) -> None:
    errors = []
    if not given.get("reason"):
        errors.append(FieldError("reason", "reason_missing", "Say why the community should take it early."))
    if not given.get("approved"):
        message = "The Head of Offender Management Delivery must have approved the referral."
        errors.append(FieldError("approved", "approval_missing", message))
    if not given.get("approved_by"):
        errors.append(FieldError("approved_by", "approver_missing", "Give the name of who approved it."))
    if errors:
        raise InvalidInput("A discretionary referral needs a reason and an approval.", errors=errors)


def referral_on(facts: CaseFacts, day: date) -> Referral:
    """Where the case stands on a day by the facts known on it, as today's rules read them."""
    standing = standing_on(known_on(facts, day), policy_named("omic"), day)
    if not isinstance(standing, OmicStanding):
        return Referral(None, False, None, False, None, False)
    earliest = earliest_for_referral(standing)
    return Referral(
        earliest,
        is_in_window(standing, day),
        window_opens_on(earliest) if earliest else None,
        is_early(standing),
        standing.sentence_start,
        standing.phase is Phase.CUSTODY,
    )


def state_of(latest: Mapping[str, Any] | None, window_is_open: bool) -> str | None:
    """The badge of a case: eligible, decision_pending, assessment_saved, new_assessment_required, or none."""
    if latest is None:
        return None
    if latest["outcome"] == INELIGIBLE or latest["decision"] == DECLINED:
        return None
    if not latest["in_window"]:
        return "new_assessment_required" if window_is_open else "assessment_saved"
    if latest["outcome"] == ELIGIBLE or latest["decision"] == ACCEPTED:
        return "eligible"
    return "decision_pending"
