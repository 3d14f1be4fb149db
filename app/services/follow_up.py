"""Counts what wants following up: hearings, outcomes, answers of the community, and cases without contact."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.list_filters import CasesWanted, ReviewsWanted, StagesWanted
from app.repositories import contacts, key_stages, parole

SOON = timedelta(28)


def counts(
    connection: Connection, caller: Caller, prison: str | None, today: date, *, gap_days: int
) -> dict[str, Any]:
    """The counts over the cases that the caller may see; each is the total of the list with the same filters."""
    scope = caller.scope
    soon = ReviewsWanted(prison, None, today, today + SOON, "open")
    missing = ReviewsWanted(prison, state="awaiting_outcome", on=today)

    def stages(state: str) -> int | None:
        return key_stages.count_stages(connection, scope, StagesWanted(prison, state=state), today)

    return {
        "hearings_next_28_days": parole.count_reviews(connection, scope, soon),
        "outcomes_missing": parole.count_reviews(connection, scope, missing),
        "answers_awaited": stages("awaiting_answer"),
        "answers_overdue": stages("answer_overdue"),
        "contact_gaps": contacts.count_gaps(
            connection, scope, CasesWanted(prison), today - timedelta(gap_days)
        ),
    }
