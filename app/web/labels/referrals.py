"""The plain words for referrals, holistic assessments and the contacts at prisons."""

from collections.abc import Mapping

KIND: Mapping[str, str] = {
    "panel": "The panel (WECASP)",
    "welsh_resettlement": "Resettlement of Welsh women",
    "pre_sentence_support": "Support before sentence",
}
KIND_HINT: Mapping[str, str] = {
    "panel": "Advice about a woman held in a women’s prison, or support for the staff around her.",
    "welsh_resettlement": "The multi-agency pathway before and after release, for women whose home is in Wales.",
    "pre_sentence_support": "In police custody or on remand, for women who may not be diverted.",
}
SOURCE: Mapping[str, str] = {
    "prison": "Prison",
    "remand": "Prison, on remand",
    "police_custody": "Police custody",
    "community": "The community",
}
STAGE: Mapping[str, str] = {"pre_release": "Before release", "post_release": "After release"}
ROUTE: Mapping[str, str] = {"complex_needs": "Complex needs", "restricted_status": "Restricted Status"}
STATUS: Mapping[str, str] = {
    "draft": "Draft",
    "submitted": "Sent",
    "in_triage": "In triage",
    "accepted": "Accepted",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "closed": "Closed",
}
STATUS_COLOUR: Mapping[str, str] = {
    "draft": "grey",
    "submitted": "blue",
    "in_triage": "yellow",
    "accepted": "green",
    "declined": "red",
    "withdrawn": "grey",
    "closed": "grey",
}
STEP: Mapping[str, str] = {
    "submitted": "Sent",
    "triaged": "Looked at by the secretariat",
    "accepted": "Accepted",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "closed": "Closed",
}
WOPD: Mapping[str, str] = {
    "not_screened": "Not screened",
    "screened_in": "Screened in",
    "screened_out": "Screened out",
    "declined": "She declined",
}
NEED: Mapping[str, str] = {
    "accommodation": "Accommodation",
    "education_training_employment": "Education, training and work",
    "finance": "Money and debt",
    "childcare": "Care of children",
    "family_relationships": "Family and relationships",
    "mental_health": "Mental health",
    "physical_health": "Physical health",
    "substance_misuse": "Drugs and alcohol",
    "trauma": "Trauma",
    "neurodiversity": "Neurodiversity",
    "personal_safety": "Personal safety",
    "other": "Other needs",
}
ANSWER: Mapping[str, str] = {
    "routes": "Route",
    "staff_support_only": "Support for staff only",
    "source": "Where she is referred from",
    "stage": "Before or after release",
    "sentence_objectives": "Sentence-plan objectives",
    "not_progressing": "What is not progressing",
    "approaches": "Approaches tried",
    "her_views": "Her own views",
    "why_no_views": "Why there are no views of hers",
    "strengths": "Her strengths",
    "caring_responsibilities": "Caring responsibilities",
    "needs": "Needs by domain",
    "diversity_needs": "Needs from who she is",
    "diversity_purpose": "Why the panel needs to know",
    "wopd_status": "WOPD pathway",
    "wopd_services": "WOPD services",
    "has_formulation": "Is there a formulation?",
    "formulation": "The formulation",
    "staff_support_for": "Staff group that needs support",
    "staff_support_asked": "Support asked for",
    "home_area": "Home area",
    "ycs_transition": "Transition from the Youth Custody Service",
    "welsh_case": "Home in Wales",
    "principles_met": "Guiding principles met",
    "diversion_eligible": "May she be diverted?",
    "support_sought": "Help asked for",
    "reason": "Why this is changed",
}
PLACE: Mapping[str, str] = {
    "police_custody": "Police custody",
    "court": "Court",
    "community": "The community",
    "prison": "Prison",
}
OFFER: Mapping[str, str] = {
    "not_yet": "Not offered yet",
    "accepted": "Offered, and she accepted",
    "declined": "Offered, and she declined",
    "not_safe_yet": "Not safe to offer yet",
}
DONE: Mapping[str, str] = {
    "saved": "The referral was saved",
    "amended": "The change was kept, with what stood there before",
    "submit": "The referral was sent",
    "triage": "The referral is in triage",
    "accept": "The referral was accepted",
    "decline": "The referral was declined",
    "withdraw": "The referral was withdrawn",
    "close": "The referral was closed",
    "principle": "The principle was kept",
    "contact": "The point of contact was kept",
    "staff-support": "The support for staff was kept",
    "assessed": "The assessment was kept",
    "disclosure": "What she disclosed was kept",
}
CHANGES: Mapping[str, str] = {
    "REFERRAL_DRAFTED": "Referral drafted",
    "REFERRAL_SUBMITTED": "Referral sent",
    "REFERRAL_TRIAGED": "Referral looked at by the secretariat",
    "REFERRAL_ACCEPTED": "Referral accepted",
    "REFERRAL_DECLINED": "Referral declined",
    "REFERRAL_WITHDRAWN": "Referral withdrawn",
    "REFERRAL_CLOSED": "Referral closed",
    "REFERRAL_AMENDED": "Referral changed after it was sent",
    "HOLISTIC_ASSESSMENT_RECORDED": "Holistic assessment recorded",
    "HOLISTIC_ASSESSMENT_CORRECTED": "Holistic assessment corrected",
}
