"""The seats of the board: which there are, how many hold one, and which of them speak for the Women's Team."""

from enum import StrEnum


class Seat(StrEnum):
    """The seven core seats (000 L75-81)."""

    HEAD_OF_WOMENS_TEAM = "head_of_womens_team"
    GROUP_DIRECTOR_REPRESENTATIVE = "group_director_representative"
    LEAD_PSYCHOLOGIST = "lead_psychologist"
    ENHANCED_CASE_MANAGEMENT = "enhanced_case_management"
    HEALTH_AND_CARE_PARTNERSHIPS = "health_and_care_partnerships"
    CASE_MANAGER = "case_manager"
    LONG_TERM_HIGH_SECURITY = "long_term_high_security"


HELD_BY_ONE = frozenset({Seat.HEAD_OF_WOMENS_TEAM, Seat.LEAD_PSYCHOLOGIST, Seat.ENHANCED_CASE_MANAGEMENT})
"""The source names one person here; the other seats are those of a team."""

OF_THE_WOMENS_TEAM = frozenset({Seat.HEAD_OF_WOMENS_TEAM, Seat.CASE_MANAGER})
"""Who represents the Women's Team at a multi-disciplinary meeting (000 L122): its head, and its case managers."""

RESTRICTED_ONLY = Seat.LONG_TERM_HIGH_SECURITY
"""The Long Term and High Security group sits for women with Restricted Status alone (000 L81)."""
