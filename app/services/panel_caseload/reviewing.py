"""Keeps a review of a woman on the caseload: her view, how each aim stands, and when she is reviewed next."""

from collections.abc import Mapping
from typing import Any

from app.domain.identifiers import new_id
from app.domain.panel_caseload import check_review
from app.repositories import panel_caseload as repository
from app.services.panel_caseload.entering import say
from app.services.panel_caseload.finding import hold
from app.services.panel_caseload.showing import entry_in_full
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


def review(work: UnitOfWork, reference: str, given: Row, version: int | None) -> dict[str, Any]:
    """Keep a review and the aims as it found them, and plan the next. Raises InvalidInput, Conflict."""
    held = hold(work, reference, version)
    check_review(given, held.entry, work.today)
    number = 1 + max(
        (row["number"] for row in repository.reviews_of(work.connection, held.entry["id"])), default=0
    )
    kept = {"recorded_at": work.moment, "recorded_by": work.caller.username}
    row = {
        "id": new_id(),
        "entry_id": held.entry["id"],
        "number": number,
        **{
            name: given.get(name)
            for name in ("held_on", "her_view", "no_view_reason", "summary", "next_review_on")
        },
        **kept,
    }
    repository.add_review(work.connection, row)
    aims = [
        {
            "id": new_id(),
            "entry_id": held.entry["id"],
            "review_id": row["id"],
            "aim": each["aim"],
            "state": each["state"],
            "stood_on": given["held_on"],
            "note": each.get("note"),
            "is_current": True,
            **kept,
        }
        for each in given["aims"]
    ]
    repository.add_aim_states(work.connection, held.entry["id"], aims)
    repository.update_entry(work.connection, held.entry["id"], {"next_review_on": given["next_review_on"]})
    new = {"number": number, "aims": {each["aim"]: each["state"] for each in given["aims"]}}
    say(work, "PANEL_CASE_REVIEWED", held.case, held.entry["id"], {"new": new})
    return entry_in_full(work.connection, held.case, held.entry["id"], work.today)
