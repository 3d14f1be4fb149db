"""Takes over from an accepted referral what the caseload keeps: her formulation, and support asked for staff."""

from collections.abc import Mapping
from typing import Any

from app.domain.identifiers import new_id
from app.repositories import panel_care, referrals
from app.services.names import name_of
from app.services.staff_support import ask_by_referral
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


def take_over(work: UnitOfWork, case: Row, entry_id: str, referral_id: str) -> None:
    """Keep the referral's formulation where she has none yet, and what support it asks for (000 L63, L67)."""
    referral = referrals.referral_of(work.connection, referral_id)
    if referral is None:
        return
    said = referral["content"]
    if said.get("formulation") and panel_care.current_formulation(work.connection, case["id"]) is None:
        _write(work, case, referral)
    if said.get("staff_support_asked"):
        ask_by_referral(work, referral, entry_id)


def _write(work: UnitOfWork, case: Row, referral: Row) -> None:
    username = str(referral["created_by"])
    row = {
        "id": new_id(),
        "case_id": case["id"],
        "number": 1,
        "summary": referral["content"]["formulation"],
        "author": name_of(work.connection, username),
        "written_on": referral["submitted_on"] or work.today,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    panel_care.add_formulation(work.connection, row)
    details = {"new": {"number": 1, "from_referral": referral["id"]}}
    work.record(
        "FORMULATION_WRITTEN", case_id=case["id"], subject=("FORMULATION", row["id"]), details=details
    )
