"""Keeping one part of the record: a new version each time, the one before it stays."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain import case_record as rules
from app.domain.caller import Caller
from app.domain.case_record.parts import CARING, COMPLEXITY, MAPPA, RISK
from app.domain.identifiers import new_id
from app.domain.refusals import InvalidInput, NotFound, RefusedByRule, StaleVersion
from app.domain.summary import IN_CUSTODY
from app.repositories import case_records, cases
from app.services.case_record.saying import as_json, case_to_change, say_changed
from app.services.names import names_of
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

STALE = "Somebody recorded this part after you read it. Read it again, and send yours once more if it still holds."
NOT_RECORDED = 'Nothing is recorded here yet. PUT with If-Match "0" records it.'
WHY_OVERRIDDEN = "Say why the overall level is not the highest of the groups."
WHY_COMPLEXITY = "Say why the complexity of need changes."
MEN = "Complexity of need is kept in the women's estate alone."
NO_LEVEL = "Give the MAPPA level of somebody who is eligible, or say that she is not."


def show_part(
    connection: Connection, caller: Caller, reference: str, part: str, today: date
) -> dict[str, Any]:
    """The current version of a part. Raises NotFound where nothing is recorded."""
    case = visible_case(connection, caller, reference, today)
    row = case_records.part_of(connection, case["id"], part)
    if row is None:
        raise NotFound(NOT_RECORDED, code="not_recorded")
    names = names_of(connection, [row["recorded_by"]])
    return {**part_as_shown(row, case, names), "case_id": case["id"]}


def keep_part(
    work: UnitOfWork, reference: str, part: str, given: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Record a part. `version` is the one it was made from, 0 where nothing was recorded; None looks at none."""
    case = case_to_change(work, reference)
    before = case_records.part_of(work.connection, case["id"], part)
    current = before["version"] if before else 0
    if version is not None and version != current:
        raise StaleVersion(STALE)
    fields = {name: value for name, value in given.items() if name != "reason"}
    _check(part, case, fields, given.get("reason"))
    _check_days(fields, work.today)
    row = part_row(part, case["id"], fields, by=work.caller.username, at=work.moment, on=work.today)
    row |= {"version": current + 1, "reason": given.get("reason")}
    case_records.add_version(work.connection, row)
    if part == COMPLEXITY and case["complexity_of_need"] != fields["level"]:
        cases.update_case(work.connection, case["id"], {"complexity_of_need": fields["level"]})
        case = {**case, "complexity_of_need": fields["level"]}
    old = before["fields"] if before else None
    say_changed(
        work, case, "RECORD_KEPT", (part, row["id"]), part=part, old=old, new=row["fields"], why=row["reason"]
    )
    names = names_of(work.connection, [row["recorded_by"]])
    return {**part_as_shown(row, case, names), "case_id": case["id"]}


def part_row(
    part: str, case_id: str, fields: Mapping[str, Any], *, by: str, at: Any, on: date
) -> dict[str, Any]:
    """The row of a first version."""
    gaps = rules.lacking_in(part, fields)
    return {
        "id": new_id(),
        "case_id": case_id,
        "part": part,
        "version": 1,
        "is_current": True,
        "value": rules.value_of(part, fields),
        "day": rules.day_of(part, fields),
        "lacking": f" {' '.join(gaps)} " if gaps else " ",
        "fields": as_json(fields),
        "reason": None,
        "recorded_at": at,
        "recorded_on": on,
        "recorded_by": by,
    }


def part_as_shown(
    row: Mapping[str, Any], case: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Any]:
    """A part's row with what follows from it and from the case."""
    shown = {
        **row["fields"],
        **{name: row[name] for name in ("version", "recorded_at", "recorded_by", "reason")},
    }
    shown["recorded_by_name"] = names.get(row["recorded_by"])
    if row["part"] == RISK:
        shown["overall"] = row["value"]
        shown["differs_from_facts"] = case["rosh_level"] not in {None, row["value"]}
    if row["part"] == COMPLEXITY:
        shown["level"] = case["complexity_of_need"] or row["value"]
        shown["is_active"] = case["phase"] in IN_CUSTODY
        shown["needs_key_worker"] = shown["is_active"] and shown["level"] != "high"
    return shown


def _check(part: str, case: Mapping[str, Any], fields: Mapping[str, Any], reason: str | None) -> None:
    if part == RISK:
        if fields.get("overall_override") and not fields.get("overall_reason"):
            raise InvalidInput.of("overall_reason", "reason_missing", WHY_OVERRIDDEN)
        if rules.overall_risk(fields) is None:
            raise InvalidInput.of(
                "children", "level_missing", "Give the level of at least one group at risk."
            )
    if part == MAPPA and fields["eligible"] and fields.get("level") is None:
        raise InvalidInput.of("level", "missing", NO_LEVEL)
    if part == CARING and fields.get("children") and not fields["has_responsibilities"]:
        message = "She has children, so say that she has caring responsibilities, or leave the number out."
        raise InvalidInput.of("has_responsibilities", "children_without_caring", message)
    if part == COMPLEXITY:
        if case["estate"] != "women":
            raise RefusedByRule(MEN, code="not_in_this_estate")
        if rules.is_complexity_unexplained(case["complexity_of_need"], fields["level"], reason):
            raise InvalidInput.of("reason", "reason_missing", WHY_COMPLEXITY)


def _check_days(fields: Mapping[str, Any], today: date) -> None:
    for name, value in fields.items():
        if isinstance(value, date) and value > today and name != "review_due_on":
            raise InvalidInput.of(name, "date_in_future", "Give a day that is not after today.")
