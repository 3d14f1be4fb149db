"""Brings a case on the panel's caseload, once; who owns the case and who works with her stays as it was."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.domain.identifiers import new_id
from app.domain.notices import NewNotice
from app.domain.panel import Route
from app.domain.panel_caseload import CASE_ROLES, ENTERED, first_review_by, refuse_without_route, routes_of
from app.domain.tasks import cause_of
from app.repositories import cases
from app.repositories import panel_caseload as repository
from app.services.notices import tell_people
from app.services.panel_caseload.from_referral import take_over
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]
NOTHING: Row = {
    "legacy_reference": None,
    "entry_reason": None,
    "stepped_down_on": None,
    "stepped_down_by": None,
    "step_down_reason": None,
    "left_on": None,
    "left_at": None,
    "left_by": None,
    "left_because": None,
    "left_note": None,
}


def enter(work: UnitOfWork, case: Row, referral_id: str | None, routes: Iterable[Route | str]) -> str:
    """The id of the entry by which this case is on the caseload from today.

    Where it is on it already, the routes are added to those it came by. Raises InvalidInput without a route.
    """
    wanted = tuple(dict.fromkeys(Route(route) for route in routes))
    refuse_without_route(wanted)
    cases.find_case(work.connection, case["id"], work.today, lock=True)
    live = repository.live_entry(work.connection, case["id"])
    if live is not None:
        entry_id = _join(work, case, live, referral_id, wanted)
    else:
        entry_id = begin(work, case, wanted, {"referral_id": referral_id})
    if referral_id is not None:
        take_over(work, case, entry_id, referral_id)
    return entry_id


def begin(work: UnitOfWork, case: Row, routes: Iterable[Route], given: Row) -> str:
    """Write a new entry of a case that holds none. `given` may name its days, its referral and an older reference."""
    held = set(routes)
    entered_on: date = given.get("entered_on") or work.today
    row = {
        **NOTHING,
        "id": new_id(),
        "case_id": case["id"],
        "referral_id": None,
        "version": 1,
        **{route.value: route in held for route in Route},
        "entered_at": work.moment,
        "entered_by": work.caller.username,
        **given,
        "entered_on": entered_on,
        "next_review_on": given.get("next_review_on") or first_review_by(work.today),
    }
    repository.add_entry(work.connection, row)
    new = {"routes": sorted(route.value for route in held), "entered_on": entered_on.isoformat()}
    say(work, "PANEL_CASELOAD_ENTERED", case, row["id"], {"new": new}, stage="active")
    notice = NewNotice(ENTERED, cause_of(ENTERED, case["id"], row["id"]), case, CASE_ROLES)
    tell_people(work, [notice])
    return str(row["id"])


def say(
    work: UnitOfWork, what: str, case: Row, entry_id: str, details: Row, *, stage: str | None = None
) -> None:
    """Leave the audit entry; where the stage moved, other systems hear that it did."""
    work.record(what, case_id=case["id"], subject=("PANEL_ENTRY", entry_id), details=details)
    if stage is not None:
        numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
        work.tell("throughcare.panel-caseload.changed", **numbers, details={"stage": stage})


def _join(work: UnitOfWork, case: Row, live: Row, referral_id: str | None, wanted: tuple[Route, ...]) -> str:
    was = routes_of(live)
    changed: dict[str, Any] = {route.value: True for route in wanted if route not in was}
    if referral_id is not None and live["referral_id"] is None:
        changed["referral_id"] = referral_id
    if changed:
        repository.update_entry(work.connection, live["id"], changed)
        old = {"routes": sorted(route.value for route in was)}
        new = {"routes": sorted({*was, *wanted})}
        say(work, "PANEL_CASELOAD_CHANGED", case, live["id"], {"old": old, "new": new})
    return str(live["id"])
