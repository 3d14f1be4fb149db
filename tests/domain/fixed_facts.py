"""Facts that never change: the same generated cases on every machine and in every year, for digests of answers."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

SEED, COUNT = 20130902, 400
FIRST = date(2019, 1, 1)
DETERMINATE, LIFE = ("SDS", "EDS", "SOPC"), ("LIFE", "IPP", "DPP")
DATES = (
    "release_date", "automatic_release_date", "conditional_release_date", "parole_eligibility_date",
    "tariff_expiry_date", "licence_expiry_date", "home_detention_curfew_actual_date",
)  # fmt: skip
FLAT: dict[str, tuple[Any, ...]] = {
    "recalled": (False, False, True),
    "immigration_case": (False, False, False, True),
    "early_allocation": (False, False, True),
    "open_conditions": (False, True),
    "open_prison_rules_apply": (False, True),
    "estate": ("women", "women", "men"),
    "parole_outcome": ("release", "not_release", "none"),
    "additional_indeterminate_sentence": (False, False, False, True),
    "legal_status": ("SENTENCED", "SENTENCED", "REMAND"),
}


def entries() -> Iterator[dict[str, Any]]:
    """Every case of the set, in the shape of one entry of `evaluate`."""
    chance = Random(SEED)
    for _ in range(COUNT):
        yield _entry(chance)


def _entry(chance: Random) -> dict[str, Any]:
    start = _day(chance, FIRST, 2000)
    kind = _one(chance, DETERMINATE + LIFE)
    sentence: dict[str, Any] = {
        "start_date": start.isoformat(),
        "sentence_type": kind,
        "length_months": None if kind in LIFE else _one(chance, (11, 12, 24, 48, 96)),
        "prison": _one(chance, ("FHI", "ESI", "HDI", "MDI")),
        "rosh_level": _one(chance, ("low", "medium", "high", "very_high", None)),
        "mappa_level": _one(chance, (None, 0, 1, 2, 3)),
        "ppo": _one(chance, (False, False, True)),
    }
    for name in DATES:
        if _one(chance, (True, False)):
            sentence[name] = _day(chance, start, 2500).isoformat()
    if _one(chance, (True, False)):
        names = [name for name in FLAT if _one(chance, (True, False, False))]
        sentence |= {name: _one(chance, FLAT[name]) for name in names}
        sentence["target_hearing_date"] = _day(chance, start, 3000).isoformat()
    events = [_event(chance, start) for _ in range(_one(chance, range(7)))]
    return {"sentence": sentence, "provider": _one(chance, ("nps", "nps", "crc", None)), "events": events}


def _event(chance: Random, start: date) -> dict[str, Any]:
    happened = _day(chance, start, 2000)
    later = _day(chance, happened, 1200).isoformat()
    review = _one(chance, ("1", "2"))
    fields = _one(
        chance,
        (
            {"type": "release_date_recalculated", "release_date": later},
            {"type": "sentence_dates_changed", "parole_eligibility_date": later},
            {"type": "provider_changed", "provider": _one(chance, ("nps", "crc"))},
            {"type": "risk_changed", "mappa_level": _one(chance, (1, 2, None))},
            {"type": "parole_process_started", "review": review, "target_hearing_date": later},
            {"type": "hearing_date_set", "review": review, "target_hearing_date": later},
            {"type": "parole_decision", "outcome": _one(chance, ("negative", "release_directed"))},
            {"type": "parole_withdrawn", "review": review},
            {"type": "prison_transfer", "to_prison": _one(chance, ("ESI", "HDI"))},
            {"type": "security_category_changed", "category": _one(chance, ("R", "T"))},
            {"type": "early_allocation_decided", "decision": _one(chance, ("eligible", "ineligible"))},
            {"type": "released"},
            {"type": "recalled", "recall_type": "standard"},
        ),
    )
    told = {**fields, "date": happened.isoformat()}
    if _one(chance, (True, False, False, False)):
        told["recorded_on"] = _day(chance, happened, 200).isoformat()
    return told


def _one(chance: Random, choices: Any) -> Any:
    return choices[chance.randrange(len(choices))]


def _day(chance: Random, first: date, days: int) -> date:
    return first + timedelta(chance.randrange(days))
