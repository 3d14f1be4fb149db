"""Takes over from an accepted referral what the caseload keeps: her formulation, and support asked for staff."""

from collections.abc import Mapping
from typing import Any

from app.domain.identifiers import new_id
from app.repositories import panel_care, referrals
from app.repositories import panel_caseload as repository
from app.services.names import names_of
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


def take_over(work: UnitOfWork, case: Row, entry_id: str, referral_id: str) -> None:
    """Keep the referral's formulation where she has none yet, and what support it asks for (000 L63, L67)."""
    referral = referrals.referral_of(work.connection, referral_id)
    if referral is None:
        return
    said = referral["content"]
    username: str = referral["created_by"]
    by = names_of(work.connection, [username]).get(username) or username
    if said.get("formulation") and panel_care.current_formulation(work.connection, case["id"]) is None:
        _write(work, case, referral, by)
    if said.get("staff_support_asked"):
        _ask(work, case, entry_id, referral, by)


def _write(work: UnitOfWork, case: Row, referral: Row, by: str) -> None:
    row = {
        "id": new_id(),
        "case_id": case["id"],
        "number": 1,
        "summary": referral["content"]["formulation"],
        "author": by,
        "written_on": referral["submitted_on"] or work.today,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    panel_care.add_formulation(work.connection, row)
    details = {"new": {"number": 1, "from_referral": referral["id"]}}
    work.record(
        "FORMULATION_WRITTEN", case_id=case["id"], subject=("FORMULATION", row["id"]), details=details
    )


def _ask(work: UnitOfWork, case: Row, entry_id: str, referral: Row, by: str) -> None:
    said = referral["content"]
    row = {
        "id": new_id(),
        "entry_id": entry_id,
        "referral_id": None,
        "version": 1,
        "staff_group": (said.get("staff_support_for") or "The staff around her")[:120],
        "requested_by": by,
        "requested_on": referral["submitted_on"] or work.today,
        "asked_for": said["staff_support_asked"][:2000],
        "offered": None,
        "offered_on": None,
        "taken_up": None,
        "answered_on": None,
        "outcome": None,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    repository.add_support(work.connection, row)
    details = {"new": {"staff_group": row["staff_group"], "from_referral": referral["id"]}}
    work.record(
        "STAFF_SUPPORT_ASKED", case_id=case["id"], subject=("STAFF_SUPPORT", row["id"]), details=details
    )
