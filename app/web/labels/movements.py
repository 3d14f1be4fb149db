"""The plain words for moves, what prisons offer, and decisions on placement."""

from collections.abc import Mapping

STATUS: Mapping[str, tuple[str, str]] = {
    "draft": ("Draft", "grey"),
    "submitted": ("Waiting for the director", "yellow"),
    "decision_prepared": ("Decision prepared", "blue"),
    "decided": ("Decided", "green"),
    "carried_out": ("Carried out", "green"),
    "withdrawn": ("Withdrawn", "grey"),
}
FACTOR: Mapping[str, str] = {
    "her_interests": "Her best interests",
    "operational_need": "Operational need",
    "closeness_to_home": "Closeness to home",
    "interventions": "Interventions and resettlement",
}
CATEGORY: Mapping[str, str] = {"women_closed": "Closed", "women_open": "Open"}
REMARK: Mapping[str, str] = {
    "not_for_restricted_status": "Does not hold women under Restricted Status",
    "restricted_status_not_known": "Not known whether it holds women under Restricted Status",
    "no_mother_and_baby_unit": "No mother and baby unit",
    "mother_and_baby_unit_not_known": "Not known whether it has a mother and baby unit",
    "open_prison": "Open prison",
    "lacks_interventions": "Lacks interventions that she needs",
    "interventions_not_known": "Not known what it offers",
}
DONE: Mapping[str, str] = {
    "drafted": "The draft was kept",
    "changed": "The draft was changed",
    "submitted": "The proposal now waits for the Prison Group Director",
    "withdrawn": "The proposal was withdrawn",
    "advised": "The board’s advice was set beside the proposal",
    "prepared": "The decision was prepared. It is not final yet",
    "decided": "The decision is final",
    "kept": "What the prison offers was kept",
    "listed": "The intervention was added to the list",
    "named": "The delegate was named",
    "ended": "The delegation was ended",
}
MESSAGES: Mapping[str, str] = {
    "departure_reason_missing": "This departs from the advice: enter the reason",
    "advice_says_otherwise": "The prison chosen says otherwise than your answer about the advice",
    "already_there": "She is held there now: select another prison",
    "home_area_missing": "Enter why her home area is not known, or record it on the case",
}
OF_FIELD: Mapping[str, str] = {
    "prison": "Select the prison",
    "weighed_most": "Select what weighed most",
    "follows_advice": "Select yes if this is what was advised",
    "her_interests": "Enter what is in her best interests",
    "operational_need": "Enter the operational need",
    "closeness_to_home": "Enter what the move does for closeness to home",
    "interventions": "Enter what it does for interventions and resettlement",
    "caring_duties": "Enter how her caring duties were taken into account, or that she has none",
}
"""What to say where one of these is missing."""
CHANGES: Mapping[str, str] = {
    "MOVEMENT_DRAFTED": "Move drafted",
    "MOVEMENT_CHANGED": "Draft of a move changed",
    "MOVEMENT_PROPOSED": "Move proposed",
    "MOVEMENT_WITHDRAWN": "Proposed move withdrawn",
    "MOVEMENT_ADVISED": "Board’s advice set beside a proposed move",
    "PLACEMENT_DECISION_PREPARED": "Decision on placement prepared",
    "PLACEMENT_DECIDED": "Placement decided by the Prison Group Director",
    "PANEL_ACTION_GIVEN": "Action of the panel given",
    "PANEL_ACTION_FOLLOWED": "Action of the panel followed up",
    "PANEL_ACTION_CLOSED": "Action of the panel closed",
}


def known(value: bool | None) -> str:
    """A yes or a no that may not be known."""
    return "Not known" if value is None else "Yes" if value else "No"
