"""Puts a case on the panel's caseload for a test, by a referral that was accepted."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.identifiers import new_id
from app.repositories.panel_caseload import ENTRIES
from app.repositories.referrals import REFERRALS
from tests.parts.service import RunningService


def entered(service: RunningService, case_id: str, **referral: Any) -> tuple[str, str]:
    """The ids of an entry of this month, due for review this month, and of its referral."""
    entry, referral_id = new_id(), accepted(service, case_id, **referral)
    row = {
        "id": entry,
        "case_id": case_id,
        "referral_id": referral_id,
        "version": 1,
        "complex_needs": True,
        "restricted_status": False,
        "entered_on": date(2026, 11, 2),
        "entered_at": service.clock(),
        "entered_by": "test",
        "next_review_on": date(2026, 11, 20),
    }
    with service.service.api.state.database.write() as connection:
        connection.execute(sa.insert(ENTRIES), [row])
    return entry, referral_id


def accepted(service: RunningService, case_id: str, **changes: Any) -> str:
    """The id of a referral that was accepted on 2 November."""
    row = {
        "id": new_id(),
        "case_id": case_id,
        "version": 1,
        "kind": "panel",
        "source": "prison",
        "status": "accepted",
        "complex_needs": True,
        "restricted_status": False,
        "staff_support_only": False,
        "ycs_transition": False,
        "welsh_case": False,
        "content": {},
        "principles": [],
        "accepted_on": date(2026, 11, 2),
        "created_at": service.clock(),
        "created_on": date(2026, 11, 1),
        "created_by": "test",
    } | changes
    with service.service.api.state.database.write() as connection:
        connection.execute(sa.insert(REFERRALS), [row])
    return str(row["id"])
