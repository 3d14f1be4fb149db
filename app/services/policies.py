"""Which policy governs, and what each policy says of itself."""

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.ownership import InForce, Schedule
from app.domain.policies.policy import Policy
from app.domain.policies.register import POLICIES, policy_named
from app.domain.policies.settings import QUESTIONS, settings_as_values
from app.repositories import policies as repository


def schedule_in_force(connection: Connection) -> Schedule:
    """The policies that govern, in the order of their dates; the first governs all time before it too."""
    entries = [
        InForce(policy_named(row["policy_id"], row["settings"]), row["in_force_from"])
        for row in repository.decisions(connection)
    ]
    return (InForce(entries[0].policy, date.min), *entries[1:])


def policy_as_shown(policy: Policy) -> dict[str, Any]:
    """A policy with its rules in order and, where it has any, its settings."""
    values = settings_as_values(policy.settings)
    asked = policy.questions or (QUESTIONS if policy.counts_months else ())
    return {
        "id": policy.id,
        "version": policy.version,
        "title": policy.title,
        "source": policy.source,
        "in_force_from": policy.in_force_from,
        "in_force_to": policy.in_force_to,
        "rules": [
            {
                "name": rule.name,
                "reason_code": rule.reason_code,
                "reason": rule.reason,
                "basis": [{"document": b.document, "paragraph": b.paragraph} for b in rule.basis],
            }
            for rule in policy.rules
        ],
        "settings": [
            {
                "key": q.key,
                "value": values[q.key],
                "values": list(q.values),
                "asks": q.asks,
                "source": q.source,
            }
            for q in asked
        ],
    }


def all_policies() -> list[dict[str, Any]]:
    """Every policy that the service knows."""
    return [policy_as_shown(policy) for policy in POLICIES.values()]
