"""The kinds of thing that the story of a case tells, and which audit entries tell which."""

from collections.abc import Mapping

KINDS = (
    "ownership", "fact", "parole", "allocation", "handover", "override", "contact", "key_stage", "task", "notice",
    "record", "details",
)  # fmt: skip

PAROLE_FACTS = (
    "parole_process_started", "hearing_date_set", "parole_adjourned", "parole_deferred", "parole_withdrawn",
    "parole_decision", "parole_decision_set_aside",
)  # fmt: skip
"""Facts that are told as parole."""

PREFIXES: Mapping[str, tuple[str, ...]] = {
    "parole": ("PAROLE_REVIEW_",),
    "handover": ("HANDOVER_",),
    "override": ("OVERRIDE_",),
    "key_stage": ("KEY_STAGE_", "PROGRESS_"),
    "task": ("TASK_NOTED", "TASK_GIVEN", "TASK_OPENED_AGAIN"),
    "record": ("RECORD_", "OBJECTIVE_", "VIEW_", "CHOICE_", "DEPARTURE_", "VICTIM_LIAISON_"),
    "details": ("CASE_OPENED", "CASE_CHANGED", "CASE_IMPORTED"),
}
"""By kind, how the audit entries begin that tell it. What has a table of its own is told from there."""


def kind_of_entry(what: str) -> str:
    """The kind that an audit entry tells."""
    return next(kind for kind, starts in PREFIXES.items() if what.startswith(starts))
