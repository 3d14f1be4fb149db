"""The whole record of a case, and what is missing of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.case_record import PARTS, Seen, phase_of, what_is_missing
from app.domain.case_record.missing import MANAGERS_IN_CUSTODY, as_seen
from app.domain.summary import status_of
from app.repositories import case_records
from app.services.case_record.items import CHOICE, DEPARTURE, OBJECTIVE, VIEW, item_as_shown
from app.services.case_record.officers import officer_as_shown
from app.services.case_record.parts import part_as_shown
from app.services.names import names_of
from app.services.visibility import visible_case
from app.services.working_days import BANK_HOLIDAYS

LISTS = {"objectives": OBJECTIVE, "views": VIEW, "choices": CHOICE, "departures": DEPARTURE}
COMMUNITY = "community_offender_manager"


def record_of(connection: Connection, caller: Caller, reference: str, today: date) -> dict[str, Any]:
    """Everything recorded of a case, and what is missing or late. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    parts = case_records.parts_of(connection, case["id"])
    items = case_records.items_of(connection, case["id"])
    officers = case_records.officers_of(connection, case["id"])
    holders = case_records.holders_since_the_start(connection, case["id"])
    responsible = case_records.responsible_for(connection, case["id"], today)
    names = names_of(
        connection,
        [*(row["recorded_by"] for row in (*parts.values(), *items)), *(row["added_by"] for row in officers)],
    )
    shown = {row["id"]: item_as_shown(row, names, responsible) for row in items}
    seen = _seen(case, parts, items, officers, holders, today)
    return {
        "case_id": case["id"],
        "phase": phase_of(case["phase"], case["release_date"], today),
        **{part: part_as_shown(parts[part], case, names) if part in parts else None for part in PARTS},
        "complexity": _complexity(case, parts, names),
        **{name: [shown[row["id"]] for row in items if row["kind"] == kind] for name, kind in LISTS.items()},
        "objectives": _in_order([shown[row["id"]] for row in items if row["kind"] == OBJECTIVE]),
        "victim_liaison_officers": [officer_as_shown(row, names) for row in officers],
        "changes_of_manager": {
            "custody": _changes(holders, MANAGERS_IN_CUSTODY),
            "community": _changes(holders, (COMMUNITY,)),
        },
        "missing": [
            {
                "code": one.code,
                "part": one.part,
                "due_on": one.due_on,
                "is_late": one.is_late,
                "document": one.basis[0],
                "paragraph": one.basis[1],
            }
            for one in what_is_missing(seen, today, BANK_HOLIDAYS)
        ],
    }


def _seen(
    case: Mapping[str, Any],
    parts: Mapping[str, Mapping[str, Any]],
    items: Sequence[Mapping[str, Any]],
    officers: Sequence[Mapping[str, Any]],
    holders: Sequence[Mapping[str, Any]],
    today: date,
) -> Seen:
    values = {kind: {row["value"] for row in items if row["kind"] == kind} for kind in (VIEW, CHOICE)}
    return as_seen(
        case,
        is_closed=status_of(case["phase"], case["closes_on"], today) == "closed",
        values={part: row["value"] for part, row in parts.items()},
        lacking={part: row["lacking"].split() for part, row in parts.items()},
        has_objectives=any(row["kind"] == OBJECTIVE for row in items),
        views=values[VIEW],
        choices=values[CHOICE],
        has_victim_officer=bool(officers),
        has_manager_in_custody=any(
            row["ended_at"] is None and row["role"] in MANAGERS_IN_CUSTODY for row in holders
        ),
    )


def _complexity(
    case: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]
) -> dict[str, Any] | None:
    """The level as the case has it; who recorded it, where that was not an import."""
    if case["complexity_of_need"] is None:
        return None
    nobody = {
        "part": "complexity", "fields": {}, "version": 0, "value": case["complexity_of_need"], "reason": None,
        "recorded_at": case["created_at"], "recorded_by": case["created_by"],
    }  # fmt: skip
    return part_as_shown(parts.get("complexity", nobody), case, names)


def _in_order(objectives: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(objectives, key=lambda one: (one["status"] != "open", one["order"]))


def _changes(holders: Sequence[Mapping[str, Any]], roles: Sequence[str]) -> int:
    """How often somebody else took over (requirements P16: continuity of staff)."""
    people = [row["named"] for row in holders if row["role"] in roles]
    return sum(one != other for one, other in pairwise(people))
