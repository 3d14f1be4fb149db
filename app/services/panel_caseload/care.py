"""Keeps what the panel knows of her care: formulations, Restricted Status, and what is withheld under it."""

from collections.abc import Mapping
from typing import Any

from app.domain.identifiers import new_id
from app.domain.panel_care import AVAILABLE, check_end, check_status
from app.domain.panel_caseload import refuse_day_ahead, refuse_unplanned
from app.domain.refusals import InvalidInput, NotFound
from app.repositories import panel_care
from app.repositories import panel_caseload as repository
from app.services.panel_caseload.finding import Held, hold, refuse_stale
from app.services.panel_caseload.showing import entry_in_full
from app.services.unit_of_work import UnitOfWork

NO_STATUS = "There is no such Restricted Status on this case."
NO_ITEM = "There is no such item of the regime on this case, or it has ended."
Row = Mapping[str, Any]


def write_formulation(work: UnitOfWork, reference: str, given: Row) -> dict[str, Any]:
    """Keep a version of her formulation, which is the current one from now on; earlier ones stay."""
    held = hold(work, reference)
    refuse_day_ahead("written_on", given["written_on"], work.today)
    current = panel_care.current_formulation(work.connection, held.case["id"])
    row = _row(work, held, given, "summary", "author", "written_on") | {
        "number": current["number"] + 1 if current else 1
    }
    panel_care.add_formulation(work.connection, row)
    return _kept(
        work, held, "FORMULATION_WRITTEN", ("FORMULATION", row["id"]), {"new": {"number": row["number"]}}
    )


def record_status(work: UnitOfWork, reference: str, given: Row) -> dict[str, Any]:
    """Keep that Restricted Status holds from a day; it is a route onto the caseload, and is added to hers."""
    held = hold(work, reference)
    check_status(given, panel_care.statuses_of(work.connection, held.case["id"]), work.today)
    row = _row(work, held, given, "from_on", "decided_by", "reason", "next_review_on") | {
        "version": 1,
        "to_on": None,
        "end_decided_by": None,
        "end_reason": None,
    }
    panel_care.add_status(work.connection, row)
    if not held.entry["restricted_status"]:
        repository.update_entry(work.connection, held.entry["id"], {"restricted_status": True})
    details = {"new": {"from_on": row["from_on"].isoformat()}, "why": given["reason"]}
    return _kept(work, held, "RESTRICTED_STATUS_RECORDED", ("RESTRICTED_STATUS", row["id"]), details)


def change_status(
    work: UnitOfWork, reference: str, status_id: str, changes: Row, version: int | None
) -> dict[str, Any]:
    """Plan the next review of a Restricted Status, or end it with who decided and why."""
    held = hold(work, reference)
    statuses = panel_care.statuses_of(work.connection, held.case["id"])
    status = next((row for row in statuses if row["id"] == status_id.lower()), None)
    if status is None:
        raise NotFound(NO_STATUS)
    refuse_stale(status, version)
    columns: dict[str, Any] = {}
    if changes.get("to_on"):
        check_end(status, changes, work.today)
        columns = {name: changes[name] for name in ("to_on", "end_decided_by", "end_reason")}
    elif changes.get("end_decided_by") or changes.get("end_reason"):
        raise InvalidInput.of("to_on", "missing", "Give the first day on which it no longer holds.")
    if changes.get("next_review_on"):
        refuse_unplanned("next_review_on", changes["next_review_on"], work.today)
        columns["next_review_on"] = changes["next_review_on"]
    return _change(work, held, status, columns, panel_care.update_status, "RESTRICTED_STATUS")


def add_regime_item(work: UnitOfWork, reference: str, given: Row) -> dict[str, Any]:
    """Keep that a part of the regime or an intervention is available or withheld. Withheld without a reason is kept
    too, and stands out as a defect until somebody says why (000 L61)."""
    held = hold(work, reference)
    refuse_day_ahead("from_on", given["from_on"], work.today)
    _refuse_reason_of_available(given["state"], given.get("reason"))
    row = _row(work, held, given, "kind", "name", "state", "reason", "from_on") | {
        "version": 1,
        "ended_on": None,
    }
    panel_care.add_regime_item(work.connection, row)
    details = {"new": {name: row[name] for name in ("kind", "name", "state")}, "why": row["reason"]}
    return _kept(work, held, "REGIME_ITEM_RECORDED", ("REGIME_ITEM", row["id"]), details)


def change_regime_item(
    work: UnitOfWork, reference: str, item_id: str, changes: Row, version: int | None
) -> dict[str, Any]:
    """Change whether it is available, say why it is withheld, or end it."""
    held = hold(work, reference)
    item = panel_care.regime_item(work.connection, held.case["id"], item_id.lower())
    if item is None or item["ended_on"] is not None:
        raise NotFound(NO_ITEM)
    refuse_stale(item, version)
    if changes.get("ended_on"):
        refuse_day_ahead("ended_on", changes["ended_on"], work.today)
    given = {name: value for name, value in changes.items() if value is not None or name == "reason"}
    state = given.get("state", item["state"])
    if state == AVAILABLE:
        _refuse_reason_of_available(state, given.get("reason"))
        given["reason"] = None
    return _change(work, held, item, given, panel_care.update_regime_item, "REGIME_ITEM")


def _refuse_reason_of_available(state: str, reason: str | None) -> None:
    if state == AVAILABLE and reason:
        message = "Give a reason only for what is withheld."
        raise InvalidInput.of("reason", "reason_of_available", message)


def _row(work: UnitOfWork, held: Held, given: Row, *names: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": held.case["id"],
        **{name: given.get(name) for name in names},
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }


def _change(work: UnitOfWork, held: Held, row: Row, columns: Row, update: Any, kind: str) -> dict[str, Any]:
    changed = {name: value for name, value in columns.items() if row[name] != value}
    if changed:
        update(work.connection, row["id"], changed)
    details = {"old": {name: row[name] for name in changed}, "new": changed}
    what = f"{kind}_CHANGED" if changed else f"{kind}_LEFT_AS_IT_WAS"
    return _kept(work, held, what, (kind, row["id"]), details)


def _kept(work: UnitOfWork, held: Held, what: str, subject: tuple[str, str], details: Row) -> dict[str, Any]:
    work.record(what, case_id=held.case["id"], subject=subject, details=details)
    return entry_in_full(work.connection, held.case, held.entry["id"], work.today)
