"""Invents sentences whose dates fall where the demonstration wants them: around today."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import DAY, months_after, months_before, whole_months_between
from app.services.demonstration.chance import Chance, court_day

LONGEST_SERVED = 120
RELEASED = frozenset({"licence", "recalled", "ended"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: the day it was passed, the fields of its fact, and the dates that its course follows."""

    kind: str
    started_on: date
    fields: dict[str, Any] = field(default_factory=dict)
    release_on: date | None = None
    parole_from: date | None = None
    expires_on: date | None = None

    @property
    def is_short(self) -> bool:
        """Whether it is under twelve months, so that nobody owns the case."""
        months = self.fields["length_months"]
        return months is not None and months < 12


def release_for_handover(handover: date) -> date:
    """The earliest release date whose six-month date is `handover` or, where that month is short, just after."""
    release = months_after(handover, 6)
    while months_before(release, 6) < handover:
        release += DAY
    return release


def release_at(chance: Chance, stage: str, today: date) -> date:
    """A release date that puts a case at this stage today."""
    spans = {
        "hands over this week": (0, 6),
        "hands over within 56 days": (7, 56),
        "just handed over": (-14, -1),
        "put back": (-60, -20),
        "far": (60, 1500),
    }
    if stage in spans:
        first, last = spans[stage]
        return release_for_handover(today + timedelta(chance.number(first, last)))
    near = {"near": (12, 165), "overdue": (-10, -1), "licence": (-400, -5), "recalled": (-420, -60)}
    first, last = near[stage]
    return today + timedelta(chance.number(first, last))


def determinate(chance: Chance, kind: str, release: date, today: date) -> Sentence:
    """A determinate sentence of twelve months or more that leads to this release date and has begun by today."""
    least = 6 if kind == "SDS" else 36
    to_go = whole_months_between(today, release) + 1 if release > today else 0
    since = whole_months_between(release, today) + 2 if release < today else 0
    served = chance.by_weight({chance.number(1, 8): 5, chance.number(6, 20): 4, chance.number(16, 44): 2})
    custody = min(max(least, to_go + served, since), LONGEST_SERVED)
    return _of_kind(chance, kind, custody, release)


def ended(chance: Chance, today: date) -> Sentence:
    """A sentence whose licence ran out in the last months."""
    custody = chance.number(6, 12)
    expires_on = chance.days_ago(today, 2, 150)
    return _standard(custody, months_before(expires_on, custody))


def short(chance: Chance, stage: str, today: date) -> Sentence:
    """A sentence under twelve months, half of it in custody."""
    length = chance.number(4, 11)
    half = timedelta(round(length * 30.4 / 2))
    release = {
        "far": chance.day(today + DAY, today + half - 4 * DAY),
        "licence": chance.days_ago(today, 1, half.days - 5),
        "ended": chance.days_ago(today, half.days + 5, half.days + 120),
    }[stage]
    started = court_day(release - half)
    expires = months_after(started, length) - DAY
    dates = {"release_date": release, "automatic_release_date": release, "licence_expiry_date": expires}
    fields = {"sentence_type": "SDS", "length_months": length, **dates}
    return Sentence("SDS", started, fields, release, None, expires)


def life(chance: Chance, stage: str, today: date) -> Sentence:
    """A life sentence, its tariff in the past for about half, and for all who have been released."""
    tariff = chance.number(8, 22) * 12
    least = 60 if stage not in RELEASED else tariff * 31 + 400
    started = court_day(chance.days_ago(today, least, max(least + 1500, 24 * 365)))
    expires = months_after(started, tariff)
    return Sentence("LIFE", started, _without_end("LIFE", expires), parole_from=expires)


def public_protection(chance: Chance, _stage: str, today: date) -> Sentence:
    """A sentence of imprisonment for public protection, passed between 2005 and 2012, its tariff long over."""
    started = court_day(min(chance.day(date(2005, 6, 1), date(2012, 11, 30)), today - 900 * DAY))
    expires = min(months_after(started, chance.number(20, 72)), today - 400 * DAY)
    return Sentence("IPP", started, _without_end("IPP", expires), parole_from=expires)


def _without_end(kind: str, tariff: date) -> dict[str, Any]:
    return {"sentence_type": kind, "length_months": None, "tariff_expiry_date": tariff}


def _of_kind(chance: Chance, kind: str, custody: int, release: date) -> Sentence:
    if kind == "SDS":
        return _standard(custody, release)
    if kind == "EDS":
        return _extended(
            kind, custody, release, months_before(release, custody // 3), chance.number(2, 8) * 6
        )
    return _extended(kind, custody, release, months_before(release, custody // 2), 12)


def _standard(custody: int, release: date) -> Sentence:
    started = court_day(months_before(release, custody))
    expires = months_after(started, 2 * custody) - DAY
    fields: dict[str, Any] = {
        "sentence_type": "SDS",
        "length_months": 2 * custody,
        "release_date": release,
        "conditional_release_date": release,
        "licence_expiry_date": expires,
    }
    if 2 * custody < 48:
        fields["home_detention_curfew_eligibility_date"] = max(release - 135 * DAY, started + 28 * DAY)
    return Sentence("SDS", started, fields, release, None, expires)


def _extended(kind: str, custody: int, release: date, parole_from: date, licence: int) -> Sentence:
    started = court_day(months_before(release, custody))
    expires = months_after(release, licence)
    fields = {
        "sentence_type": kind,
        "length_months": custody + licence,
        "release_date": release,
        "conditional_release_date": release,
        "parole_eligibility_date": parole_from,
        "licence_expiry_date": expires,
    }
    return Sentence(kind, started, fields, release, parole_from, expires)
