"""What each policy says of itself."""

from typing import Any

from app.domain.policies.policy import Policy
from app.domain.policies.register import POLICIES
from app.domain.policies.settings import QUESTIONS, settings_as_values


def policy_as_shown(policy: Policy) -> dict[str, Any]:
    """A policy with its rules in order and, where it has any, its settings."""
    values = settings_as_values(policy.settings)
    asked = policy.questions or (QUESTIONS if policy.counts_months else ())
    return {
        "id": policy.id,
        "version": policy.version,
        "title": policy.title,
        "source": policy.source,
        "note": policy.note,
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
