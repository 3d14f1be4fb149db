"""What the panel is to one case: where it stands, who answers for her, and all that happened, by its day (W47)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of
from app.domain.panel_caseload import routes_of, standing
from app.repositories import panel_care, panel_chronology
from app.repositories import panel_caseload as repository
from app.services.panel_caseload.managers import manager_of
from app.services.visibility import visible_case

Row = Mapping[str, Any]


def read_panel_of_case(
    connection: Connection,
    caller: Caller,
    reference: str,
    on: date,
    *,
    size: int,
    cursor: str | None,
    with_advice: bool,
) -> dict[str, Any]:
    """Where a case stands with the panel, and a page of its chronology, the earliest first. Raises NotFound."""
    case = visible_case(connection, caller, reference, on)
    entry = repository.latest_entry(connection, case["id"])
    referral = panel_chronology.latest_referral(connection, case["id"])
    after = after_cursor(cursor, "panel_chronology", ("date", "text"))
    rows = panel_chronology.chronology(connection, case["id"], after, size + 1, with_advice=with_advice)
    shown, more = rows[:size], len(rows) > size
    formulation = panel_care.current_formulation(connection, case["id"])
    return {
        "case_id": case["id"],
        "stage": standing(entry, referral["status"] if referral else None),
        "referral": referral,
        "entry": {**entry, "routes": routes_of(entry)} if entry else None,
        "operational_manager": manager_of(connection, case),
        "responsibilities": panel_chronology.responsibilities(connection, case["id"]),
        "formulation": formulation,
        "is_restricted": panel_care.is_restricted(connection, case["id"], on),
        "items": shown,
        "size": size,
        "next": cursor_of("panel_chronology", (shown[-1]["on"], shown[-1]["key"])) if more else None,
    }
