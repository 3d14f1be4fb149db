"""Reads stored periods back as the rules made them: one object for each answer, however many rows carry it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.overrides import RULE_NAMED
from app.domain.ownership import Period
from app.domain.policies.policy import Answer, Handover, Rule, Who
from app.domain.policies.register import POLICIES
from app.services.policies.in_force import policy_published


def period_of(connection: Connection, row: Mapping[str, Any]) -> Period:
    """A stored period, with the policy in the version that it names."""
    policy = policy_published(connection, row["policy_id"], row["policy_version"])
    answer, handover = _values_of(
        row["policy_id"],
        row["rule"],
        row["responsible"],
        row["lead_role"],
        tuple(row["supporting"]),
        row["handover_start_date"],
        row["handover_date"],
    )
    return Period(row["starts_on"], row["ends_on"], answer, handover, policy)


@lru_cache(maxsize=4096)
def _values_of(
    policy_id: str,
    rule_name: str,
    responsible: str,
    lead_role: str | None,
    supporting: tuple[str, ...],
    handover_start: date | None,
    handover: date | None,
) -> tuple[Answer, Handover]:
    answer = Answer(Who(responsible, lead_role, supporting), _rule(policy_id, rule_name))
    return answer, Handover(handover_start, handover)


def _rule(policy_id: str, name: str) -> Rule:
    if name in RULE_NAMED:
        return RULE_NAMED[name]
    return next(rule for rule in POLICIES[policy_id].rules if rule.name == name)
