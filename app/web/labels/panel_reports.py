"""The plain words for good practice and for the panel's figures: aims, what is counted, by what, and each category."""

from collections.abc import Mapping

from app.web.labels import panel_caseload

AIM: Mapping[str, str] = panel_caseload.AIM
QUARTERS: Mapping[str, str] = {
    "1": "January to March",
    "2": "April to June",
    "3": "July to September",
    "4": "October to December",
}
NOTE_STATE: Mapping[str, tuple[str, str]] = {
    "draft": ("Draft", "yellow"),
    "published": ("Published", "green"),
    "withdrawn": ("Withdrawn", "grey"),
}
NOTE_DONE: Mapping[str, str] = {
    "drafted": "The draft was kept",
    "changed": "The draft was changed",
    "published": "The note was published: everybody who signs in can find it",
    "withdrawn": "The note was withdrawn: nobody finds it any more",
}
OWNER: Mapping[str, str] = {
    "prison_group_director": "Report to the Prison Group Director, Women’s Estate",
    "deputy_director": "Report to the Deputy Director, Women’s Team",
}
TABLE: Mapping[str, str] = {
    "caseload:route": "On the caseload on the last day, by route",
    "caseload:stage": "On the caseload on the last day, by stage",
    "caseload:prison": "On the caseload on the last day, by prison",
    "caseload:aim_stabilise": "Aim: stabilise behaviour",
    "caseload:aim_wellbeing": "Aim: improve wellbeing",
    "caseload:aim_staff_support": "Aim: support staff groups",
    "caseload:aim_reduce_risk": "Aim: reduce risk",
    "caseload:aim_progress": "Aim: allow progression",
    "entered:route": "Came on the caseload, by route",
    "left:reason": "Left the caseload, by reason",
    "referrals:outcome": "Referrals submitted, by what had become of them on the last day",
    "boards:area": "Boards, by area",
    "recommendations:kind": "Recommendations, by kind",
    "movement_proposals:outcome": "Proposed moves, by what had become of them on the last day",
    "placement_decisions:advice": "Final decisions, with the advice or against it",
    "placement_decisions:weighed_most": "Final decisions, by what weighed most",
    "placement_decisions:prison": "Final decisions, by prison",
    "actions:aim": "Actions given, by aim",
    "actions:state": "Actions given, by how they stood on the last day",
    "staff_support:outcome": "Support that staff asked for, by what had become of it on the last day",
    "disclosures:purpose": "What left the panel, by purpose",
}
CATEGORY: Mapping[str, str] = {
    "complex_needs": "Complex needs",
    "restricted_status": "Restricted Status",
    "both": "Both routes",
    "active": "Active",
    "stepped_down": "Stepped down",
    "elsewhere": "Elsewhere, or not named",
    "improving": "Improving",
    "static": "Static",
    "worsening": "Worsening",
    "met": "Met",
    "not_recorded": "Not recorded",
    "aims_met": "Aims met",
    "released": "Released",
    "left_the_estate": "Left the women’s estate",
    "no_longer_needed": "No longer needed",
    "died": "Died",
    "other": "Another reason",
    "waiting": "Waiting",
    "accepted": "Accepted",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "closed": "Closed",
    "north": "North",
    "midlands": "Midlands",
    "south": "South",
    "wellbeing": "Wellbeing",
    "progression": "Progression",
    "staff_support": "Staff support",
    "movement": "Movement",
    "decided": "Decided",
    "follows": "With the advice",
    "departs": "Against the advice",
    "her_interests": "Her interests",
    "operational_need": "Operational need",
    "closeness_to_home": "Closeness to home",
    "interventions": "Interventions and resettlement",
    "stabilise": "Stabilise behaviour",
    "reduce_risk": "Reduce risk",
    "progress": "Allow progression",
    "open": "Open",
    "overdue": "Overdue",
    "done": "Done",
    "dropped": "Dropped",
    "offered": "Offered",
    "taken_up": "Taken up",
    "not_taken_up": "Not taken up",
    "risk_management": "Managing risk",
    "safety": "Safety",
    "decision_making": "Making decisions",
    "continuity": "Continuity of support",
}


def quarter(code: str) -> str:
    """A quarter in months: `2026-Q3` is July to September 2026."""
    year, _, part = code.partition("-Q")
    return f"{QUARTERS[part]} {year}" if part in QUARTERS else code
