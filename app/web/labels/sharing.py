"""The plain words for sharing: what leaves, to whom, why, where an agreement stands, and what it covers."""

from collections.abc import Mapping

WHAT: Mapping[str, str] = {"agenda": "Agenda", "minutes": "Minutes", "board_data": "Board data"}
COVERS: Mapping[str, str] = {
    "minutes:one": "The minutes of one meeting",
    "agenda:one": "The agenda of one meeting",
    "minutes:standing": "All minutes (a standing agreement)",
    "agenda:standing": "Every agenda (a standing agreement)",
    "board_data:standing": "Board data for a system or for directors (a standing agreement)",
}
TO: Mapping[str, str] = {
    "outside": "Somebody outside the panel",
    "client": "A system, by its client id",
    "GROUP_DIRECTOR": "Prison Group Directors, each for their own prisons",
    "REGIONAL_DIRECTOR": "Regional Probation Directors, each for their own region",
}
PURPOSE: Mapping[str, str] = {
    "risk_management": "Managing risk",
    "safety": "Safety",
    "decision_making": "Making decisions",
    "continuity": "Continuity of support",
}
STATE: Mapping[str, tuple[str, str]] = {
    "waiting": ("Waiting for the Chair", "yellow"),
    "coming": ("Agreed, not begun", "blue"),
    "live": ("Agreed", "green"),
    "expired": ("Over", "grey"),
    "ended": ("Ended", "grey"),
    "refused": ("Refused", "red"),
}
WAY: Mapping[str, str] = {
    "page": "Read page by page",
    "stream": "Read as a stream",
    "file": "As a file",
    "email": "By secure email",
    "post": "By post",
    "by_hand": "By hand",
    "spoken": "Spoken",
}
BY_PEOPLE: Mapping[str, str] = {way: WAY[way] for way in ("email", "post", "by_hand", "spoken")}
FIELD: Mapping[str, str] = {
    "case_id": "Case, by its reference in this service",
    "prison_number": "Prison number",
    "prison": "Prison",
    "home_region": "Home region",
    "meeting_id": "Meeting, by its reference",
    "item_id": "Agenda item, by its reference",
    "recommendation_id": "Recommendation, by its reference",
    "proposal_id": "Movement proposal, by its reference",
    "recommendation_kind": "Kind of recommendation",
    "text": "Words of the recommendation or the action",
    "evidence": "Evidence",
    "owners": "Owners of a recommendation",
    "state": "Where it stands",
    "version": "Version",
    "outcome": "Outcome of a decision",
    "reason": "Reason of a decision",
    "weighed_most": "What weighed most",
    "is_departure": "Whether a decision departs from the advice",
    "to_prison": "Prison that a move leads to",
    "decided_on": "Day of a decision",
    "decided_by": "Who decided",
    "owner": "Owner of an action",
    "owner_role": "Role of an owner",
    "due_on": "Due date of an action",
    "aim": "Aim of an action",
    "update": "Update of an action",
}
DONE: Mapping[str, str] = {
    "asked": "The Chair is asked",
    "approved": "You agreed: it may leave from the first day to the last",
    "refused": "You refused: nothing leaves",
    "ended": "It is ended: nothing more leaves under it",
    "left": "The disclosure was kept",
}
MESSAGES: Mapping[str, str] = {
    "date_too_early": "The last day must not be before the first, nor be past",
    "too_long": "The last day must be within a year of the first",
    "client_unknown": "Enter the client id of a registered system",
    "client_or_role": "Choose a system, or directors: board data goes to nobody else",
    "role_unknown": "Choose a system, or directors: board data goes to nobody else",
    "other_meeting": "Choose the meeting to which the Chair agreed",
    "meeting_unknown": "Choose a meeting",
    "agreement_unknown": "Choose an agreement of the list",
    "field_unknown": "Tick only fields of this list",
    "only_board_data": "Tick no fields: only board data is shared by its fields",
}
MISSING: Mapping[str, str] = {
    "covers": "Select what is to leave",
    "to": "Select to whom",
    "subject_id": "Choose the meeting",
    "about": "Enter what exactly is to leave",
    "reason": "Enter why this recipient needs to know",
    "recipient": "Enter who receives it",
    "organisation": "Enter the organisation",
    "purpose": "Select the purpose",
    "fields": "Tick at least one field",
}
