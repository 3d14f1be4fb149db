"""Shows the overrides of a case, each with how it stands today."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.refusals import NotFound
from app.repositories import overrides
from app.services.visibility import visible_case

NO_SUCH = "There is no such override on this case."


def of_case(connection: Connection, caller: Caller, reference: str, today: date) -> dict[str, Any]:
    """The case's id and its overrides, the latest first."""
    case = visible_case(connection, caller, reference, today)
    rows = overrides.of_case(connection, case["id"])
    return {"case_id": case["id"], "items": [as_shown(row, today) for row in reversed(rows)]}


def one_of_case(
    connection: Connection, caller: Caller, reference: str, override_id: str, today: date
) -> dict[str, Any]:
    """One override of a case. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    return as_shown(found_on(connection, case["id"], override_id), today)


def found_on(connection: Connection, case_id: str, override_id: str) -> Mapping[str, Any]:
    """The row of an override, looked for on this case alone. Raises NotFound."""
    rows = overrides.of_case(connection, case_id)
    found = next((row for row in rows if row["id"] == override_id.lower()), None)
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def as_shown(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """An override as the API shows it. One that has run out is over, whether or not that was noted yet."""
    ran_out = row["ended_on"] is None and row["expires_on"] is not None and row["expires_on"] <= today
    return {
        **row,
        "standing": row["ended_on"] is None and not ran_out,
        "ended_on": row["expires_on"] if ran_out else row["ended_on"],
        "ended_because": "expired" if ran_out else row["ended_because"],
        "made_by": row["made_by_name"] or row["made_by"],
    }
