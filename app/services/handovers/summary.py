"""The handover of a case on one page: who, since when, what is settled, and what the next manager must know."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.ownership import owner_in
from app.repositories import allocations, places
from app.services.cases import case_as_shown
from app.services.handovers.records import as_shown
from app.services.handovers.windows import windows_of
from app.services.ownership import line_of, periods_as_shown
from app.services.visibility import visible_case


def summary_of(connection: Connection, caller: Caller, reference: str, today: date) -> Mapping[str, Any]:
    """Everything that the summary shows, as it stands today. `record` is None where no handover is open."""
    case = visible_case(connection, caller, reference, today)
    shown = as_shown(connection, case, today, windows_of())
    periods = line_of(connection, case)
    owner = owner_in(periods, today)
    found = case_as_shown(connection, case, today)
    region = places.regions(connection).get(case["home_region"] or "")
    holders = allocations.live_of(connection, [case["id"]]).get(case["id"], {})
    return {
        "case": {
            "id": case["id"],
            "prison_number": case["prison_number"],
            "crn": case["crn"],
            "first_name": case["first_name"],
            "last_name": case["last_name"],
            "date_of_birth": case["date_of_birth"],
            "prison": found["prison"]["name"] if found["prison"] else None,
            "home_area": case["home_area"],
            "home_region": region["name"] if region else None,
            "rosh_level": found["rosh_level"],
            "mappa_level": found["mappa_level"],
            "sentence_type": case["sentence_type"],
            "dates": {name: day for name, day in found["dates"].items() if day},
        },
        "printed_on": today,
        "responsible": owner.answer.who.responsible,
        "reason": owner.answer.rule.reason,
        "record": shown.value["record"],
        "people": [
            {"role": role, "name": holder["named"], "since": holder["started_on"]}
            for role, holder in sorted(holders.items())
        ],
        "periods": periods_as_shown(periods),
    }
