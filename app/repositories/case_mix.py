"""How alike cases are as work: the columns that count them together, and a counted row as the rules read it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.allocation import HELD_BY, CaseMix
from app.domain.case_record.parts import TIER
from app.domain.facts import INDETERMINATE
from app.repositories.allocations import ALLOCATIONS
from app.repositories.case_records import PARTS
from app.repositories.cases import CASES, PERIODS

KINDS = ("role", "leads", "rosh_level", "tier", "indeterminate", "multi_agency")


def kinds_of_work() -> tuple[sa.ColumnElement[Any], ...]:
    """What makes cases alike to a person who holds a role on them, named as `KINDS`."""
    leads = sa.case(dict(HELD_BY), value=PERIODS.c.lead_role, else_=PERIODS.c.lead_role) == ALLOCATIONS.c.role
    tier = sa.select(PARTS.c.value).where(
        PARTS.c.case_id == CASES.c.id, PARTS.c.part == TIER, PARTS.c.is_current
    )
    return (
        ALLOCATIONS.c.role,
        sa.func.coalesce(leads, sa.false()).label("leads"),
        CASES.c.rosh_level,
        tier.scalar_subquery().label("tier"),
        sa.func.coalesce(CASES.c.sentence_type.in_(sorted(INDETERMINATE)), sa.false()).label("indeterminate"),
        sa.func.coalesce(CASES.c.mappa_level >= 2, sa.false()).label("multi_agency"),
    )


def mix_of(row: Mapping[Any, Any]) -> CaseMix:
    """A row of `kinds_of_work` with its count as `cases`."""
    return CaseMix(
        role=row["role"],
        leads=bool(row["leads"]),
        rosh_level=row["rosh_level"],
        indeterminate=bool(row["indeterminate"]),
        multi_agency=bool(row["multi_agency"]),
        cases=row["cases"],
        tier=row["tier"],
    )
