"""The record of a case: its parts, the rules of each, and which are missing or late where they matter."""

from app.domain.case_record.missing import CODES, RULES, Missing, Seen, what_is_missing
from app.domain.case_record.parts import (
    PARTS,
    day_of,
    is_complexity_unexplained,
    lacking_in,
    overall_risk,
    value_of,
)
from app.domain.case_record.phase import phase_of
from app.domain.case_record.plan import owner_now

__all__ = [
    "CODES",
    "PARTS",
    "RULES",
    "Missing",
    "Seen",
    "day_of",
    "is_complexity_unexplained",
    "lacking_in",
    "overall_risk",
    "owner_now",
    "phase_of",
    "value_of",
    "what_is_missing",
]
