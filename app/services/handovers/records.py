"""The handover of one case: shown to both sides, and worked on by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.handover.checklist import steps_of
from app.domain.handover.lists import Place, Windows, lists_of
from app.repositories import handovers
from app.services.visibility import visible_case

FORESEEN, UPCOMING, HANDED_OVER, WAITING = "foreseen", "upcoming", "handed_over", "waiting"


@dataclass(frozen=True, slots=True)
class Shown:
    """A case's handover as the API shows it, and the version of its record."""

    value: Mapping[str, Any]
    version: int | None


def show(connection: Connection, caller: Caller, reference: str, today: date, windows: Windows) -> Shown:
    """The handover of a case: its record, where one is open, and those before it. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    return as_shown(connection, case, today, windows)


def as_shown(connection: Connection, case: Mapping[str, Any], today: date, windows: Windows) -> Shown:
    """The same of a case that was found already."""
    rows = handovers.of_case(connection, case["id"])
    now = next((row for row in rows if row["closed_at"] is None), None)
    over = [row for row in rows if row["closed_at"] is not None and row["record_opened_on"] is not None]
    is_record = now is not None and now["record_opened_on"] is not None
    record = record_as_shown(connection, case, now, today, windows) if now and is_record else None
    value = {
        "case_id": case["id"],
        "lists": lists_of(place_of(now), today, windows) if now else (),
        "waits_since": now["waits_since"] if now else None,
        "record": record,
        "earlier": [_over_as_shown(row) for row in over],
    }
    return Shown(value, now["version"] if now and is_record else None)


def place_of(row: Mapping[str, Any]) -> Place:
    """What decides the lists of a row."""
    days = (row["starts_on"], row["handover_on"], row["returns_on"], row["waits_since"])
    return Place(*days, named=row["named"], complete=row["complete"])


def record_as_shown(
    connection: Connection, case: Mapping[str, Any], row: Mapping[str, Any], today: date, windows: Windows
) -> dict[str, Any]:
    """An open record with its checklist."""
    place = place_of(row)
    settled = handovers.steps_of(connection, [row["id"]]).get(row["id"], [])
    steps = checklist(row["kind"], settled)
    return {
        **row,
        "state": _state(place, today, windows),
        "due_soon": place.is_due_soon(today, windows),
        "days_overdue": place.days_overdue(today),
        "community_manager": {
            "name": case["community_manager_name"],
            "email": case["community_manager_email"],
            "team": case["community_team"],
        },
        "steps": steps,
        "progress": {"settled": sum(step["state"] != "open" for step in steps), "of": len(steps)},
    }


def checklist(kind: str, settled: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every item of a kind of handover, with what was said of it."""
    said = {step["code"]: step for step in settled}
    nothing = dict.fromkeys(("note", "settled_on", "settled_at", "settled_by"))
    return [
        {
            "code": step.code,
            "side": step.side,
            "what": step.what,
            "basis": [{"document": document, "paragraph": paragraph} for document, paragraph in step.basis],
            "may_be_left": step.may_be_left,
            **(said.get(step.code) or {"state": "open", **nothing}),
        }
        for step in steps_of(kind)
    ]


def _state(place: Place, today: date, windows: Windows) -> str:
    lists = lists_of(place, today, windows)
    if "in_progress" in lists:
        return HANDED_OVER
    if place.handover_on is None or place.is_back(today):
        return WAITING
    return UPCOMING if "upcoming" in lists else FORESEEN


def _over_as_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    names = (
        "id", "kind", "reason_code", "handover_on", "record_opened_on", "steps_settled", "complete",
        "accepted_on", "accepted_name", "closed_on", "closed_because",
    )  # fmt: skip
    return {name: row[name] for name in names}
