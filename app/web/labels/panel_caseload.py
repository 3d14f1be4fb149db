"""The plain words for the panel's caseload: stages, aims, what wants attention, and the chronology of a case."""

from collections.abc import Mapping

ROUTE: Mapping[str, str] = {"complex_needs": "Complex needs", "restricted_status": "Restricted Status"}
STAGE: Mapping[str, tuple[str, str]] = {
    "referred": ("Referred", "blue"),
    "triage": ("In triage", "yellow"),
    "accepted": ("Accepted", "green"),
    "active": ("Active", "green"),
    "stepped_down": ("Stepped down", "blue"),
    "closed": ("Left the caseload", "grey"),
}
AIM: Mapping[str, str] = {
    "stabilise": "Stabilise behaviour",
    "wellbeing": "Improve wellbeing",
    "staff_support": "Support staff groups",
    "reduce_risk": "Reduce risk",
    "progress": "Allow progression",
}
AIM_STATE: Mapping[str, str] = {
    "improving": "Improving",
    "static": "Static",
    "worsening": "Worsening",
    "met": "Met",
}
AIM_COLOUR: Mapping[str, str] = {"improving": "green", "static": "grey", "worsening": "red", "met": "blue"}
ATTENTION: Mapping[str, str] = {
    "review_overdue": "Review overdue",
    "overdue_actions": "Actions overdue",
    "near_transition": "Handover or release near",
    "restricted": "Under Restricted Status now",
    "defects": "Restricted Status with a defect",
    "no_formulation": "No formulation",
}
DEFECT: Mapping[str, str] = {
    "withheld_without_reason": "Something is withheld and nobody has said why",
    "restricted_review_overdue": "The review of the Restricted Status is overdue",
}
HELD: Mapping[str, str] = {
    "not_for_restricted_status": "The prison where she is does not hold women with Restricted Status",
    "restricted_status_not_known": "It is not known whether the prison where she is holds women with Restricted Status",
}
ALERT: Mapping[str, str] = {"handover": "Handover", "release": "Release"}
LEAVING: Mapping[str, str] = {
    "aims_met": "Her aims are met",
    "released": "She was released",
    "left_the_estate": "She left the women’s estate",
    "no_longer_needed": "The panel’s advice is no longer needed",
    "died": "She died",
    "other": "Another reason",
}
TITLE: Mapping[str, str] = {"governor": "Governor", "director": "Director"}
ORGANISATION: Mapping[str, str] = {
    "parole_board": "Parole Board",
    "health": "Health service",
    "local_authority": "Local authority",
    "police": "Police",
    "voluntary": "Voluntary body",
    "other": "Another body",
}
ITEM_KIND: Mapping[str, str] = {"regime": "Part of the regime", "intervention": "Intervention"}
ITEM_STATE: Mapping[str, tuple[str, str]] = {
    "available": ("Available", "green"),
    "withheld": ("Withheld", "yellow"),
}
SUPPORT: Mapping[str, tuple[str, str]] = {
    "asked_for": ("Asked for", "yellow"),
    "offered": ("Offered", "blue"),
    "taken_up": ("Taken up", "green"),
    "not_taken_up": ("Not taken up", "grey"),
}
SORT: Mapping[str, str] = {"next_review": "Next review", "name": "Name"}
STAGES: Mapping[str, str] = {
    "live": "On the caseload",
    "active": "Active",
    "stepped_down": "Stepped down",
    "closed": "Left the caseload",
}
MEETING: Mapping[str, str] = {
    "board": "board",
    "multi_disciplinary": "multi-disciplinary meeting",
    "case_conference": "multi-agency case conference",
}
ADVICE: Mapping[str, str] = {
    "wellbeing": "wellbeing",
    "progression": "progression",
    "staff_support": "support for staff",
    "movement": "a move",
}
PART: Mapping[str, str] = {
    "prison_offender_manager": "Prison offender manager",
    "community_offender_manager": "Community offender manager",
    "governor": "Governor or Director",
    "key_worker": "Key worker",
    "psychologist": "Psychologist",
}
HAPPENED: Mapping[str, str] = {
    "referral_submitted": "Referred to the panel",
    "referral_triaged": "Referral looked at",
    "referral_accepted": "Referral accepted",
    "referral_declined": "Referral declined",
    "referral_withdrawn": "Referral withdrawn",
    "referral_closed": "Referral closed",
    "entered": "Came on the caseload",
    "reviewed": "Reviewed",
    "transition_near": "The secretariat was told that this is near",
    "support_asked": "Support for staff was asked for",
    "stakeholder_contact": "Contact with a stakeholder",
    "formulation_written": "Formulation written",
    "restricted": "Restricted Status began",
    "restricted_ended": "Restricted Status ended",
    "discussed": "Discussed",
    "recommended": "The board recommended",
    "responsibility": "Responsibility copied from the minutes",
    "provisionally_decided": "Provisionally decided",
    "decision_confirmed": "Provisional decision confirmed",
    "decided_as_advised": "The Prison Group Director decided as advised",
    "decided_otherwise": "The Prison Group Director decided otherwise",
    "action_given": "Action given",
    "action_done": "Action done",
    "action_dropped": "Action dropped",
    "move_proposed": "Move proposed",
    "move_withdrawn": "Proposed move withdrawn",
    "moved": "Moved",
    "stepped_down": "Stepped down",
    "left": "Left the caseload",
}
_OF_CODE: Mapping[str, Mapping[str, str]] = {
    "discussed": MEETING,
    "recommended": ADVICE,
    "provisionally_decided": ADVICE,
    "decision_confirmed": ADVICE,
    "responsibility": PART,
    "action_given": AIM,
    "action_done": AIM,
    "action_dropped": AIM,
    "transition_near": ALERT,
    "left": LEAVING,
}
DONE: Mapping[str, str] = {
    "entered": "She is on the caseload now",
    "reviews": "The review was kept",
    "formulations": "The formulation was kept",
    "restricted-statuses": "The Restricted Status was kept",
    "regime": "The regime was kept",
    "staff-support": "The support for staff was kept",
    "stakeholder-contacts": "The contact was kept",
    "change": "The entry was changed",
    "step-down": "She was stepped down",
    "step-up": "She is active again",
    "leave": "She has left the caseload",
    "governor": "The register was changed",
}
CHANGES: Mapping[str, str] = {
    "PANEL_CASELOAD_ENTERED": "Came on the panel’s caseload",
    "PANEL_CASELOAD_CHANGED": "Entry on the panel’s caseload changed",
    "PANEL_CASELOAD_LEFT_AS_IT_WAS": "Entry on the panel’s caseload left as it was",
    "PANEL_CASELOAD_STEPPED_DOWN": "Stepped down by the panel",
    "PANEL_CASELOAD_STEPPED_UP": "Made active again by the panel",
    "PANEL_CASELOAD_LEFT": "Left the panel’s caseload",
    "PANEL_CASE_REVIEWED": "Reviewed by the panel",
    "PANEL_TRANSITION_NEAR": "The panel was told that a handover or release is near",
    "FORMULATION_WRITTEN": "Formulation written",
    "RESTRICTED_STATUS_RECORDED": "Restricted Status recorded",
    "RESTRICTED_STATUS_CHANGED": "Restricted Status changed",
    "RESTRICTED_STATUS_LEFT_AS_IT_WAS": "Restricted Status left as it was",
    "REGIME_ITEM_RECORDED": "Regime or intervention recorded",
    "REGIME_ITEM_CHANGED": "Regime or intervention changed",
    "REGIME_ITEM_LEFT_AS_IT_WAS": "Regime or intervention left as it was",
    "STAFF_SUPPORT_ASKED": "Support for staff asked for",
    "STAFF_SUPPORT_CHANGED": "Support for staff changed",
    "STAFF_SUPPORT_LEFT_AS_IT_WAS": "Support for staff left as it was",
    "STAKEHOLDER_CONTACT_NOTED": "Contact with a stakeholder noted",
}


def about(what: str, code: str | None) -> str:
    """What a line of the chronology adds to its kind; a prison's code stays for the page to name."""
    return _OF_CODE.get(what, {}).get(code or "", code or "")
