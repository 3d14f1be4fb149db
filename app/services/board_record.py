"""Enters what the board did into the feed that scripts read: in the transaction that did it, or not at all."""

from collections.abc import Mapping
from typing import Any, Literal

from app.domain.board_data import OF_THE_RECORD
from app.domain.identifiers import new_id
from app.repositories import board_records
from app.repositories.database import Database
from app.services.unit_of_work import UnitOfWork


def enter(
    work: UnitOfWork,
    *,
    kind: Literal["recommendation", "decision", "action"],
    change: str,
    subject_id: str,
    case: Mapping[str, Any],
    fields: Mapping[str, Any],
) -> None:
    """Say that a recommendation, a decision or an action became, or changed (`made`, `changed`, `closed`, ...).

    `fields` is the whole of it as it now stands, plain JSON, under the names of `domain.board_data.OF_THE_RECORD`:
    what has another name is left out. The caller holds the row of what it is about, so that changes follow in turn.
    """
    row = {
        "id": new_id(),
        "kind": kind,
        "change": change,
        "subject_id": subject_id,
        "case_id": case["id"],
        "prison_number": case["prison_number"],
        "prison_code": case["prison_code"],
        "home_region": case["home_region"],
        "recorded_at": work.moment,
        "fields": {name: value for name, value in fields.items() if name in OF_THE_RECORD},
    }
    board_records.add(work.connection, row)


def keep_growing(database: Database) -> None:
    """As a service begins: where its database was restored, new records come after those that were restored."""
    with database.write() as connection:
        board_records.keep_growing(connection)
