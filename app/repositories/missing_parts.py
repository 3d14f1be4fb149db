"""Finds the cases whose record lacks something: the rules of `domain.case_record.missing` as conditions."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from app.domain.case_record import parts
from app.domain.case_record.missing import MANAGERS_IN_CUSTODY, RAISED, SENTENCES_OF_MAPPA
from app.domain.summary import IN_CUSTODY
from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.case_records import ITEMS, OFFICERS, PARTS
from app.repositories.cases import CASES

Condition = sa.ColumnElement[bool]


def lacks(code: str) -> list[Condition]:
    """What is true of a case, open and sentenced, whose record lacks this."""
    return [CASES.c.phase != "not_sentenced", _CONDITIONS[code]()]


def _part(part: str, *more: Condition) -> Condition:
    mine = (PARTS.c.case_id == CASES.c.id) & (PARTS.c.part == part) & PARTS.c.is_current
    return sa.exists().where(mine, *more)


def _lacking(part: str, gap: str) -> Condition:
    return _part(part, PARTS.c.lacking.contains(f" {gap} ", autoescape=True))


def _item(kind: str, value: str | None = None) -> Condition:
    found = (ITEMS.c.case_id == CASES.c.id) & (ITEMS.c.kind == kind)
    return sa.exists().where(found if value is None else found & (ITEMS.c.value == value))


def _in_custody() -> Condition:
    return CASES.c.phase.in_(sorted(IN_CUSTODY))


def _of_women() -> Condition:
    return CASES.c.estate == "women"


def _of_women_on_licence() -> Condition:
    return _of_women() & (CASES.c.phase == "licence")


def _raised() -> Condition:
    in_facts = CASES.c.rosh_level.in_(RAISED) & ~_part(parts.RISK, PARTS.c.value.is_not(None))
    return _part(parts.RISK, PARTS.c.value.in_(RAISED)) | in_facts


def _of_mappa() -> Condition:
    by_sentence = CASES.c.sentence_type.in_(sorted(SENTENCES_OF_MAPPA))
    return sa.func.coalesce(by_sentence, sa.false()) | (sa.func.coalesce(CASES.c.mappa_level, 0) > 0)


def _manager() -> Condition:
    mine = (ALLOCATIONS.c.case_id == CASES.c.id) & LIVE
    return sa.exists().where(mine, ALLOCATIONS.c.role.in_(MANAGERS_IN_CUSTODY))


def _officer() -> Condition:
    return sa.exists().where(OFFICERS.c.case_id == CASES.c.id)


_CONDITIONS: Mapping[str, Callable[[], Condition]] = {
    "manager_in_custody": lambda: _in_custody() & ~_manager(),
    "complexity": lambda: _of_women() & _in_custody() & CASES.c.complexity_of_need.is_(None),
    "tier": lambda: ~_part(parts.TIER),
    "rosh_screening": lambda: ~_part(parts.SCREENING),
    "risk_levels": lambda: ~_part(parts.RISK),
    "risk_management_plan": lambda: _raised() & ~_part(parts.RISK_PLAN),
    "custody_actions": lambda: _in_custody() & _lacking(parts.RISK_PLAN, "custody_actions"),
    "licence_conditions": lambda: (
        (CASES.c.phase == "licence") & _lacking(parts.RISK_PLAN, "licence_conditions")
    ),
    "mappa": lambda: _of_mappa() & ~_part(parts.MAPPA),
    "mappa_referral": lambda: _lacking(parts.MAPPA, "referral"),
    "assessment": lambda: ~_part(parts.ASSESSMENT),
    "sentence_plan": lambda: ~_item("objective"),
    "her_view_of_plan": lambda: _item("objective") & ~_item("view", "plan"),
    "strengths": lambda: ~_part(parts.STRENGTHS),
    "diversity": lambda: ~_part(parts.DIVERSITY),
    "diversity_action": lambda: _lacking(parts.DIVERSITY, "action"),
    "caring": lambda: _of_women() & ~_part(parts.CARING),
    "female_practitioner": lambda: _of_women_on_licence() & ~_item("choice", "female_practitioner"),
    "women_only_place": lambda: _of_women_on_licence() & ~_item("choice", "women_only_place"),
    "victim_liaison_officer": lambda: _part(parts.VICTIM, PARTS.c.value == "true") & ~_officer(),
}
