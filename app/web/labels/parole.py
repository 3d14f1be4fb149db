"""The plain words for parole reviews, key stages and contacts."""

from collections.abc import Mapping

REVIEW_STATE = {
    "under_way": "Under way",
    "set_aside_reopened": "Under way again: the decision was set aside",
    "decided": "Decided",
    "withdrawn": "Withdrawn",
    "no_outcome_recorded": "No outcome recorded",
    "not_started": "No start recorded",
}
REVIEW_OUTCOME = {
    "negative": "No release",
    "open_conditions_recommended": "Open conditions recommended",
    "release_directed": "Release directed",
    "other": "Another outcome",
}
STAGE = {
    "referred": "Referred to the Parole Board",
    "dossier": "Dossier being prepared",
    "paper_review": "Paper review (MCA)",
    "directed_to_oral_hearing": "Directed to an oral hearing",
    "oral_hearing_listed": "Oral hearing listed",
    "decided": "Decision issued",
}
HEARING_MODE = {
    "in_person": "In person",
    "video": "By video",
    "telephone": "By telephone",
    "on_papers": "On the papers",
}
APPLIED_BY = {"prisoner": "The person in custody", "secretary_of_state": "The Secretary of State"}
RECONSIDERATION_OUTCOME = {"granted": "Granted", "refused": "Refused", "withdrawn": "Withdrawn"}
WHAT_IF = {
    "negative": "The decision is no release",
    "open_conditions_recommended": "Open conditions are recommended",
    "release_directed": "Release is directed",
    "adjourned": "The hearing is adjourned",
    "deferred": "The hearing is deferred",
    "withdrawn": "The review is withdrawn",
    "set_aside": "The decision is set aside",
    "started": "The review starts",
}
PUT_OFF = {"adjourned": "Adjourned", "deferred": "Deferred"}

STAGE_KIND = {
    "initial_sentence_plan": "Initial sentence plan",
    "sentence_plan_review": "Sentence plan review",
    "risk_review": "Review of risk",
    "pre_release_planning": "Planning for release",
    "parole_preparation": "Preparation for parole",
    "multi_agency_meeting": "Multi-agency meeting",
    "transfer_planning": "Planning a transfer",
    "other": "Another key event",
}
STAGE_STATE = {
    "nobody_to_invite": "Nobody to invite",
    "invited": "Invited, no answer yet",
    "answer_overdue": "Answer overdue",
    "answered": "Answered",
    "held": "Held",
    "cancelled": "Cancelled",
}
ANSWER = {
    "will_attend": "Will attend",
    "will_contribute": "Will contribute in writing",
    "cannot": "Cannot take part",
}
CHANNEL = {"visit": "Visit", "video": "Video", "phone": "Phone", "letter": "Letter"}
PARTY = {
    "community_offender_manager": "Community offender manager",
    "crc_responsible_officer": "Responsible officer at the contracted-out provider",
    "offender_supervisor": "Offender supervisor",
    "seconded_probation_officer": "Seconded probation officer",
    "prison_offender_manager": "Prison offender manager",
    "key_worker": "Key worker",
    "victim_liaison_officer": "Victim liaison officer",
    "other_prison_staff": "Other prison staff",
    "other_worker": "Another worker",
    "person_in_custody": "The person in custody",
}

CHANGES = {
    "PAROLE_REVIEW_DESCRIBED": "Parole review described",
    "KEY_STAGE_PLANNED": "Key stage planned",
    "KEY_STAGE_CHANGED": "Key stage changed",
    "KEY_STAGE_ANSWERED": "Key stage answered by the community",
    "KEY_STAGE_INVITED": "Community manager invited to a key stage",
    "KEY_STAGE_ANSWER_OVERDUE": "Answer to a key stage overdue",
    "PROGRESS_TOLD": "Community manager told of progress",
    "CONTACT_RECORDED": "Contact recorded",
    "CONTACT_RETRACTED": "Contact taken back",
}

FAMILIES: Mapping[str, Mapping[str, str]] = {
    "review_state": REVIEW_STATE,
    "review_outcome": REVIEW_OUTCOME,
    "parole_stage": STAGE,
    "hearing_mode": HEARING_MODE,
    "applied_by": APPLIED_BY,
    "reconsideration_outcome": RECONSIDERATION_OUTCOME,
    "what_if": WHAT_IF,
    "put_off": PUT_OFF,
    "stage_kind": STAGE_KIND,
    "stage_state": STAGE_STATE,
    "stage_answer": ANSWER,
    "channel": CHANNEL,
    "party": PARTY,
}
