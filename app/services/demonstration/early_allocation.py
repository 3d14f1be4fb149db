"""Assesses a few invented cases for early allocation, each way that an assessment can end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import months_after
from app.domain.early_allocation import MANDATORY, OTHERWISE
from app.services.demonstration.rows import LivedCase
from app.services.early_allocation.assessing import assess, decide
from app.services.unit_of_work import UnitOfWork

PRISONS = ("FHI", "DHI")
OFFICER = "foston.officer"
SOON, LATER = 17, 24
"""In months: inside the window of eighteen months, and well before it."""
_NO = dict.fromkeys((*MANDATORY, *OTHERWISE), False)
_APPROVED = {
    "mappa_level_2": True,
    "reason": "Her offences were widely reported, and the community asks to plan the release with her itself.",
    "approved": True,
    "approved_by": "Rowan Quillfeather",
}
WAYS: Sequence[tuple[bool, dict[str, Any], str | None]] = (
    (True, {"high_profile": True}, None),
    (True, _APPROVED, None),
    (True, _APPROVED, "accepted"),
    (True, _APPROVED, "declined"),
    (True, {}, None),
    (False, {"mappa_level_3": True}, None),
)
"""Whether the case is inside its window, the answers that are not no, and what the community decides."""


def assess_some(work: UnitOfWork, lived: Sequence[LivedCase], today: date) -> None:
    """One case for each way, of those whose release lies in the months that the way asks for."""
    loader, work.caller = work.caller, replace(work.caller, username=OFFICER)
    in_custody = [
        one.row for one in lived if one.row["phase"] == "custody" and one.row["prison_code"] in PRISONS
    ]
    near = iter([row for row in in_custody if _is_between(row, today, 9, SOON)])
    far = iter([row for row in in_custody if _is_between(row, today, LATER, 60)])
    for is_near, answers, decision in WAYS:
        row = next(near if is_near else far, None)
        if row is None:
            continue
        given = {**_NO, **answers, "oasys_on": today - timedelta(20)}
        made = assess(work, row["id"], given)
        if decision:
            decide(work, row["id"], made["id"], {"decision": decision, "reason": None}, None)
    work.caller = loader


def _is_between(row: dict[str, Any], today: date, first: int, last: int) -> bool:
    """A sentence with one date, and that date inside these months."""
    release: date | None = row["release_date"]
    if release is None or row["parole_eligibility_date"] or row["tariff_expiry_date"]:
        return False
    return months_after(today, first) <= release <= months_after(today, last)
