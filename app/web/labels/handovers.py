"""The words of handovers and overrides: lists, kinds, states, reasons."""

from collections.abc import Mapping

LISTS: Mapping[str, str] = {
    "upcoming": "Upcoming",
    "in_progress": "In progress",
    "overdue_tasks": "Overdue tasks",
    "community_manager_overdue": "No community manager",
    "returning": "Returning",
}
ABOUT: Mapping[str, str] = {
    "upcoming": "The prison is responsible, and the case goes to the community within {window} days.",
    "in_progress": "The community is responsible, and the person is still in custody.",
    "overdue_tasks": "The case has been handed over, and its checklist is not finished.",
    "community_manager_overdue": "The community has been responsible for {overdue} days or more, and nobody is named.",
    "returning": "The prison has the case back, or keeps it until the next parole review starts.",
}
NOTHING: Mapping[str, str] = {
    "upcoming": "No case goes to the community soon.",
    "in_progress": "The community is responsible for nobody here who is in custody.",
    "overdue_tasks": "Every handover that has happened has its checklist finished.",
    "community_manager_overdue": "Every case with the community has a named manager.",
    "returning": "No case waits here for its next review.",
}
KIND: Mapping[str, str] = {
    "standard": "Standard handover",
    "enhanced": "Enhanced handover",
    "parole": "Handover for parole",
    "recall": "After recall",
}
STATE: Mapping[str, tuple[str, str]] = {
    "foreseen": ("Foreseen", "grey"),
    "upcoming": ("Upcoming", "blue"),
    "handed_over": ("Handed over", "green"),
    "waiting": ("No date now", "grey"),
}
CLOSED: Mapping[str, str] = {
    "returned": "The case came back to the prison",
    "released": "Released",
    "closed": "The case closed, or nobody is responsible for it any more",
}
STEP: Mapping[str, tuple[str, str]] = {
    "open": ("To do", "grey"),
    "done": ("Done", "green"),
    "not_needed": ("Not needed", "grey"),
}
OVERRIDE_REASON: Mapping[str, str] = {
    "under_ten_months_to_serve": "Under 10 months to serve",
    "community_team_to_work_with_her": "The community team works with her",
    "recalled": "Recalled to custody",
    "moved_to_open_prison": "Moved to an open prison",
    "other": "Another reason",
}
OVERRIDE_OVER: Mapping[str, str] = {
    "expired": "ran out",
    "removed": "was ended",
    "replaced": "was replaced",
    "released": "ended with her release",
    "closed": "ended with the case",
}
REASONS: tuple[tuple[str, str], ...] = (
    ("", "All reasons"),
    ("six_months_before_release", "Six months before release"),
    ("parole_process", "Parole process under way"),
    ("release_directed", "Release directed by the Parole Board"),
    ("refused_inside_six_months", "Refused parole, inside six months of release"),
    ("release_date_put_back", "Release date put back after handover"),
    ("recalled", "Recalled to custody"),
    ("returned_after_decision", "Returned after a parole decision"),
    ("overridden", "Decided by a manager"),
)
ROSH: tuple[tuple[str, str], ...] = (
    ("", "All levels"),
    ("low", "Low"),
    ("medium", "Medium"),
    ("high", "High"),
    ("very_high", "Very high"),
)
