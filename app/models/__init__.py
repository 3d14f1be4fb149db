"""Tables, one file an aggregate; they hold data and know no rules."""

from app.models import (
    audit,
    case_records,
    cases,
    compare,
    early_allocation,
    handovers,
    identity,
    imports,
    key_stages,
    parole,
    people,
    places,
    policies,
    work,
)

__all__ = [
    "audit",
    "case_records",
    "cases",
    "compare",
    "early_allocation",
    "handovers",
    "identity",
    "imports",
    "key_stages",
    "parole",
    "people",
    "places",
    "policies",
    "work",
]
