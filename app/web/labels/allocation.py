"""Who holds a case, in plain words: roles, availability, why somebody is recommended, what became of a move."""

from collections.abc import Mapping

CASE_ROLE = {
    "seconded_probation_officer": "Seconded probation officer",
    "offender_supervisor": "Offender supervisor",
    "prison_offender_manager": "Prison offender manager",
    "co_working": "Co-worker",
    "community_offender_manager": "Community offender manager",
    "key_worker": "Key worker",
}

AVAILABILITY = {
    "available": "Available",
    "unavailable": "Takes no new cases",
    "away": "Away",
    "left": "No longer here",
}

OVERRIDE = {
    "suitability": "This person suits the case better",
    "no_staff": "Nobody recommended can take it",
    "continuity": "To keep continuity",
    "other": "Another reason",
}

RANKED = {
    "held_before": "held the case before",
    "held_before_but_loaded": "held the case before, but carries much now",
    "lightest_load": "lightest load",
    "load_below_average": "load below the average here",
    "load_above_average": "load above the average here",
    "part_week": "works part of the week",
    "duty_missing": "this role is not among their duties",
    "unavailable": "takes no new cases",
    "away": "away",
    "left": "no longer here",
    "holds_the_other_role": "holds the role across from this one",
}

ENDED = {
    "reallocated": "Given to somebody else",
    "ended": "Ended by a manager",
    "transfer": "Moved to another prison",
    "transfer_retracted": "The transfer was taken back",
    "released": "Released",
    "case_closed": "Case closed",
    "named_in_record": "The record names somebody else",
}

MOVED = {"moved": "Moved", "skipped": "Skipped", "refused": "Not moved"}
PART_OF_CASE = {"lead": "Leads", "beside": "Supports"}

FAMILIES: Mapping[str, Mapping[str, str]] = {
    "role": {**CASE_ROLE, "crc_responsible_officer": "Responsible officer at the contracted-out provider"},
    "availability": AVAILABILITY,
    "override": OVERRIDE,
    "ranked": RANKED,
    "because": ENDED,
    "moved": MOVED,
}

CHANGES = {
    "ALLOCATED": "Role given",
    "ALLOCATION_ENDED": "Role ended",
    "TASK_OPENED": "Task opened",
    "TASK_CLOSED": "Task closed",
}
