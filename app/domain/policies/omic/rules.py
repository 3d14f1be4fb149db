"""The rules of today in their order, with the live service's own reason codes."""

from collections.abc import Callable
from typing import cast

from app.domain.policies.omic import dates
from app.domain.policies.omic.dates import OmicSettings
from app.domain.policies.omic.standing import OmicStanding
from app.domain.policies.outside import CASE_CLOSED, NOT_SENTENCED, RELEASED_TO_MANAGER, SENTENCE_ENDED
from app.domain.policies.policy import (
    COMMUNITY,
    CUSTODY,
    MANAGER,
    NO_HANDOVER,
    Answer,
    Basis,
    Handover,
    Rule,
    Test,
    Who,
    always,
    nobody,
)
from app.domain.policies.settings import PolicySettings
from app.domain.standing import Phase, Standing

POM = "prison_offender_manager"
DOCUMENT = "Offender Management in Custody, the rules of the live service, August 2026"

CUSTODY_ONLY = Who(CUSTODY, POM)
CUSTODY_WITH_COM = Who(CUSTODY, POM, (MANAGER,))
COMMUNITY_LEADS = Who(COMMUNITY, MANAGER, (POM,))

OmicTest = Callable[[OmicStanding, OmicSettings], bool]


def _basis(*sections: str) -> tuple[Basis, ...]:
    return tuple(Basis(DOCUMENT, section) for section in sections)


def _test(test: OmicTest) -> Test:
    return lambda standing, settings: test(cast(OmicStanding, standing), cast(OmicSettings, settings))


def _owned_by(who: Who) -> Callable[[Standing, PolicySettings], Who]:
    return lambda _standing, _settings: who


def by_date(standing: Standing, settings: PolicySettings) -> Who:
    """Section 5: the prison, the prison with the community manager, the community; both days belong to the later."""
    s, windows = cast(OmicStanding, standing), cast(OmicSettings, settings)
    handover, start = dates.handover_on(s, windows), dates.starts_on(s, windows)
    if handover is None or start is None or s.day >= handover:
        return COMMUNITY_LEADS
    return CUSTODY_WITH_COM if s.day >= start else CUSTODY_ONLY


def _far_lifer(s: OmicStanding, windows: OmicSettings) -> bool:
    return s.indeterminate and dates.hearing_is_far(s, windows)


