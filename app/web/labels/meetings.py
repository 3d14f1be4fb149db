"""The plain words of meetings, of who comes to them, and of the panel's members and agreements."""

from collections.abc import Mapping

KIND: Mapping[str, str] = {
    "board": "Board",
    "multi_disciplinary": "Multi-disciplinary meeting",
    "case_conference": "Multi-agency case conference",
}
AREA: Mapping[str, str] = {
    "north": "North (Leeds)",
    "midlands": "Midlands (Stafford)",
    "south": "South (London)",
}
AREA_SHORT: Mapping[str, str] = {"north": "North", "midlands": "Midlands", "south": "South"}
MODE: Mapping[str, str] = {
    "in_person": "In person",
    "teleconference": "By telephone",
    "virtual": "By video",
    "mixed": "In person, with others by telephone or video",
}
WAY: Mapping[str, str] = {name: MODE[name] for name in ("in_person", "teleconference", "virtual")}
STATE: Mapping[str, tuple[str, str]] = {
    "scheduled": ("Scheduled", "blue"),
    "agenda_published": ("Agenda published", "turquoise"),
    "open": ("Open", "yellow"),
    "closed": ("Held", "green"),
    "cancelled": ("Cancelled", "grey"),
}
CHAIR_BASIS: Mapping[str, str] = {
    "post_holder": "Deputy Director or Head of Women’s Team",
    "nominated": "A senior manager nominated by the Head of Women’s Team",
}
SEAT: Mapping[str, str] = {
    "head_of_womens_team": "Head of Women’s Team",
    "group_director_representative": "Prison Group Director’s representative",
    "lead_psychologist": "Lead psychologist, women’s estate psychology",
    "enhanced_case_management": "Head of the Enhanced Case Management team",
    "health_and_care_partnerships": "Health and Care Partnerships, with NHS England and joint OPD",
    "case_manager": "Panel case manager and operational support",
    "long_term_high_security": "Long Term and High Security group (Restricted Status only)",
}
PART: Mapping[str, str] = {
    "member": "Member",
    "delegate": "Delegate",
    "establishment": "Prison’s representative",
    "invitee": "Invitee",
}
INVITEE: Mapping[str, str] = {
    "offender_manager_or_key_worker": "Offender manager, personal officer or key worker",
    "prison_psychologist": "Prison-based psychologist",
    "mental_health_casework_section": "Mental Health Casework Section",
    "health_and_social_care_lead": "Health and social care lead for the women’s estate",
    "safer_custody": "Safer custody",
    "transgender_lead": "National transgender lead",
    "chaplaincy": "Chaplaincy",
    "diversity_and_inclusion": "Diversity and inclusion",
    "learning_disability": "Learning disability",
    "intervention_manager": "Treatment or intervention manager",
    "wopd_practitioner": "WOPD operational or clinical practitioner",
    "specialist_practitioner": "Specialist practitioner, for example in autism",
    "consultant_psychiatrist": "Consultant psychiatrist",
    "safeguarding": "Safeguarding",
    "health_and_social_care": "Health and social care",
    "accommodation_support": "Residential (AP, BASS) and accommodation support",
    "national_approved_premises": "National Approved Premises team",
    "welsh_services": "Welsh services",
    "care_leaver_social_worker": "Social worker for care leavers",
    "youth_custody_service": "Youth Custody Service (transitions only)",
    "youth_offending_team": "Youth offending team worker (transitions only)",
    "secure_childrens_home": "Secure training centre or children’s home (transitions only)",
    "other_professional_or_advocate": "Other professional or advocate",
}
SECTOR: Mapping[str, str] = {
    "devolved": "Devolved",
    "non_devolved": "Not devolved",
    "voluntary": "Voluntary",
}
AGREEMENT: Mapping[str, str] = {
    "information_sharing_protocol": "Information sharing protocol",
    "data_disclosure_agreement": "Data disclosure agreement",
    "joint_controller_agreement": "Joint controller agreement",
    "other": "Other sharing agreement",
}
AGREEMENT_STATE: Mapping[str, tuple[str, str]] = {
    "not_yet": ("Not in force yet", "blue"),
    "live": ("In force", "green"),
    "past_review": ("Past its review date", "orange"),
    "ended": ("Ended", "grey"),
}
WARNING: Mapping[str, str] = {
    "no_live_agreement": "No sharing agreement in force",
    "agreement_past_review": "Sharing agreement past its review date",
}
ITEM: Mapping[str, str] = {
    "first_discussion": "First discussion",
    "review": "Review",
    "other": "Other",
}
PROMPT: Mapping[str, str] = {
    "no_welsh_invitee": "She is from Wales and nobody from Welsh services is invited."
}
CHANGES: Mapping[str, str] = {
    "AGENDA_ITEM_ADDED": "Put on the agenda of the panel",
    "AGENDA_ITEM_WITHDRAWN": "Taken off the agenda of the panel",
    "AGENDA_PAPER_ADDED": "A paper was added to her agenda item",
    "AGENDA_PAPER_REMOVED": "A paper was taken off her agenda item",
    "SERVICE_ASKED_FOR": "A service was asked for in a case conference",
}
MESSAGES: Mapping[str, str] = {
    "unknown_person": "Enter the username of somebody active in the register",
    "not_post_holder": "That person does not hold the seat of the Head of Women’s Team on the day",
    "after_meeting": "The nomination must not be after the meeting",
    "before_start": "The end must not be before the start",
    "not_a_member": "Select a member of this meeting",
    "ycs_transition_only": "Select an item that is a transition from the Youth Custody Service",
    "no_seat": "This person holds no seat on the day of the meeting; invite them instead",
    "who": "Enter a username, or a name with an organisation",
    "one_person": "Enter a username, or a name with an organisation",
    "file_not_safe": "The file must be a PDF, a PNG or JPEG picture, or plain text, as its name says",
    "file_active": "The PDF holds scripts, forms or other files; print it to a plain PDF",
    "file_empty": "The file is empty",
    "file_too_large": "The file is larger than may go with an agenda",
    "in_the_past": "A new wording must be in force from today or later",
}
MISSING: Mapping[str, str] = {
    "area": "Select the area of the board",
    "venue": "Enter where the meeting is",
    "mode_reason": "Enter why nobody meets in person",
    "chair_nominated_on": "Enter when they were nominated",
    "reason": "Enter a reason",
    "case": "Enter a prison number or CRN",
    "kind": "Select what kind it is",
}
DONE: Mapping[str, str] = {
    "scheduled": "The meeting is scheduled",
    "changed": "The meeting is changed",
    "cancelled": "The meeting is cancelled",
    "opened": "The meeting is open",
    "closed": "The meeting is closed",
    "published": "The agenda is published to the members",
    "built": "The agenda has what is due",
    "nothing": "Nothing more is due for this board",
    "ordered": "The order is kept",
    "added": "The case is on the agenda",
    "withdrawn": "The item is taken off the agenda",
    "paper": "The paper is kept",
    "paper-removed": "The paper is taken off",
    "services": "The services are asked for",
    "asked": "They are on the list",
    "person": "The list is changed",
    "removed": "They are taken off the list",
    "seated": "The seat is taken",
    "seat-ended": "The term is changed",
    "signed": "You have signed the statement",
    "worded": "The new wording is kept",
    "signature": "The signature is kept",
    "signature-ended": "The signature no longer counts",
    "organisation": "The organisation is kept",
    "agreement": "The agreement is kept",
    "terms": "The edition is kept",
}
