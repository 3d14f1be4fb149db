"""The roles of a case, and how available a person is, as the API names them."""

from typing import Literal

CaseRole = Literal[
    "seconded_probation_officer",
    "offender_supervisor",
    "prison_offender_manager",
    "co_working",
    "community_offender_manager",
    "key_worker",
]
Availability = Literal["available", "unavailable", "away", "left"]
Reason = Literal["suitability", "no_staff", "continuity", "other"]
