"""The plain words of a meeting's record: whose part, what kind of advice, how a decision stands."""

from collections.abc import Mapping

from app.web.labels import panel_caseload

AIM: Mapping[str, str] = panel_caseload.AIM
PART: Mapping[str, str] = {
    "prison_offender_manager": "Prison offender manager (POM)",
    "community_offender_manager": "Community offender manager (COM)",
    "key_worker": "Key worker",
    "governor": "Governor or Director",
    "psychologist": "Psychologist",
    "health_care": "Health care",
    "panel_case_manager": "The panel’s case manager",
    "other": "Others",
}
KIND: Mapping[str, str] = {
    "wellbeing": "Wellbeing",
    "progression": "Progression",
    "staff_support": "Staff support",
    "movement": "Movement",
}
MEETING: Mapping[str, str] = {
    "board": "Board",
    "multi_disciplinary": "Multi-disciplinary meeting",
    "case_conference": "Multi-agency case conference",
}
STATE: Mapping[str, tuple[str, str]] = {
    "provisional": ("Provisional", "yellow"),
    "confirmed": ("Confirmed", "green"),
    "superseded": ("No longer stands", "grey"),
}
WAITS_FOR: Mapping[str, str] = {
    "PANEL_CHAIR": "the Chair",
    "GROUP_DIRECTOR": "the Prison Group Director",
}
ACTION: Mapping[str, tuple[str, str]] = {
    "open": ("Open", "blue"),
    "done": ("Done", "green"),
    "dropped": ("Dropped", "grey"),
}
OWNER: Mapping[str, str] = {
    "lead": "Whoever is responsible for the case",
    "prison_offender_manager": "Prison offender manager",
    "community_offender_manager": "Community offender manager",
    "key_worker": "Key worker",
    "seconded_probation_officer": "Seconded probation officer",
    "offender_supervisor": "Offender supervisor",
    "co_working": "Co-working officer",
}
ITEM_KIND: Mapping[str, str] = {
    "first_discussion": "First discussion",
    "review": "Review",
    "other": "Other",
}
STANDING: Mapping[str, str] = {
    "": "Not recorded",
    "present": "Present",
    "apologies": "Apologies",
    "absent": "Absent",
}
ADDED: Mapping[str, str] = {
    "recommendations": "Recommendation recorded",
    "provisional-decisions": "Provisional decision recorded",
    "actions": "Action recorded",
}
DONE: Mapping[str, str] = {
    "saved": "Saved",
    "confirmed": "The decision is confirmed",
    "ended": "The decision no longer stands",
    "attendance": "Attendance recorded",
    **ADDED,
}
MESSAGES: Mapping[str, str] = {
    "no_delegated_authority": "Select somebody who attended this meeting and has delegated authority",
    "one_owner": "Give one owner: a role, or a name",
    "date_in_past": "Due on must be today or later",
}
NOT_PUBLISHED: Mapping[str, str] = {
    "meeting_not_closed": "Close the meeting first, then publish its minutes.",
    "nothing_changed": "Nothing has changed since the last version.",
    "record_changed": "Somebody changed the record after you opened this page. Look at it again before you publish.",
}
PURPOSE: Mapping[str, str] = {
    "risk_management": "Risk management",
    "safety": "Safety",
    "decision_making": "Decision-making",
    "continuity": "Continuity of care",
}
CHANGES: Mapping[str, str] = {"RESPONSIBILITIES_COPIED": "Responsibilities copied from the board’s minutes"}
