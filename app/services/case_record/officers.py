"""Victim liaison officers: added, changed and taken away, always looked up together with their case.

Names and addresses stay in their own table: the audit, the history and the events hold an id alone, so that nothing
of a victim's officer reaches what the person in custody may ask to see.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.identifiers import UUID, new_id
from app.domain.refusals import InvalidInput, NotFound, StaleVersion
from app.repositories import case_records
from app.services.case_record.saying import case_to_change, say_changed
from app.services.names import names_of
from app.services.unit_of_work import UnitOfWork

NO_OFFICER = "There is no such victim liaison officer on this case."
STALE = (
    "Somebody changed this officer after you read it. Read the record again and send your change once more."
)
KIND = "victim_liaison_officer"


def add_officer(work: UnitOfWork, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Add an officer; there may be any number."""
    case = case_to_change(work, reference)
    row = {
        "id": new_id(),
        "case_id": case["id"],
        "version": 1,
        "name": given["name"],
        "email": given["email"],
        "added_at": work.moment,
        "added_by": work.caller.username,
    }
    case_records.add_officers(work.connection, [row])
    say_changed(work, case, "VICTIM_LIAISON_OFFICER_ADDED", (KIND, row["id"]))
    return _shown(work, row)


def change_officer(
    work: UnitOfWork, reference: str, officer_id: str, changes: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Change a name or an address."""
    case, row = _find(work, reference, officer_id, version)
    for name, value in changes.items():
        if value is None:
            raise InvalidInput.of(name, "null", "An officer has a name and an address: give a value.")
    case_records.change_officer(work.connection, row["id"], changes)
    say_changed(
        work, case, "VICTIM_LIAISON_OFFICER_CHANGED", (KIND, row["id"]), new={"fields": sorted(changes)}
    )
    return _shown(work, {**row, **changes, "version": row["version"] + 1})


def remove_officer(work: UnitOfWork, reference: str, officer_id: str, version: int | None) -> dict[str, Any]:
    """Take an officer away."""
    case, row = _find(work, reference, officer_id, version)
    case_records.remove_officer(work.connection, row["id"])
    say_changed(work, case, "VICTIM_LIAISON_OFFICER_REMOVED", (KIND, row["id"]))
    return {"id": row["id"]}


def officer_as_shown(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """An officer with the name of who added them."""
    return {**row, "added_by_name": names.get(row["added_by"])}


def _find(
    work: UnitOfWork, reference: str, officer_id: str, version: int | None
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    case = case_to_change(work, reference)
    is_id = UUID.fullmatch(officer_id.lower())
    row = case_records.officer_of(work.connection, case["id"], officer_id.lower()) if is_id else None
    if row is None:
        raise NotFound(NO_OFFICER)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    return case, row


def _shown(work: UnitOfWork, row: Mapping[str, Any]) -> dict[str, Any]:
    return officer_as_shown(row, names_of(work.connection, [row["added_by"]]))
