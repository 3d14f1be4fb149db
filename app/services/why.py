"""Why a case is with its owner on a day, and what would have to happen for another side to own it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.evaluation import owner_as_answer
from app.domain.policies.policy import Rule
from app.domain.why import Tried, shown, why, would_change
from app.repositories import cases
from app.services.policies import schedule_for
from app.services.projection import facts_from
from app.services.visibility import visible_case


def why_of(connection: Connection, caller: Caller, reference: str, on: date, today: date) -> dict[str, Any]:
    """Every rule tried for the day, by the facts known on it; and the facts that would move the case that day."""
    case = visible_case(connection, caller, reference, today)
    facts = facts_from(cases.facts_of(connection, case["id"]), case["opened_on"], case)
    schedule = schedule_for(connection, case, facts)
    found = why(facts, schedule, on)
    return {
        **owner_as_answer(found.answer),
        "case_id": case["id"],
        "on": on,
        "policy": found.policy.id,
        "policy_version": found.policy.version,
        "handover": {"start_date": found.handover.start_date, "date": found.handover.date},
        "tried": [_tried(one) for one in found.tried],
        "not_needed": [_rule(rule) for rule in found.not_needed],
        "would_change": [
            {
                "type": change.event.type,
                "fields": _as_json(shown(change.event)),
                **owner_as_answer(change.answer),
            }
            for change in would_change(facts, schedule, on)
        ],
    }


def _tried(one: Tried) -> dict[str, Any]:
    saw = [{"fact": name, "value": _value(value)} for name, value in one.saw]
    return {**_rule(one.rule), "applies": one.applies, "because": one.because, "saw": saw}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "reason_code": rule.reason_code,
        "basis": [{"document": each.document, "paragraph": each.paragraph} for each in rule.basis],
    }


def _as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in fields.items()}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
