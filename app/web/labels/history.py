"""Entries of the history, in plain words."""

CHANGE = {
    "CASE_OPENED": "Case opened",
    "CASE_CHANGED": "Details changed",
    "CASE_LEFT_AS_IT_WAS": "Details sent again, nothing changed",
    "CASE_IMPORTED": "Changed by an import",
    "FACT_RECORDED": "Fact recorded",
    "FACT_RETRACTED": "Fact retracted",
    "RECORD_KEPT": "Recorded",
    "OBJECTIVE_RECORDED": "Objective added",
    "OBJECTIVE_CHANGED": "Objective changed",
    "VIEW_RECORDED": "Her view recorded",
    "CHOICE_RECORDED": "Choice offered",
    "DEPARTURE_RECORDED": "Guidance departed from",
    "VICTIM_LIAISON_OFFICER_ADDED": "Victim liaison officer added",
    "VICTIM_LIAISON_OFFICER_CHANGED": "Victim liaison officer changed",
    "VICTIM_LIAISON_OFFICER_REMOVED": "Victim liaison officer taken away",
}
