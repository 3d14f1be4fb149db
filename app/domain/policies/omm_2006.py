"""The original Offender Management Model of November 2006: the community manages its in-scope set, nobody the rest."""

from datetime import date

from app.domain.policies.outside import CLOSED_OR_NOT_SENTENCED, RELEASED_TO_MANAGER
from app.domain.policies.policy import (
    COMMUNITY,
    MANAGER,
    SUPERVISOR,
    Policy,
    Rule,
    Who,
    always,
    basis,
    nobody,
)
from app.domain.standing import Phase, Standing

HIGH_RISK = frozenset({"high", "very_high"})
PUBLIC_PROTECTION = frozenset({"IPP", "DPP"})

_COMMUNITY = Who(COMMUNITY, MANAGER, (SUPERVISOR,))


def in_the_model(standing: Standing) -> bool:
    """Paragraph 4: 12 months or more with high or very high risk of harm; every IPP; every PPO."""
    at_high_risk = standing.twelve_months_or_more and standing.rosh_level in HIGH_RISK
    return at_high_risk or standing.ppo or not PUBLIC_PROTECTION.isdisjoint(standing.sentence_types)


def covers(standing: Standing) -> bool:
    """The model's own set, and everyone of 12 months or more, who is at least supervised on licence."""
    return standing.twelve_months_or_more or in_the_model(standing)


IN_THE_MODEL = Rule(
    "in the offender management model",
    "offender_management_model",
    lambda s, _: s.phase is Phase.CUSTODY and in_the_model(s),
    lambda _s, _: _COMMUNITY,
    "The community is responsible: the case is in scope of the Offender Management Model.",
    basis("4"),
)

RULES = (
    *CLOSED_OR_NOT_SENTENCED,
    Rule(
        "outside the model and under 12 months",
        "outside_offender_management_model",
        lambda s, _: not covers(s),
        nobody,
        "Nobody is responsible under this policy: the case is outside the Offender Management Model.",
        basis("4"),
    ),
    RELEASED_TO_MANAGER,
    IN_THE_MODEL,
    Rule(
        "outside the model",
        "outside_offender_management_model",
        always,
        nobody,
        "Nobody is responsible under this policy: the case is outside the Offender Management Model.",
        basis("4"),
    ),
)

POLICY = Policy(
    id="omm-2006",
    version="1",
    title="Offender Management Model, 2006",
    source="Paper to the OMCP Board of 2 September 2013, paragraph 4",
    rules=RULES,
    covers=lambda _standing: True,
    counts_months=False,
    in_force_from=date(2006, 11, 1),
    in_force_to=date(2012, 10, 1),
)
