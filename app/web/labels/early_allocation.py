"""The plain words for early allocation: its questions, what they come to, and where a case stands."""

from collections.abc import Mapping

FIRST: Mapping[str, str] = {
    "terrorism_conviction": "Convicted under terrorism legislation?",
    "high_profile": "Identified as a high profile case?",
    "serious_crime_prevention_order": "Subject to a serious crime prevention order?",
    "mappa_level_3": "To be managed at MAPPA level 3?",
    "public_protection_case": "A critical public protection case?",
}
SECOND: Mapping[str, str] = {
    "extremism_separation": "Has the person been held in an extremism separation centre?",
    "release_within_24_months": "If so, is release due within 24 months?",
    "very_high_risk_of_serious_harm": "A very high risk of serious harm?",
    "mappa_level_2": "To be managed at MAPPA level 2?",
    "terrorist_risk_pathfinder": "On the pathfinder process, or presenting a terrorist risk?",
    "other_reason": "Any other reason for early allocation?",
}
OUTCOME: Mapping[str, str] = {
    "eligible": "Eligible",
    "ineligible": "Not eligible",
    "discretionary": "Discretionary: the community decides",
}
DECISION: Mapping[str, str] = {"accepted": "Accepted", "declined": "Declined"}
STATE: Mapping[str, tuple[str, str]] = {
    "eligible": ("Eligible", "green"),
    "decision_pending": ("Waiting for the community", "yellow"),
    "assessment_saved": ("Assessment saved", "blue"),
    "new_assessment_required": ("New assessment needed", "red"),
}
DONE: Mapping[str, str] = {
    "assessed": "The assessment was kept",
    "decided": "The community’s decision was kept",
}
CHANGES: Mapping[str, str] = {
    "EARLY_ALLOCATION_ASSESSED": "Assessed for early allocation",
    "EARLY_ALLOCATION_DECIDED": "Early allocation decided by the community",
}
MESSAGES: Mapping[str, str] = {
    "answer_missing": "Select yes or no",
    "oasys_too_old": "The last OASys assessment must be less than three months ago",
    "date_not_past": "The last OASys assessment must be before today",
    "reason_missing": "Enter why the community should take the case early",
    "approval_missing": "The Head of Offender Management Delivery must have approved the referral",
    "approver_missing": "Enter the name of who approved it",
}
MISSING: Mapping[str, str] = {
    "reason": MESSAGES["reason_missing"],
    "approved_by": MESSAGES["approver_missing"],
}
"""What to say where a line of text is left empty."""
