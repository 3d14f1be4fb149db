"""The transitional Manage the Custodial Sentence specification of October 2012: the prison takes the other cases."""

from datetime import date

from app.domain.policies.omm_2006 import IN_THE_MODEL, covers
from app.domain.policies.outside import CLOSED_OR_NOT_SENTENCED, RELEASED_TO_MANAGER
from app.domain.policies.policy import CUSTODY, SUPERVISOR, Policy, Rule, Who, always, basis, nobody

_PRISON = Who(CUSTODY, SUPERVISOR)

RULES = (
    *CLOSED_OR_NOT_SENTENCED,
    Rule(
        "under 12 months and outside the model",
        "out_of_scope_under_12_months",
        lambda s, _: not covers(s),
        nobody,
        "Nobody is responsible under this policy: the sentence is under 12 months.",
        basis("1", "5"),
    ),
    RELEASED_TO_MANAGER,
    IN_THE_MODEL,
    Rule(
        "brought in by the transitional specification",
        "transitional_specification",
        always,
        lambda _s, _: _PRISON,
        "The prison is responsible: the transitional specification brought this case in, at low or medium risk.",
        basis("5"),
    ),
)

POLICY = Policy(
    id="mtcs-2012",
    version="1",
    title="Manage the Custodial Sentence, transitional specification, 2012",
    source="Paper to the OMCP Board of 2 September 2013, paragraph 5",
    rules=RULES,
    covers=lambda _standing: True,
    counts_months=False,
    in_force_from=date(2012, 10, 1),
)
