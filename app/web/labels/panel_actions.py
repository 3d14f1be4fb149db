"""The plain words for actions of the panel."""

from collections.abc import Mapping

from app.web.labels import panel_caseload

AIM: Mapping[str, str] = panel_caseload.AIM
STATE: Mapping[str, tuple[str, str]] = {
    "open": ("Open", "blue"),
    "done": ("Done", "green"),
    "dropped": ("Dropped", "grey"),
}
OWNER_ROLE: Mapping[str, str] = {
    "lead": "The manager responsible for the case",
    "prison_offender_manager": "Prison offender manager",
    "seconded_probation_officer": "Seconded probation officer",
    "offender_supervisor": "Offender supervisor",
    "community_offender_manager": "Community offender manager",
    "key_worker": "Key worker",
    "co_working": "Co-working prison offender manager",
}
VIEWS: Mapping[str, str] = {
    "mine": "Yours",
    "open": "All open",
    "overdue": "Overdue",
    "silent": "No word since the last meeting",
    "done": "Closed",
}
FIELD: Mapping[str, str] = {
    "state": "State",
    "due_on": "Due",
    "owner_role": "Owner",
    "owner_name": "Owner",
}
DONE: Mapping[str, str] = {
    "given": "The action was given",
    "followed": "The update was kept",
    "closed": "The action was closed",
}
MESSAGES: Mapping[str, str] = {
    "one_owner": "Choose a role of the case, or enter a name, but not both",
    "date_in_past": "The due day must be today or later",
    "action_is_over": "This action is over: open it again to change it",
    "ends_and_moves": "An action that ends takes no new owner and no new day",
}
