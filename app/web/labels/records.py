"""Says the codes of a case's record in plain words."""

from collections.abc import Mapping

LEVEL = {"low": "Low", "medium": "Medium", "high": "High", "very_high": "Very high"}
GROUP = {
    "children": "Children",
    "public": "The public",
    "known_adult": "A known adult",
    "staff": "Staff",
    "prisoners": "Prisoners",
}
PHASE = {
    "court": "Court",
    "community_sentence": "Community sentence",
    "custody": "Custody",
    "resettlement": "Resettlement",
}
OWNER = {
    "seconded_probation_officer": "Seconded probation officer",
    "offender_supervisor": "Offender supervisor",
    "prison_offender_manager": "Prison offender manager",
    "key_worker": "Key worker",
    "community_offender_manager": "Community offender manager",
    "her": "She herself",
    "partner": "A partner organisation",
}
TAG = {
    "safety": "Safety",
    "trustworthiness": "Trustworthiness",
    "choice": "Choice",
    "collaboration": "Collaboration",
    "empowerment": "Empowerment",
    "cultural_consideration": "Cultural consideration",
}
OBJECTIVE = {"open": "Open", "met": "Met", "partly_met": "Partly met", "not_met": "Not met"}
CHOICE = {
    "female_practitioner": "A woman as her probation practitioner",
    "women_only_place": "A women-only place for meetings",
    "mixed_unpaid_work": "Not to be in an all-male unpaid work group",
    "mixed_group": "Not to be in an all-male group",
}
ANSWER = {
    "accepted": "Accepted",
    "declined": "Declined",
    "undecided": "Offered, not answered yet",
    "not_offered": "Not offered",
}
ABOUT = {"plan": "Her plan", "review": "A review", "decision": "A decision", "referral": "A referral"}
PART = {
    "risk": "Risk of serious harm",
    "rosh_screening": "Risk screening",
    "risk_management_plan": "Risk management plan",
    "mappa": "MAPPA",
    "assessment": "Assessment of reoffending",
    "strengths": "Strengths",
    "diversity": "Diversity needs",
    "caring": "Caring responsibilities",
    "complexity": "Complexity of need",
    "tier": "Tier",
    "victim_contact": "Victim contact",
}
MISSING = {
    "manager_in_custody": "Nobody in custody holds the case",
    "complexity": "Complexity of need is not recorded",
    "tier": "The tier is not recorded",
    "rosh_screening": "There is no risk screening",
    "risk_levels": "Risk to each group is not recorded",
    "risk_management_plan": "There is no risk management plan",
    "custody_actions": "The risk management plan says nothing of what is done in custody",
    "licence_conditions": "The risk management plan names no licence conditions",
    "mappa": "MAPPA is not recorded",
    "mappa_referral": "MAPPA level 2 or 3 without a referral date",
    "assessment": "There is no assessment of reoffending",
    "sentence_plan": "The sentence plan has no objectives",
    "her_view_of_plan": "Her view of the plan is not recorded",
    "strengths": "Her strengths are not recorded",
    "diversity": "Diversity needs are not recorded",
    "diversity_action": "Diversity needs are recorded, nothing done about them",
    "caring": "Caring responsibilities are not recorded",
    "female_practitioner": "No female practitioner was offered",
    "women_only_place": "No women-only place was offered",
    "victim_liaison_officer": "There is victim contact and no victim liaison officer",
}
MISSING_SHORT = {
    "manager_in_custody": "Nobody allocated in custody",
    "complexity": "Complexity of need",
    "tier": "Tier",
    "rosh_screening": "Risk screening",
    "risk_levels": "Risk levels",
    "risk_management_plan": "Risk management plan",
    "custody_actions": "Custody actions",
    "licence_conditions": "Licence conditions",
    "mappa": "MAPPA",
    "mappa_referral": "MAPPA referral",
    "assessment": "Assessment",
    "sentence_plan": "Sentence plan",
    "her_view_of_plan": "Her view of the plan",
    "strengths": "Strengths",
    "diversity": "Diversity needs",
    "diversity_action": "Action on diversity",
    "caring": "Caring responsibilities",
    "female_practitioner": "Female practitioner offered",
    "women_only_place": "Women-only place offered",
    "victim_liaison_officer": "Victim liaison officer",
}
WHERE: Mapping[str, str] = {
    "risk_levels": "risk",
    "rosh_screening": "rosh_screening",
    "risk_management_plan": "risk_management_plan",
    "custody_actions": "risk_management_plan",
    "licence_conditions": "risk_management_plan",
    "mappa": "mappa",
    "mappa_referral": "mappa",
    "assessment": "assessment",
    "sentence_plan": "objectives/new",
    "her_view_of_plan": "views/new",
    "strengths": "strengths",
    "diversity": "diversity",
    "diversity_action": "diversity",
    "caring": "caring",
    "complexity": "complexity",
    "tier": "tier",
    "victim_liaison_officer": "victim-liaison-officers/new",
}
"""The form that mends each, below the record's own address; a choice is offered on the record's page."""

FAMILIES: Mapping[str, Mapping[str, str]] = {
    "risk_level": LEVEL,
    "risk_group": GROUP,
    "record_phase": PHASE,
    "objective_owner": OWNER,
    "objective_status": OBJECTIVE,
    "trauma_tag": TAG,
    "offered_choice": CHOICE,
    "her_answer": ANSWER,
    "view_about": ABOUT,
    "record_part": PART,
    "missing": MISSING,
    "missing_short": MISSING_SHORT,
}
