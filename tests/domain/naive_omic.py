"""Today's rules once more, day by day and from flat facts: the oracle of policy `omic`, written from the paper alone.

Nothing of `app.domain.policies` is used. One case on one day is a dict of flat facts; the answer is
(responsible, supports, code, start, handover).
"""

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

Flat = dict[str, Any]
Found = tuple[str, bool, str, date | None, date | None]
LIFE = ("LIFE", "IPP", "DPP")


def answer(case: Flat, today: date) -> Found:  # noqa: PLR0911 - a line for each row of the table
    """Section 2: the first test that holds."""
    lifer = case["sentence_type"] in LIFE
    hearing = case.get("target_hearing_date")
    far = lifer and hearing is not None and hearing > today + relativedelta(months=12)
    refused = case.get("parole_outcome") == "not_release"
    watched = case.get("mappa_level") in (2, 3)
    if lifer and case.get("additional_indeterminate_sentence"):
        return "custody", False, "additional_isp", None, None
    if far and case.get("recalled") and not watched:
        return "custody", True, "recall_thd_over_12_months", None, None
    if far and refused and watched:
        return "community", True, "parole_mappa_2_3", None, None
    if far and refused:
        return "custody", True, "thd_over_12_months", None, None
    if case.get("recalled"):
        return "community", True, "recall_case", None, None
    if case.get("immigration_case"):
        return "community", True, "immigration_case", None, None
    release = _release(case, today, lifer)
    if release is None:
        return "custody", False, "release_date_unknown", None, None
    return _by_date(case, today, release, lifer)


def _release(case: Flat, today: date, lifer: bool) -> date | None:
    tariff, hearing = case.get("tariff_expiry_date"), case.get("target_hearing_date")
    if lifer:
        if tariff and tariff > today:
            return tariff
        if hearing and hearing > today:
            return hearing
        past = sorted(
            (abs((day - today).days), place, day) for place, day in enumerate((tariff, hearing)) if day
        )
        return past[0][2] if past else None
    if case.get("parole_eligibility_date"):
        return case["parole_eligibility_date"]
    automatic, conditional = case.get("automatic_release_date"), case.get("conditional_release_date")
    if automatic is None and conditional is None:
        conditional = case.get("release_date")
    return min((day for day in (automatic, conditional) if day), default=None)


def _by_date(case: Flat, today: date, release: date, lifer: bool) -> Found:
    if case.get("early_allocation"):
        code, handover = "early_allocation", release - relativedelta(months=15)
    elif lifer:
        code = "indeterminate_open" if case.get("open_conditions") else "indeterminate"
        handover = release - relativedelta(months=12)
    elif case["start_date"] + relativedelta(months=10) >= release:
        return "community", True, "determinate_short", None, None
    elif case.get("parole_eligibility_date"):
        code, handover = "determinate_parole", release - relativedelta(months=12)
    else:
        code, handover = "determinate", release - relativedelta(months=8) - timedelta(14)
    start = handover
    opened = case.get("category_active_since" if case.get("estate") == "women" else "prison_arrival_date")
    if lifer and case.get("open_prison_rules_apply") and opened:
        start = min(handover, opened)
    if today >= handover:
        return "community", True, code, start, handover
    return "custody", today >= start, code, start, handover
