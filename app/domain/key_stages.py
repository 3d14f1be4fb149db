"""Key stages of a sentence: which there are, when the community's answer is due, and between whom contact counts."""

from collections.abc import Collection
from datetime import date

from app.domain.calendar import working_days_after
from app.domain.notices import NoticeKind
from app.domain.tasks import COMMUNITY, TaskKind

PAPER = "OMCP Board paper, 2 September 2013"
INSPECTION = "Inspection of offender management in West Mercia, 2012"

KINDS = (
    "initial_sentence_plan",
    "sentence_plan_review",
    "risk_review",
    "pre_release_planning",
    "parole_preparation",
    "multi_agency_meeting",
    "transfer_planning",
    "other",
)
RESPONSES = ("will_attend", "will_contribute", "cannot")
CHANNELS = ("visit", "video", "phone", "letter")

HER = "person_in_custody"
COMMUNITY_PARTIES = ("community_offender_manager", "crc_responsible_officer")
PRISON_PARTIES = ("offender_supervisor", "seconded_probation_officer", "prison_offender_manager")
PARTIES = (
    *COMMUNITY_PARTIES,
    *PRISON_PARTIES,
    "key_worker",
    "victim_liaison_officer",
    "other_prison_staff",
    "other_worker",
    HER,
)
ANSWER_WITHIN = 5
"""Working days in which an invitation is answered; sooner where the stage itself is sooner."""
CONTACT_GAP_DAYS = 56

ANSWER_KEY_STAGE = TaskKind(
    "answer_key_stage",
    COMMUNITY,
    ((PAPER, "10(ii)"), (PAPER, "13")),
    role="community_offender_manager",
    working_days=ANSWER_WITHIN,
)
TASK_KINDS = (ANSWER_KEY_STAGE,)

INVITED = "key_stage_invitation"
ANSWERED = "key_stage_answer"
ANSWER_OVERDUE = "key_stage_answer_overdue"
PROGRESS = "progress_notice"
NOTICE_KINDS = (
    NoticeKind(INVITED, "You are invited to a key stage"),
    NoticeKind(ANSWERED, "The community answered an invitation to a key stage"),
    NoticeKind(ANSWER_OVERDUE, "The answer to an invitation is overdue"),
    NoticeKind(PROGRESS, "There is news of the progress of a case"),
)


def response_due(invited_on: date, planned_on: date, holidays: Collection[date]) -> date:
    """The last day (inclusive) for an answer: never after the stage, never before the day of the invitation."""
    usual = working_days_after(invited_on, ANSWER_WITHIN, holidays)
    return max(invited_on, min(usual, planned_on))


def state_of(
    *, held_on: date | None, cancelled_on: date | None, response: str | None, due: date | None, on: date
) -> str:
    """Where a key stage stands on a day: one word for lists and pages."""
    if cancelled_on is not None:
        return "cancelled"
    if held_on is not None:
        return "held"
    if response is not None:
        return "answered"
    if due is None:
        return "nobody_to_invite"
    return "answer_overdue" if due < on else "invited"


def in_order(one: str, other: str) -> tuple[str, str]:
    """Two parties in the order in which they are kept."""
    return (one, other) if one < other else (other, one)


def is_between_sides(one: str, other: str) -> bool:
    """Whether it is a contact of the community's manager with whoever leads or supervises in the prison (I39)."""
    return bool({one, other} & set(COMMUNITY_PARTIES)) and bool({one, other} & set(PRISON_PARTIES))
