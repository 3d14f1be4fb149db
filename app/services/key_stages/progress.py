"""Tells the named community manager of progress, and keeps what was told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.identifiers import new_id
from app.domain.key_stages import PROGRESS
from app.domain.refusals import Conflict
from app.domain.tasks import cause_of
from app.repositories import key_stages as repository
from app.services.key_stages.inviting import manager_of
from app.services.notices import tell_people
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NOBODY = "No community manager is named on this case, so there is nobody to tell. Name one first."


def told_of(
    connection: Connection, caller: Caller, reference: str, today: date
) -> tuple[str, list[Mapping[str, Any]]]:
    """The case's id and what its community manager was told, the latest first."""
    case = visible_case(connection, caller, reference, today)
    return case["id"], repository.told_of_case(connection, case["id"])


def tell_progress(work: UnitOfWork, reference: str, text: str) -> dict[str, Any]:
    """Keep the text and give notice of it. Raises Conflict where no community manager is named."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    manager = manager_of(work, case)
    if manager is None:
        raise Conflict(NOBODY, code="no_community_manager")
    row = {
        "id": new_id(),
        "case_id": case["id"],
        "text": text,
        "told_at": work.moment,
        "told_by": work.caller.username,
        "told_to": manager.named,
        "staff_id": manager.staff_id,
    }
    repository.insert_told(work.connection, row)
    cause = cause_of(PROGRESS, case["id"], row["id"])
    tell_people(work, [manager.notice(PROGRESS, cause, case, {"progress_notice": row["id"]})])
    work.record("PROGRESS_TOLD", case_id=case["id"], subject=("PROGRESS_NOTICE", row["id"]))
    return row
