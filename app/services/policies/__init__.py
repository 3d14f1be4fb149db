"""Which policies there are, and which of them governs a case."""

from app.services.policies.in_force import (
    Governing,
    governing,
    policy_published,
    schedule_for,
    schedule_in_force,
    schedules_for,
)
from app.services.policies.showing import all_policies, policy_as_shown

__all__ = [
    "Governing",
    "all_policies",
    "governing",
    "policy_as_shown",
    "policy_published",
    "schedule_for",
    "schedule_in_force",
    "schedules_for",
]
