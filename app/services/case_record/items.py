"""Objectives, her views, choices offered and departures from guidance: added one at a time, light to record."""

from collections.abc import Mapping
from typing import Any

from app.domain.case_record import owner_now
from app.domain.identifiers import UUID, new_id
from app.domain.refusals import InvalidInput, NotFound, StaleVersion
from app.repositories import case_records
from app.services.case_record.saying import as_json, case_to_change, say_changed
from app.services.names import names_of
from app.services.unit_of_work import UnitOfWork

OBJECTIVE, VIEW, CHOICE, DEPARTURE = "objective", "view", "choice", "departure"
NO_OBJECTIVE = "There is no such objective on this case."
STALE = (
    "Somebody changed this objective after you read it. Read the record again and send your change once more."
)
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    OBJECTIVE: ("owner_name", "shared_with", "partner"),
    VIEW: ("words", "reason_blank"),
    CHOICE: ("offered_on", "reason_not_offered"),
    DEPARTURE: (),
}


def add_objective(work: UnitOfWork, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Add an objective to the plan; it is open."""
    return _add(work, reference, OBJECTIVE, {**given, "status": "open"}, "open")


def change_objective(
    work: UnitOfWork, reference: str, item_id: str, changes: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Change an objective, or say how far it was met. Raises NotFound for one of another case."""
    case = case_to_change(work, reference)
    row = _find(work, case, item_id)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    for name in ("outcome", "owner", "order", "stage", "status"):
        if name in changes and changes[name] is None:
            raise InvalidInput.of(
                name, "null", "An objective keeps this: give a value, or leave the field out."
            )
    changed = {name: value for name, value in changes.items() if row["fields"].get(name) != value}
    fields = as_json({**row["fields"], **changed})
    values = {"fields": fields, "value": fields["status"], "changed_at": work.moment}
    case_records.change_item(work.connection, item_id, {**values, "changed_by": work.caller.username})
    old = {name: row["fields"].get(name) for name in changed}
    say_changed(work, case, "OBJECTIVE_CHANGED", (OBJECTIVE, item_id), old=old, new=changed)
    return _shown(work, case, {**row, **values, "version": row["version"] + 1})


def add_view(work: UnitOfWork, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Record her view. Raises InvalidInput where it is blank without a reason (requirements P16)."""
    if not given["words"] and not given["reason_blank"]:
        message = "Write down what she said, or say why her view is not here."
        raise InvalidInput.of("words", "view_missing", message)
    return _add(work, reference, VIEW, given, given["about"])


def offer_choice(work: UnitOfWork, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Record that a choice was offered, and her answer; not offering one needs a reason (requirements P11)."""
    is_offered = given["answer"] != "not_offered"
    if not is_offered and not given["reason_not_offered"]:
        message = "Say why it was not offered: the guidance is to offer it."
        raise InvalidInput.of("reason_not_offered", "reason_missing", message)
    offered_on = (given["offered_on"] or work.today) if is_offered else None
    if offered_on and offered_on > work.today:
        raise InvalidInput.of("offered_on", "date_in_future", "Give a day that is not after today.")
    return _add(work, reference, CHOICE, {**given, "offered_on": offered_on}, given["choice"])


def add_departure(work: UnitOfWork, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Record that guidance was departed from, and why (requirements P04)."""
    return _add(work, reference, DEPARTURE, given, None)


def item_row(
    kind: str, case_id: str, fields: Mapping[str, Any], value: str | None, *, by: str, at: Any, on: Any
) -> dict[str, Any]:
    """The row of a new item."""
    return {
        "id": new_id(),
        "case_id": case_id,
        "kind": kind,
        "version": 1,
        "value": value,
        "fields": as_json(fields),
        "recorded_at": at,
        "recorded_on": on,
        "recorded_by": by,
        "changed_at": None,
        "changed_by": None,
    }


def item_as_shown(row: Mapping[str, Any], names: Mapping[str, str], responsible: str) -> dict[str, Any]:
    """An item with every field of its kind, and who owns an objective now."""
    empty = dict.fromkeys(OPTIONAL[row["kind"]])
    shown = {**empty, **row["fields"]}
    shown |= {name: row[name] for name in ("id", "version", "recorded_at", "recorded_by")}
    shown["recorded_by_name"] = names.get(row["recorded_by"])
    if row["kind"] == OBJECTIVE:
        shown.setdefault("tags", [])
        shown["owner_now"] = owner_now(shown["owner"], shown["status"], responsible)
    return shown


def _add(
    work: UnitOfWork, reference: str, kind: str, fields: Mapping[str, Any], value: str | None
) -> dict[str, Any]:
    case = case_to_change(work, reference)
    by, at = work.caller.username, work.moment
    row = item_row(kind, case["id"], fields, value, by=by, at=at, on=work.today)
    case_records.add_items(work.connection, [row])
    say_changed(work, case, f"{kind.upper()}_RECORDED", (kind, row["id"]), new=row["fields"])
    return _shown(work, case, row)


def _shown(work: UnitOfWork, case: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    names = names_of(work.connection, [row["recorded_by"]])
    responsible = case_records.responsible_for(work.connection, case["id"], work.today)
    return {**item_as_shown(row, names, responsible), "case_id": case["id"]}


def _find(work: UnitOfWork, case: Mapping[str, Any], item_id: str) -> Mapping[str, Any]:
    is_id = UUID.fullmatch(item_id.lower())
    row = case_records.item_of(work.connection, case["id"], OBJECTIVE, item_id.lower()) if is_id else None
    if row is None:
        raise NotFound(NO_OBJECTIVE)
    return row
