"""Keeps an entry of the caseload: entering by hand, changing routes and the next review, stepping down, leaving."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.panel import Route
from app.domain.panel_caseload import refuse_day_ahead, refuse_unplanned, refuse_without_route, routes_of
from app.domain.refusals import Conflict, InvalidInput
from app.repositories import panel_caseload as repository
from app.services.panel_caseload.entering import begin, say
from app.services.panel_caseload.finding import Held, hold
from app.services.panel_caseload.showing import entry_in_full
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

Row = Mapping[str, Any]
NOT_HELD = "The caseload is for women held in the women's estate. This person is not held there now."
ON_IT_ALREADY = "This person is on the caseload already."
DOWN_ALREADY = "This person has been stepped down already."
NOT_DOWN = "This person has not been stepped down."


def enter_by_hand(work: UnitOfWork, reference: str, given: Row) -> dict[str, Any]:
    """Bring on somebody whom no referral brings: from the earlier supervision system, or by Restricted Status."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    if case["estate"] != "women" or case["prison_code"] is None:
        raise Conflict(NOT_HELD, code="not_in_womens_estate")
    if repository.live_entry(work.connection, case["id"]) is not None:
        raise Conflict(ON_IT_ALREADY, code="on_the_caseload")
    routes = [Route(route) for route in given["routes"]]
    refuse_without_route(routes)
    if given.get("entered_on"):
        refuse_day_ahead("entered_on", given["entered_on"], work.today)
    if given.get("next_review_on"):
        refuse_unplanned("next_review_on", given["next_review_on"], work.today)
    names = ("legacy_reference", "entry_reason", "entered_on", "next_review_on")
    entry_id = begin(work, case, routes, {name: given.get(name) for name in names})
    return entry_in_full(work.connection, case, entry_id, work.today)


def amend(work: UnitOfWork, reference: str, changes: Row, version: int | None) -> dict[str, Any]:
    """Change the routes, the next review or the older reference. Raises StaleVersion, InvalidInput."""
    held = hold(work, reference, version)
    columns: dict[str, Any] = {}
    if "routes" in changes:
        refuse_without_route(changes["routes"] or ())
        columns |= {route.value: route.value in changes["routes"] for route in Route}
    if "next_review_on" in changes:
        _refuse_no_review(changes["next_review_on"])
        if changes["next_review_on"] != held.entry["next_review_on"]:
            refuse_unplanned("next_review_on", changes["next_review_on"], work.today)
        columns["next_review_on"] = changes["next_review_on"]
    if "legacy_reference" in changes:
        columns["legacy_reference"] = changes["legacy_reference"]
    changed = {name: value for name, value in columns.items() if held.entry[name] != value}
    if changed:
        repository.update_entry(work.connection, held.entry["id"], changed)
    now = {**held.entry, **changed}
    details = {"old": _plain(held.entry), "new": _plain(now)} if changed else None
    what = "PANEL_CASELOAD_CHANGED" if changed else "PANEL_CASELOAD_LEFT_AS_IT_WAS"
    say(work, what, held.case, held.entry["id"], details or {})
    return entry_in_full(work.connection, held.case, held.entry["id"], work.today)


def step_down(work: UnitOfWork, reference: str, given: Row, version: int | None) -> dict[str, Any]:
    """Step her down: she stays on the caseload with lighter oversight, and is still reviewed."""
    held = hold(work, reference, version)
    if held.entry["stepped_down_on"] is not None:
        raise Conflict(DOWN_ALREADY, code="stepped_down_already")
    refuse_unplanned("next_review_on", given["next_review_on"], work.today)
    columns = {
        "stepped_down_on": work.today,
        "stepped_down_by": work.caller.username,
        "step_down_reason": given["reason"],
        "next_review_on": given["next_review_on"],
    }
    return _keep(work, held, columns, "PANEL_CASELOAD_STEPPED_DOWN", given["reason"], "stepped_down")


def step_up(work: UnitOfWork, reference: str, given: Row, version: int | None) -> dict[str, Any]:
    """Bring somebody back from stepped down to active; the audit keeps that she was."""
    held = hold(work, reference, version)
    if held.entry["stepped_down_on"] is None:
        raise Conflict(NOT_DOWN, code="not_stepped_down")
    columns = {"stepped_down_on": None, "stepped_down_by": None, "step_down_reason": None}
    return _keep(work, held, columns, "PANEL_CASELOAD_STEPPED_UP", given["reason"], "active")


def leave(work: UnitOfWork, reference: str, given: Row, version: int | None) -> dict[str, Any]:
    """End an entry, with the reason. What was kept under it stays."""
    held = hold(work, reference, version)
    left_on: date = given.get("left_on") or work.today
    refuse_day_ahead("left_on", left_on, work.today)
    if left_on < held.entry["entered_on"]:
        raise InvalidInput.of("left_on", "before_entry", "Give a day since she came on the caseload.")
    if given["because"] == "other" and not given.get("note"):
        raise InvalidInput.of("note", "note_missing", "Say why she leaves the caseload.")
    columns = {
        "left_on": left_on,
        "left_at": work.moment,
        "left_by": work.caller.username,
        "left_because": given["because"],
        "left_note": given.get("note"),
    }
    return _keep(work, held, columns, "PANEL_CASELOAD_LEFT", given["because"], "closed")


def _keep(work: UnitOfWork, held: Held, columns: Row, what: str, why: str, stage: str) -> dict[str, Any]:
    repository.update_entry(work.connection, held.entry["id"], columns)
    say(work, what, held.case, held.entry["id"], {"why": why}, stage=stage)
    return entry_in_full(work.connection, held.case, held.entry["id"], work.today)


def _refuse_no_review(day: date | None) -> None:
    if day is None:
        raise InvalidInput.of("next_review_on", "missing", "Whoever is on the caseload has a next review.")


def _plain(entry: Row) -> dict[str, Any]:
    return {
        "routes": [route.value for route in routes_of(entry)],
        "next_review_on": entry["next_review_on"],
        "legacy_reference": entry["legacy_reference"],
    }
