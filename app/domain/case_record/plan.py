"""Who owns an objective of the plan: open ones carry over with the case (requirements P18)."""

CUSTODY_OWNERS = (
    "seconded_probation_officer",
    "offender_supervisor",
    "prison_offender_manager",
    "key_worker",
)
OWNERS = (*CUSTODY_OWNERS, "community_offender_manager", "her", "partner")
IN_THE_COMMUNITY = "community_offender_manager"
STATUSES = ("open", "met", "partly_met", "not_met")
TAGS = ("safety", "trustworthiness", "choice", "collaboration", "empowerment", "cultural_consideration")
"""The trauma-responsive values of Women's Policy Framework 6.1a."""


def owner_now(owner: str, status: str, responsible: str) -> str:
    """Who owns it now: what is open passes from custody's people to the community manager with the case."""
    if status == "open" and responsible == "community" and owner in CUSTODY_OWNERS:
        return IN_THE_COMMUNITY
    return owner
