"""What was changed on a case: what, old, new, who, when and why."""

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.identifiers import UUID
from app.domain.refusals import InvalidInput
from app.repositories import audit
from app.services.names import names_of
from app.services.visibility import visible_case

PAGE = 50


def history_of(
    connection: Connection, caller: Caller, reference: str, before: str | None, today: date
) -> dict[str, Any]:
    """A page of the case's changes, the latest first; `before` is the `next` of the page before."""
    if before is not None and not UUID.fullmatch(before):
        raise InvalidInput.of("next", "cursor_invalid", "Send `next` as the page before gave it.")
    case = visible_case(connection, caller, reference, today)
    rows = audit.changes_of(connection, case["id"], before, PAGE + 1)
    names = names_of(connection, (row["who"] for row in rows[:PAGE]))
    items = [
        {
            "id": row["id"],
            "what": row["what"],
            "at": row["at"],
            "who": row["who"],
            "who_name": names.get(row["who"]),
            "old": row["details"].get("old"),
            "new": row["details"].get("new"),
            "why": row["details"].get("why"),
        }
        for row in rows[:PAGE]
    ]
    return {"case_id": case["id"], "items": items, "next": items[-1]["id"] if len(rows) > PAGE else None}
