"""Who may be asked to a meeting beside its members: the 23 kinds of the terms, and whom each is for (000 L87-114)."""

from enum import StrEnum


class InviteeKind(StrEnum):
    """The 23 kinds, in the order of the terms."""

    OFFENDER_MANAGER_OR_KEY_WORKER = "offender_manager_or_key_worker"
    PRISON_PSYCHOLOGIST = "prison_psychologist"
    MENTAL_HEALTH_CASEWORK_SECTION = "mental_health_casework_section"
    HEALTH_AND_SOCIAL_CARE_LEAD = "health_and_social_care_lead"
    SAFER_CUSTODY = "safer_custody"
    TRANSGENDER_LEAD = "transgender_lead"
    CHAPLAINCY = "chaplaincy"
    DIVERSITY_AND_INCLUSION = "diversity_and_inclusion"
    LEARNING_DISABILITY = "learning_disability"
    INTERVENTION_MANAGER = "intervention_manager"
    WOPD_PRACTITIONER = "wopd_practitioner"
    SPECIALIST_PRACTITIONER = "specialist_practitioner"
    CONSULTANT_PSYCHIATRIST = "consultant_psychiatrist"
    SAFEGUARDING = "safeguarding"
    HEALTH_AND_SOCIAL_CARE = "health_and_social_care"
    ACCOMMODATION_SUPPORT = "accommodation_support"
    NATIONAL_APPROVED_PREMISES = "national_approved_premises"
    WELSH_SERVICES = "welsh_services"
    CARE_LEAVER_SOCIAL_WORKER = "care_leaver_social_worker"
    YOUTH_CUSTODY_SERVICE = "youth_custody_service"
    YOUTH_OFFENDING_TEAM = "youth_offending_team"
    SECURE_CHILDRENS_HOME = "secure_childrens_home"
    OTHER_PROFESSIONAL_OR_ADVOCATE = "other_professional_or_advocate"


YCS_TRANSITIONS_ONLY = frozenset(
    {
        InviteeKind.YOUTH_CUSTODY_SERVICE,
        InviteeKind.YOUTH_OFFENDING_TEAM,
        InviteeKind.SECURE_CHILDRENS_HOME,
    }
)
"""For transitions from the Youth Custody Service alone (000 L111-113)."""


def kinds_for(*, is_ycs_transition: bool) -> tuple[InviteeKind, ...]:
    """The kinds that may be asked to an item."""
    return tuple(kind for kind in InviteeKind if is_ycs_transition or kind not in YCS_TRANSITIONS_ONLY)


def lacks_welsh_voice(*, is_welsh: bool, kinds: set[str]) -> bool:
    """Whether an item on a woman from Wales has nobody from Welsh services asked to it (000 L109)."""
    return is_welsh and InviteeKind.WELSH_SERVICES not in kinds
