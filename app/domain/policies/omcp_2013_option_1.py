"""Option 1 of the 2013 paper: ownership in custody mirrors the split between retained and contracted-out cases."""

from app.domain.policies.outside import CLOSED_OR_NOT_SENTENCED, RELEASED, UNDER_TWELVE_MONTHS
from app.domain.policies.policy import (
    COMMUNITY,
    CUSTODY,
    MANAGER,
    SUPERVISOR,
    Policy,
    Rule,
    Who,
    always,
    basis,
)

_RETAINED = Who(COMMUNITY, MANAGER, (SUPERVISOR,))
_CONTRACTED_OUT = Who(CUSTODY, SUPERVISOR)

RULES = (
    *CLOSED_OR_NOT_SENTENCED,
    UNDER_TWELVE_MONTHS,
    RELEASED,
    Rule(
        "retained case",
        "split_retained",
        lambda s, _: s.retained,
        lambda _s, _: _RETAINED,
        "The community is responsible throughout custody: the case is retained by the National Probation Service.",
        basis("10(i)"),
    ),
    Rule(
        "contracted-out case",
        "split_contracted_out",
        always,
        lambda _s, _: _CONTRACTED_OUT,
        "The prison is responsible throughout custody: the case is contracted out.",
        basis("10(i)"),
    ),
)

POLICY = Policy(
    id="omcp-2013-option-1",
    version="1",
    title="Option 1: mirror the split between retained and contracted-out cases",
    source="Paper to the OMCP Board of 2 September 2013, paragraph 10(i)",
    rules=RULES,
    covers=lambda standing: standing.twelve_months_or_more,
    counts_months=False,
)
