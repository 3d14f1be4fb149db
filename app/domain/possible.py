"""The facts that could happen to a case on a day and that its rules speak of: what "why not" tries, one by one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

from app.domain.calendar import months_after
from app.domain.facts import CaseEvent
from app.domain.policies.omic.dates import OmicSettings
from app.domain.policies.omic.standing import OmicStanding
from app.domain.policies.policy import Policy
from app.domain.standing import Phase, Standing

WHAT_IF = "what-if"
FAR_AWAY = timedelta(3660)
_TOLD_LAST = 10**9


def possible_facts(standing: Standing, policy: Policy, day: date) -> Iterator[CaseEvent]:
    """The facts worth trying: those that the rules of this policy look at, where they could happen at all."""
    if isinstance(standing, OmicStanding):
        yield from _under_todays_rules(standing, cast(OmicSettings, policy.settings), day)
        return
    if standing.phase is Phase.CUSTODY:
        yield from _of_parole(standing, day)
        yield from (_fact("release_date_recalculated", day, release_date=on) for on in _releases(policy, day))
        yield _fact("released", day)
    if standing.phase is Phase.LICENCE:
        yield _fact("recalled", day, recall_type="standard")
    yield _fact("provider_changed", day, provider="crc" if standing.retained else "nps")


def _of_parole(standing: Standing, day: date) -> Iterator[CaseEvent]:
    if not standing.open_reviews:
        yield _fact("parole_process_started", day, review=WHAT_IF)
    for review in standing.open_reviews[:1]:
        for outcome in ("negative", "open_conditions_recommended"):
            yield _fact("parole_decision", day, review=review, outcome=outcome)
        yield _fact("parole_withdrawn", day, review=review)
    if not standing.open_reviews:
        yield _fact("parole_decision", day, outcome="negative")


def _releases(policy: Policy, day: date) -> tuple[date, ...]:
    """A release soon enough to open the stage that day, and one far away."""
    return (months_after(day, policy.settings.handover_months), day + FAR_AWAY)


def _under_todays_rules(s: OmicStanding, windows: OmicSettings, day: date) -> Iterator[CaseEvent]:
    """Today's rules look at dates, hearings, outcomes, early allocation and recall; a provider moves nothing."""
    if s.phase is Phase.LICENCE:
        yield _fact("recalled", day, recall_type="standard")
    if s.phase is not Phase.CUSTODY:
        return
    for name, on in _dates_of_today(s, windows, day):
        yield _fact("sentence_dates_changed", day, **{name: on})
    if s.indeterminate:
        far = months_after(day, windows.far_hearing_months) + timedelta(1)
        for on in (months_after(day, windows.indeterminate_months), far):
            yield _fact("hearing_date_set", day, review=WHAT_IF, target_hearing_date=on)
        for outcome in ("negative", "release_directed"):
            yield _fact("parole_decision", day, outcome=outcome)
    yield _fact("early_allocation_decided", day, decision="ineligible" if s.early_allocation else "eligible")
    yield _fact("released", day)


def _dates_of_today(s: OmicStanding, windows: OmicSettings, day: date) -> Iterator[tuple[str, date]]:
    """The date that the handover counts from: soon enough for a handover that day, and far away."""
    if s.indeterminate:
        name, months = "tariff_expiry_date", windows.indeterminate_months
    elif s.parole_eligibility_date:
        name, months = "parole_eligibility_date", windows.parole_months
    else:
        name, months = "conditional_release_date", windows.determinate_months
    yield name, months_after(day, months)
    yield name, day + FAR_AWAY


def _fact(kind: str, day: date, **fields: Any) -> CaseEvent:
    return CaseEvent(kind, day, fields, told=_TOLD_LAST)
