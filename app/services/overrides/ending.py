"""Marks overrides as over and tells both sides of what was decided; used by the use cases and by what follows facts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.handover_tasks import BOTH_SIDES, OF_AN_OVERRIDE, OVERRIDE_ENDED, OVERRIDE_MADE
from app.domain.notices import NewNotice
from app.domain.tasks import cause_of
from app.repositories import cases, overrides, tasks
from app.services.notices import tell_people
from app.services.tasks.causes import close_because
from app.services.unit_of_work import UnitOfWork


def mark_ended(work: UnitOfWork, row: Mapping[str, Any], because: str, reason: str | None = None) -> None:
    """Write that an override is over, close the task to review it, and tell both sides."""
    ended_on = work.today
    if row["expires_on"] is not None and row["expires_on"] <= work.today:
        because, ended_on = "expired", row["expires_on"]
    overrides.change(
        work.connection,
        row["id"],
        {
            "ended_on": ended_on,
            "ended_at": work.moment,
            "ended_by": work.caller.username,
            "ended_because": because,
            "end_reason": reason,
        },
    )
    details = {"old": {"responsible": row["responsible"]}, "new": {"because": because}, "why": reason}
    work.record("OVERRIDE_ENDED", case_id=row["case_id"], subject=("OVERRIDE", row["id"]), details=details)
    close_because(work, tasks.of_kind(row["case_id"], *(kind.code for kind in OF_AN_OVERRIDE)))
    case = cases.find_case(work.connection, row["case_id"], work.today)
    if case is not None and because != "replaced":
        tell_both_sides(work, "ended", case, row, because)


def tell_both_sides(
    work: UnitOfWork, what: str, case: Mapping[str, Any], row: Mapping[str, Any], because: str | None = None
) -> None:
    """Tell other systems, and whoever works with the case, that a decision was made or is over."""
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    told = {"overrideId": row["id"], "responsible": row["responsible"]} | (
        {"because": because} if because else {}
    )
    work.tell(f"throughcare.override.{what}", **numbers, details=told)
    kind = OVERRIDE_MADE if what == "made" else OVERRIDE_ENDED
    details = {"responsible": row["responsible"], **days_of(row["review_on"], row["expires_on"])}
    if because:
        details["because"] = because
    cause = cause_of(kind, case["id"], row["id"])
    tell_people(work, [NewNotice(kind, cause, case, roles=BOTH_SIDES, details=details)])


def days_of(review_on: date | None, expires_on: date | None) -> dict[str, str]:
    """The days of an override as codes for events and notices."""
    days = {"review_on": review_on, "expires_on": expires_on}
    return {name: day.isoformat() for name, day in days.items() if day}
