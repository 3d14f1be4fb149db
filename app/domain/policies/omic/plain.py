"""The short way of today's rules for a plain determinate case; a property test holds it to the replay."""

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from app.domain.calendar import months_after, months_before
from app.domain.facts import INDETERMINATE, PlainCase
from app.domain.policies.omic.rules import (
    COMMUNITY_LEADS,
    CUSTODY_ONLY,
    DETERMINATE,
    NO_RELEASE_DATE,
    PAROLE_ELIGIBLE,
    SHORT,
)
from app.domain.policies.policy import NO_HANDOVER, Answer, Handover, Policy

DAYS_OF_LONGEST_MONTH = 31

_UNKNOWN = Answer(CUSTODY_ONLY, NO_RELEASE_DATE)
_SHORT = Answer(COMMUNITY_LEADS, SHORT)
_PAROLE = (Answer(CUSTODY_ONLY, PAROLE_ELIGIBLE), Answer(COMMUNITY_LEADS, PAROLE_ELIGIBLE))
_DETERMINATE = (Answer(CUSTODY_ONLY, DETERMINATE), Answer(COMMUNITY_LEADS, DETERMINATE))


def decide_plain(policy: Policy, case: PlainCase, day: date) -> tuple[Answer, Handover] | None:
    """The answer of a day on or after its start; None where the case is not plain under these rules."""
    fields = case.sentence.fields
    if fields.get("sentence_type") in INDETERMINATE or "starts_on" in fields:
        return None
    windows: Any = policy.settings
    eligible: date | None = fields.get("parole_eligibility_date")
    automatic, conditional = fields.get("automatic_release_date"), fields.get("conditional_release_date")
    earlier = min(automatic, conditional) if automatic and conditional else automatic or conditional
    release: date | None = eligible or earlier or case.release_date
    if release is None:
        return _UNKNOWN, NO_HANDOVER
    is_near = (release - case.starts_on).days <= DAYS_OF_LONGEST_MONTH * windows.short_sentence_months
    if is_near and months_after(case.starts_on, windows.short_sentence_months) >= release:
        return _SHORT, NO_HANDOVER
    if eligible:
        answers, handover = _PAROLE, months_before(release, windows.parole_months)
    else:
        handover = months_before(release, windows.determinate_months) - _days(windows.determinate_days)
        answers = _DETERMINATE
    return answers[day >= handover], _both(handover)


@lru_cache(maxsize=16_384)
def _both(day: date) -> Handover:
    """Of a plain case support and handover are one day; so many days there are in a caseload, and no more."""
    return Handover(day, day)


@cache
def _days(count: int) -> timedelta:
    return timedelta(count)
