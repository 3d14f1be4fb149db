"""Option 2 of the 2013 paper: the prison owns in custody, with a handover to the community before release."""

from app.domain.policies.outside import CLOSED_OR_NOT_SENTENCED, RELEASED, UNDER_TWELVE_MONTHS
from app.domain.policies.policy import (
    COMMUNITY,
    CRC_OFFICER,
    CUSTODY,
    MANAGER,
    SECONDED,
    SUPERVISOR,
    Policy,
    Rule,
    Who,
    always,
    basis,
)
from app.domain.policies.settings import PolicySettings
from app.domain.standing import Standing

_SECONDED_LEADS = Who(CUSTODY, SECONDED, (SUPERVISOR, MANAGER))
_SUPERVISOR_LEADS = Who(CUSTODY, SUPERVISOR, (MANAGER,))
_SUPERVISOR_ALONE = Who(CUSTODY, SUPERVISOR)
_MANAGER_LEADS = Who(COMMUNITY, MANAGER, (SUPERVISOR,))
_MANAGER_LEADS_TWO = Who(COMMUNITY, MANAGER, (SUPERVISOR, SECONDED))
_CRC_LEADS = Who(COMMUNITY, CRC_OFFICER, (SUPERVISOR,))


def custody(standing: Standing, settings: PolicySettings) -> Who:
    """10(ii): seconded officers lead retained cases, Band 4 offender supervisors the contracted-out ones."""
    if not standing.retained:
        return _SUPERVISOR_ALONE
    return _SECONDED_LEADS if settings.seconded_lead else _SUPERVISOR_LEADS


def community(standing: Standing, settings: PolicySettings) -> Who:
    """After handover the named community manager leads; who supports inside is setting A9."""
    if not standing.retained:
        return _CRC_LEADS
    if settings.support_after_handover == "offender_supervisor_and_seconded_officer":
        return _MANAGER_LEADS_TWO
    return _MANAGER_LEADS


def _is_contracted_out(standing: Standing, settings: PolicySettings) -> bool:
    return not standing.retained and settings.contracted_out_handover == "never"


RULES = (
    *CLOSED_OR_NOT_SENTENCED,
    UNDER_TWELVE_MONTHS,
    RELEASED,
    Rule(
        "contracted out and recalled",
        "recalled",
        lambda s, settings: s.recalled and _is_contracted_out(s, settings),
        custody,
        "The prison is responsible: the case is contracted out and the person has been recalled to custody.",
        basis("10(ii)"),
    ),
    Rule(
        "contracted out",
        "custodial_phase",
        _is_contracted_out,
        custody,
        "The prison is responsible until release: the case is contracted out and stays with the offender supervisor.",
        basis("10(ii)"),
    ),
    Rule(
        "release has been directed",
        "release_directed",
        lambda s, _: s.release_directed,
        community,
        "The community is responsible: the Parole Board has directed release.",
        basis("10(ii)"),
    ),
    Rule(
        "a parole process is under way",
        "parole_process",
        lambda s, _: bool(s.open_reviews) or s.stayed_after_review,
        community,
        "The community is responsible: a parole process has started.",
        basis("10(ii)"),
    ),
    Rule(
        "refused inside the six months",
        "refused_inside_six_months",
        lambda s, _: s.refused_inside_stage,
        community,
        "The community stays responsible: parole was refused, but release is within six months.",
        basis("10(ii)", "footnote **"),
    ),
    Rule(
        "six months before release",
        "six_months_before_release",
        lambda s, _: s.stage_open,
        community,
        "The community is responsible: the case is inside the pre-release stage, six months before release.",
        basis("10(ii)", "13"),
    ),
    Rule(
        "the release was put back after handover",
        "release_date_put_back",
        lambda s, _: s.put_back,
        community,
        "The community stays responsible: the release date was put back after the handover.",
        basis("10(ii)"),
    ),
    Rule(
        "recalled, with the prison until parole starts",
        "recalled",
        lambda s, settings: s.recalled and settings.recall == "custody_until_parole",
        custody,
        "The prison is responsible: the person has been recalled and no parole process has started.",
        basis("10(ii)", "footnote **"),
    ),
    Rule(
        "recalled",
        "recalled",
        lambda s, _: s.recalled,
        community,
        "The community stays responsible: the person has been recalled and no decision has returned the case.",
        basis("10(ii)", "footnote **"),
    ),
    Rule(
        "returned after a decision not to release",
        "returned_after_decision",
        lambda s, _: s.returned,
        custody,
        "The prison is responsible again: the Parole Board decided not to release.",
        basis("footnote **"),
    ),
    Rule(
        "custodial phase",
        "custodial_phase",
        always,
        custody,
        "The prison is responsible: this is the custodial phase, before any handover.",
        basis("10(ii)", "13"),
    ),
)

POLICY = Policy(
    id="omcp-2013-option-2",
    version="1",
    title="Option 2: prison-based staff responsible for all custodial cases",
    source="Paper to the OMCP Board of 2 September 2013, paragraph 10(ii)",
    rules=RULES,
    covers=lambda standing: standing.twelve_months_or_more,
    counts_months=True,
)