OUTSIDE_GATE = Rule(
    "outside the policy",
    "outside_policy",
    _test(lambda s, _: not s.passes_gate),
    nobody,
    "Nobody is responsible under this policy: the person is outside Offender Management in Custody.",
    _basis("1"),
)
ADDITIONAL_ISP = Rule(
    "an additional indeterminate sentence",
    "additional_isp",
    _test(lambda s, _: s.indeterminate and s.additional_indeterminate),
    _owned_by(CUSTODY_ONLY),
    "The prison is responsible: a further indeterminate sentence started later than the first.",
    _basis("2 rule 1", "8"),
)
RECALLED_WITH_FAR_HEARING = Rule(
    "recalled with a hearing more than twelve months away",
    "recall_thd_over_12_months",
    _test(lambda s, w: _far_lifer(s, w) and s.recalled and (s.mappa_level or 0) < 2),
    _owned_by(CUSTODY_WITH_COM),
    "The prison is responsible, with the community manager: recalled, and the hearing is more than 12 months away.",
    _basis("2 rule 2"),
)
REFUSED_UNDER_MAPPA = Rule(
    "refused under MAPPA level 2 or 3",
    "parole_mappa_2_3",
    _test(lambda s, w: _far_lifer(s, w) and s.refused and (s.mappa_level or 0) >= 2),
    _owned_by(COMMUNITY_LEADS),
    "The community is responsible: parole was refused and the case is managed under MAPPA level 2 or 3.",
    _basis("2 rule 3"),
)
REFUSED_WITH_FAR_HEARING = Rule(
    "refused with a hearing more than twelve months away",
    "thd_over_12_months",
    _test(lambda s, w: _far_lifer(s, w) and s.refused),
    _owned_by(CUSTODY_WITH_COM),
    "The prison is responsible, with the community manager: refused, and the next hearing is more than 12 months away.",
    _basis("2 rule 4"),
)
RECALLED = Rule(
    "recalled",
    "recall_case",
    _test(lambda s, _: s.recalled),
    _owned_by(COMMUNITY_LEADS),
    "The community is responsible: the person has been recalled to custody.",
    _basis("2 rule 5"),
)
IMMIGRATION = Rule(
    "an immigration case",
    "immigration_case",
    _test(lambda s, _: s.immigration),
    _owned_by(COMMUNITY_LEADS),
    "The community is responsible: this is an immigration case.",
    _basis("2 rule 6"),
)
NO_RELEASE_DATE = Rule(
    "no release date is known",
    "release_date_unknown",
    _test(lambda s, _: dates.counted_release(s) is None),
    _owned_by(CUSTODY_ONLY),
    "The prison is responsible: no date is known from which a handover could be counted.",
    _basis("2 rule 7", "4"),
)
EARLY = Rule(
    "early allocation",
    "early_allocation",
    _test(lambda s, _: dates.is_early(s)),
    by_date,
    "Early allocation is in force: the community takes over 15 months before the release that counts.",
    _basis("5", "6"),
)
LIFER_IN_OPEN = Rule(
    "an indeterminate sentence in open conditions",
    "indeterminate_open",
    _test(lambda s, _: s.indeterminate and s.in_open_conditions),
    by_date,
    "Indeterminate sentence in open conditions: the community takes over 12 months before the tariff or hearing.",
    _basis("5"),
)
LIFER = Rule(
    "an indeterminate sentence",
    "indeterminate",
    _test(lambda s, _: s.indeterminate),
    by_date,
    "Indeterminate sentence: the community takes over 12 months before the tariff or the hearing.",
    _basis("5"),
)
SHORT = Rule(
    "a short sentence",
    "determinate_short",
    _test(dates.is_short),
    _owned_by(COMMUNITY_LEADS),
    "The community is responsible from the start: release is within ten months of the sentence.",
    _basis("5"),
)
PAROLE_ELIGIBLE = Rule(
    "a determinate sentence with parole",
    "determinate_parole",
    _test(lambda s, _: s.parole_eligibility_date is not None),
    by_date,
    "Determinate sentence with parole: the community takes over 12 months before the parole eligibility date.",
    _basis("5"),
)
DETERMINATE = Rule(
    "a determinate sentence",
    "determinate",
    always,
    by_date,
    "Determinate sentence: the community takes over 8 months and 14 days before release.",
    _basis("5"),
)

BY_DATE = (EARLY, LIFER_IN_OPEN, LIFER, PAROLE_ELIGIBLE, DETERMINATE)
NOT_SENTENCED_HERE = Rule(
    NOT_SENTENCED.name,
    NOT_SENTENCED.reason_code,
    _test(lambda s, _: s.phase is Phase.NOT_SENTENCED and not s.immigration),
    nobody,
    NOT_SENTENCED.reason,
    _basis("1"),
)
RULES = (
    SENTENCE_ENDED,
    CASE_CLOSED,
    NOT_SENTENCED_HERE,
    RELEASED_TO_MANAGER,
    OUTSIDE_GATE,
    ADDITIONAL_ISP,
    RECALLED_WITH_FAR_HEARING,
    REFUSED_UNDER_MAPPA,
    REFUSED_WITH_FAR_HEARING,
    RECALLED,
    IMMIGRATION,
    NO_RELEASE_DATE,
    EARLY,
    LIFER_IN_OPEN,
    LIFER,
    SHORT,
    PAROLE_ELIGIBLE,
    DETERMINATE,
)


def handover(standing: Standing, answer: Answer, settings: PolicySettings) -> Handover:
    """Both days where a rule of dates answers, whatever day it is; none otherwise (2, 5)."""
    if answer.rule not in BY_DATE:
        return NO_HANDOVER
    s, windows = cast(OmicStanding, standing), cast(OmicSettings, settings)
    return Handover(dates.starts_on(s, windows), dates.handover_on(s, windows))
