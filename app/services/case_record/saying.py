"""What every change of the record leaves behind: an audit entry and an event of codes alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case


def case_to_change(work: UnitOfWork, reference: str) -> Mapping[str, Any]:
    """The case, its row held until the transaction ends, so that writers of its record take turns."""
    return visible_case(work.connection, work.caller, reference, work.today, lock=True)


def say_changed(
    work: UnitOfWork,
    case: Mapping[str, Any],
    what: str,
    subject: tuple[str, str],
    **details: Any,
) -> None:
    """Leave the audit entry `what` about the subject (part or kind, id), and tell other systems."""
    kind, row_id = subject
    work.record(what, case_id=case["id"], subject=(kind.upper(), row_id), details=details)
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    work.tell("throughcare.record.changed", **numbers, details={"part": kind})


def as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as they are stored: days as text, what is empty left out."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
        if value is not None and value != []
    }
