"""Lets published minutes leave the service as a file: only as the Chair agreed, and never unlogged (000 L136)."""

from collections.abc import Mapping
from typing import Any

from app.services.disclosures import log_disclosure, require_share
from app.services.minutes.publishing import read_version
from app.services.unit_of_work import UnitOfWork


def share_version(work: UnitOfWork, meeting_id: str, number: int, recipient: str) -> dict[str, Any]:
    """The version to be drawn, with whom it goes to; the disclosure is kept in the same transaction.

    Raises NotFound, and NotPermitted (`share_needed`) where the Chair has not agreed.
    """
    found = read_version(work.connection, work.caller, meeting_id, number, work.today)
    share: Mapping[str, Any] = require_share(
        work.connection, what=("minutes", found["meeting_id"]), recipient=recipient, on=work.today
    )
    note = f"version {number}"
    log_disclosure(
        work, share, way="file", subject_id=found["meeting_id"], rows=len(found["items"]), note=note
    )
    return {**found, "recipient": share["recipient"], "purpose": share["purpose"]}
