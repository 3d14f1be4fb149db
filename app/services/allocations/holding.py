"""Starts and ends roles inside a transaction, with the audit entry and the event that each change leaves."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.identifiers import new_id
from app.repositories import allocations
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]
EVENT = "offender-management.allocation.changed"


def new_role(
    work: UnitOfWork,
    case: Row,
    role: str,
    person: Row,
    *,
    recommended: str | None,
    reasons: Sequence[str] = (),
    text: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """The row by which a person takes a role of a case now."""
    return {
        "id": new_id(),
        "case_id": case["id"],
        "role": role,
        "staff_id": person["id"],
        "named": person["display_name"],
        "email": person["email"],
        "prison_code": person["prison_code"],
        "started_on": work.today,
        "started_at": work.moment,
        "allocated_by": work.caller.username,
        "recommended_staff_id": recommended,
        "override_reasons": list(reasons),
        "override_text": text,
        "note": note,
    }


def start_roles(work: UnitOfWork, rows: Sequence[Row], cases: Mapping[str, Row], trigger: str) -> None:
    """Keep new allocations."""
    allocations.start(work.connection, rows)
    for row in rows:
        new = {"role": row["role"], "person": row["named"], "reasons": row["override_reasons"]}
        details = {"new": new, "why": row["override_text"] or row["note"]}
        work.record("ALLOCATED", case_id=row["case_id"], subject=("ALLOCATION", row["id"]), details=details)
        _tell(work, cases[row["case_id"]], row, row["staff_id"], trigger)


def end_roles(
    work: UnitOfWork, rows: Sequence[Row], cases: Mapping[str, Row], because: str, *, replaced: bool = False
) -> None:
    """End allocations for one reason. Where another takes the role at once (`replaced`), that one tells of it."""
    ended = {
        "ended_on": work.today,
        "ended_at": work.moment,
        "ended_by": work.caller.username,
        "ended_because": because,
    }
    allocations.end(work.connection, [row["id"] for row in rows], ended)
    for row in rows:
        details = {"old": {"role": row["role"], "person": row["named"]}, "new": {"because": because}}
        work.record(
            "ALLOCATION_ENDED", case_id=row["case_id"], subject=("ALLOCATION", row["id"]), details=details
        )
        if not replaced:
            _tell(work, cases[row["case_id"]], row, None, because)


def write_community_manager(work: UnitOfWork, case_ids: Sequence[str], person: Row | None) -> None:
    """Name the community manager in the rows of cases, as those read it who know no register; None clears it."""
    allocations.name_in_community(
        work.connection,
        case_ids,
        name=person["display_name"] if person else None,
        email=person["email"] if person else None,
        team=person["team_name"] if person else None,
    )


def by_case(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Allocations by their case."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["case_id"]].append(row)
    return dict(found)


def _tell(work: UnitOfWork, case: Row, row: Row, staff_id: str | None, trigger: str) -> None:
    work.tell(
        EVENT,
        case_id=case["id"],
        prison_number=case["prison_number"],
        crn=case["crn"],
        details={
            "role": row["role"],
            "staffCode": staff_id,
            "prisonId": case["prison_code"],
            "eventTrigger": trigger,
        },
    )
