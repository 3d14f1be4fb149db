"""What is now true of a case, gathered from its facts: where she is, her sentence, her dates, what is missing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.dates_in_force import latest_told
from app.domain.event_fields import SENTENCE_DATES
from app.domain.facts import INDETERMINATE, CaseEvent, CaseFacts
from app.domain.ownership import Period, Schedule, in_force_on, known_on, standing_on
from app.domain.standing import Phase, Standing

CLOSING = frozenset({"sentence_ended", "case_closed"})
IN_CUSTODY = frozenset({"custody", "recalled"})
CRC_ENDED = date(2021, 6, 26)
"""When the contracts of community rehabilitation companies ended (002 L108)."""
TODAYS_POLICY = "omic"
"""Under the policies before it, companies hold cases as they did."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """The case as its known facts leave it on one day. `closes_on` is the first day on which it is closed."""

    phase: str = "not_sentenced"
    closes_on: date | None = None
    prison: str | None = None
    provider: str | None = None
    sentence_type: str | None = None
    length_months: int | None = None
    sentence_start_date: date | None = None
    dates: dict[str, date | None] = field(default_factory=dict)
    category: str | None = None
    rosh_level: str | None = None
    mappa_level: int | None = None
    ppo: bool = False


def summarise(facts: CaseFacts, schedule: Schedule, periods: tuple[Period, ...], on: date) -> CaseSummary:
    """The case as known on `on`. `periods` is the timeline of the same facts."""
    known = known_on(facts, on)
    standing = standing_on(known, in_force_on(schedule, on).policy, on) or Standing()
    last = periods[-1] if periods else None
    started = [e for e in known if e.type == "sentence_started"]
    dates: dict[str, date | None] = {name: latest_told(known, name) for name in SENTENCE_DATES}
    dates["release_date"] = standing.release_date
    return CaseSummary(
        phase=_phase(standing),
        closes_on=last.starts_on if last and last.answer.reason_code in CLOSING else None,
        prison=standing.prison,
        provider=standing.provider,
        sentence_type=_governing_type(standing),
        length_months=None if standing.indeterminate else standing.longest_months,
        sentence_start_date=min((e.date for e in started), default=None),
        dates=dates,
        category=last_value(known, "category"),
        rosh_level=standing.rosh_level,
        mappa_level=standing.mappa_level,
        ppo=standing.ppo,
    )


def last_value(known: list[CaseEvent], name: str) -> Any:
    """The value that the latest fact carrying this field gave it."""
    return next((event.fields[name] for event in reversed(known) if name in event.fields), None)


def attention(summary: CaseSummary, unconfirmed: list[str], on: date) -> list[str]:
    """What is missing or overdue on the case's record, as stable codes, the most pressing first."""
    if summary.closes_on is not None and summary.closes_on <= on:
        return []
    release = summary.dates.get("release_date")
    in_custody = summary.phase in IN_CUSTODY
    is_indeterminate = summary.sentence_type in INDETERMINATE
    found = (
        ("release_not_recorded", in_custody and release is not None and release < on),
        ("provider_missing", summary.phase != "not_sentenced" and summary.provider is None),
        ("release_date_unknown", in_custody and release is None and not is_indeterminate),
        ("details_unconfirmed", bool(unconfirmed)),
    )
    return [code for code, is_so in found if is_so]


def warnings(summary: CaseSummary, policy_id: str) -> list[str]:
    """What cannot be so today, though the policy that governs may be of a time when it could."""
    started = summary.sentence_start_date
    is_crc = summary.provider == "crc" and started is not None and started > CRC_ENDED
    return ["crc_after_contracts_ended"] if is_crc and policy_id == TODAYS_POLICY else []


def _phase(standing: Standing) -> str:
    if standing.phase is Phase.CUSTODY and standing.recalled:
        return "recalled"
    return standing.phase.value


def _governing_type(standing: Standing) -> str | None:
    """The type that decides scope: an indeterminate sentence before any other, else the latest."""
    kinds = [kind for kind in standing.sentence_types if kind]
    indeterminate = [kind for kind in kinds if kind in INDETERMINATE]
    counted = indeterminate or kinds
    return counted[-1] if counted else None


def status_of(phase: str, closes_on: date | None, on: date) -> str:
    """The status of a case on a day: its phase, or `closed` from the day that closes it."""
    return "closed" if closes_on is not None and closes_on <= on else phase
