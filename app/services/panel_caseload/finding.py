"""Finds the case and the entry that a change is about, held until the change is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.panel_caseload import refuse_left
from app.domain.refusals import NotFound, StaleVersion
from app.repositories import panel_caseload as repository
from app.services.panel_caseload.showing import NOT_ON_IT
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

STALE = "Somebody changed this after you read it. Read it again and send yours once more."
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A case and its entry, under lock."""

    case: Row
    entry: Row


def hold(work: UnitOfWork, reference: str, version: int | None = None) -> Held:
    """The case and its live entry. Raises NotFound, StaleVersion, Conflict where she has left the caseload."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    entry = repository.latest_entry(work.connection, case["id"])
    if entry is None:
        raise NotFound(NOT_ON_IT)
    refuse_stale(entry, version)
    refuse_left(entry)
    return Held(case, entry)


def refuse_stale(row: Row, version: int | None) -> None:
    """Raises StaleVersion where a change was made from another version than the one that stands."""
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
