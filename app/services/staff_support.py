"""Keeps support for the staff around her: asked for on the caseload or by a referral, then answered (000 L63)."""

from collections.abc import Mapping
from typing import Any

from app.domain.identifiers import new_id
from app.domain.panel_caseload import check_support
from app.repositories import panel_caseload as repository
from app.services.names import name_of
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]
UNANSWERED = dict.fromkeys(("offered", "offered_on", "taken_up", "answered_on", "outcome"))


def ask(work: UnitOfWork, case_id: str, asked: Row, **said: str) -> Row:
    """Keep what was asked for, by whom, for which staff, under her entry or a referral; answers the support."""
    row = {
        "id": new_id(),
        "version": 1,
        "entry_id": None,
        "referral_id": None,
        **asked,
        **UNANSWERED,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    repository.add_support(work.connection, row)
    _record(work, "STAFF_SUPPORT_ASKED", case_id, row, {"new": {"staff_group": row["staff_group"], **said}})
    return row


def ask_by_referral(work: UnitOfWork, referral: Row, entry_id: str | None = None) -> Row:
    """Keep what an accepted referral asks for, in the name of who wrote it: under her entry if she has one."""
    said, username = referral["content"], str(referral["created_by"])
    asked = {
        "entry_id": entry_id,
        "referral_id": None if entry_id else referral["id"],
        "staff_group": (said.get("staff_support_for") or "The staff around her")[:120],
        "requested_by": name_of(work.connection, username),
        "requested_on": referral["submitted_on"] or work.today,
        "asked_for": (said.get("staff_support_asked") or "")[:2000],
    }
    return ask(work, referral["case_id"], asked, from_referral=referral["id"])


def answer(work: UnitOfWork, case_id: str, offer: Row, changes: Row) -> bool:
    """Say what was offered, whether it was taken up, what came of it; whether that was news. Raises InvalidInput."""
    changed = {name: value for name, value in changes.items() if offer[name] != value}
    check_support({**offer, **changed}, work.today)
    if changed:
        repository.update_support(work.connection, offer["id"], changed)
    what = "STAFF_SUPPORT_CHANGED" if changed else "STAFF_SUPPORT_LEFT_AS_IT_WAS"
    _record(work, what, case_id, offer, {"old": {name: offer[name] for name in changed}, "new": changed})
    return bool(changed)


def _record(work: UnitOfWork, what: str, case_id: str, offer: Row, details: Row) -> None:
    work.record(what, case_id=case_id, subject=("STAFF_SUPPORT", offer["id"]), details=details)
