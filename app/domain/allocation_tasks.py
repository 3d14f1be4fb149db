"""The tasks and notices that allocation gives rise to, each with the rule that asks for it."""

from app.domain.notices import NoticeKind
from app.domain.tasks import COMMUNITY, PRISON, TaskKind

PAPER = "OMCP Board paper, 2 September 2013"
INSPECTION = "Inspection of offender management, source 003"

NAME_LEAD = TaskKind(
    "name_lead", PRISON, ((PAPER, "10(ii)"), ("Transition table", "T17, T18")), working_days=5
)
"""The prison that has received her names who leads, or who supports where the community leads."""

TELL_COMMUNITY_MANAGER = TaskKind(
    "tell_community_manager", PRISON, ((INSPECTION, "p22"), ("Transition table", "T17")), working_days=1
)
"""The community manager hears of a transfer within one working day (I37)."""

CHECK_AFTER_RETRACTION = TaskKind(
    "check_after_transfer_retracted", PRISON, ((PAPER, "10(ii)"),), working_days=1
)
"""A transfer was taken back: nobody is put back in a role without being asked."""

NAME_COMMUNITY_MANAGER = TaskKind(
    "name_community_manager", COMMUNITY, ((PAPER, "10(ii)"), (PAPER, "13")), working_days=5
)
"""A retained case has a named community manager from the start of the sentence (O16)."""

TASK_KINDS = (NAME_LEAD, TELL_COMMUNITY_MANAGER, CHECK_AFTER_RETRACTION, NAME_COMMUNITY_MANAGER)

BACKLOG_AFTER_DAYS = 28
"""A sentence that began longer ago, when it is first told, is on the alert list and opens no task of its own."""

ALLOCATED = "allocated"
NO_LONGER_ALLOCATED = "no_longer_allocated"
CASES_RECEIVED = "cases_received"
CASES_HANDED_ON = "cases_handed_on"
TRANSFERRED = "prison_transfer"
NOTICE_KINDS = (
    NoticeKind(ALLOCATED, "A case was given to you"),
    NoticeKind(NO_LONGER_ALLOCATED, "A case is no longer yours"),
    NoticeKind(CASES_RECEIVED, "Cases were moved to you"),
    NoticeKind(CASES_HANDED_ON, "Your cases were moved to somebody else"),
    NoticeKind(TRANSFERRED, "Somebody whose case you hold was moved to another prison", urgent=True),
)
