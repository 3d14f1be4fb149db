"""The tasks and notices that handovers and overrides give rise to, each with the rule that asks for it."""

from app.domain.notices import NoticeKind
from app.domain.tasks import COMMUNITY, PRISON, TaskKind

PAPER = "OMCP Board paper, 2 September 2013"
INSPECTION = "Inspection of offender management, West Mercia 2012"
PRACTICE = "Practice in Offender Management in Custody"

PRISON_CHECKLIST = TaskKind(
    "handover_checklist_prison",
    PRISON,
    ((PAPER, "10(ii)"), (PRACTICE, "handover tasks")),
    calendar_days=0,
    done_at="handover",
)
"""The prison's items of the checklist are due by the day of the handover."""

COMMUNITY_CHECKLIST = TaskKind(
    "handover_checklist_community",
    COMMUNITY,
    ((PAPER, "10(ii)"), (PRACTICE, "handover tasks")),
    role="community_offender_manager",
    calendar_days=0,
    done_at="handover",
)
"""The community's items, acceptance among them."""

TELL_VICTIM_LIAISON = TaskKind(
    "tell_victim_liaison",
    COMMUNITY,
    ((INSPECTION, "p24-25"),),
    role="community_offender_manager",
    calendar_days=0,
)
"""The victim liaison officer hears of a handover (I48)."""

MANAGER_OVERDUE = TaskKind(
    "community_manager_overdue", COMMUNITY, ((PAPER, "13"), (PRACTICE, "handover tasks")), working_days=1
)
"""The community is responsible and nobody is named."""

REVIEW_OVERRIDE = TaskKind("review_override", PRISON, (("Transition table", "T26"),), calendar_days=0)
REVIEW_OVERRIDE_COMMUNITY = TaskKind(
    "review_override_community", COMMUNITY, (("Transition table", "T26"),), calendar_days=0
)
"""The side to which a manager gave the case looks at the decision again on its day of review."""

OF_A_HANDOVER = (PRISON_CHECKLIST, COMMUNITY_CHECKLIST, TELL_VICTIM_LIAISON, MANAGER_OVERDUE)
OF_AN_OVERRIDE = (REVIEW_OVERRIDE, REVIEW_OVERRIDE_COMMUNITY)
TASK_KINDS = (*OF_A_HANDOVER, *OF_AN_OVERRIDE)

UPCOMING, MOVED, DATE_MOVED = "handover_upcoming", "handover_moved", "handover_date_moved"
RETURNED, CLOSED = "handover_returned", "handover_closed"
ACCEPTED, DECLINED = "handover_accepted", "handover_declined"
OVERDUE_MANAGER = "handover_manager_overdue"
OVERRIDE_MADE, OVERRIDE_ENDED = "override_made", "override_ended"
NOTICE_KINDS = (
    NoticeKind(UPCOMING, "A handover is coming"),
    NoticeKind(MOVED, "A case was handed over today"),
    NoticeKind(DATE_MOVED, "The date of a handover has moved"),
    NoticeKind(RETURNED, "A case has come back to the prison", urgent=True),
    NoticeKind(CLOSED, "A handover is closed"),
    NoticeKind(ACCEPTED, "A handover was accepted"),
    NoticeKind(DECLINED, "A handover was declined", urgent=True),
    NoticeKind(OVERDUE_MANAGER, "No community offender manager is named after a handover"),
    NoticeKind(OVERRIDE_MADE, "A manager decided who is responsible for a case", urgent=True),
    NoticeKind(OVERRIDE_ENDED, "A manager's decision about a case is over", urgent=True),
)

PRISON_ROLES = ("seconded_probation_officer", "offender_supervisor", "prison_offender_manager", "co_working")
COMMUNITY_ROLES = ("community_offender_manager", "crc_responsible_officer")
BOTH_SIDES = (*PRISON_ROLES, *COMMUNITY_ROLES)
