"""Turns an invented life into the rows that recording it day by day would have left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain.event_fields import as_stored, read_fields
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.identifiers import new_id
from app.domain.names import search_key
from app.domain.ownership import Schedule
from app.domain.telling import refuse_what_cannot_be
from app.services.cases import EMPTY
from app.services.demonstration.accounts import DEMONSTRATION
from app.services.demonstration.history import Life, Telling
from app.services.facts import fact_row
from app.services.projection import Projection, facts_from, project
from app.services.unit_of_work import LONDON

NINE = time(9, 0, tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class LivedCase:
    """A case with its facts and what follows from them."""

    row: dict[str, Any]
    facts: list[dict[str, Any]]
    projection: Projection


def lived_case(life: Life, schedule: Schedule, prisons: Mapping[str, Any], now: datetime) -> LivedCase:
    """The rows of one life. Each fact is held to the same checks as one told over the API."""
    opened_on, today = life.history.opened_on, life.history.today
    case = {
        **EMPTY,
        **life.details,
        "id": new_id(),
        "created_at": at_work(opened_on, 0, now),
        "created_by": DEMONSTRATION.username,
        "opened_on": opened_on,
        "first_name_key": search_key(life.details["first_name"]),
        "last_name_key": search_key(life.details["last_name"]),
        "estate": life.estate,
    }
    facts = _fact_rows(life, case, prisons, now)
    projection = project(facts_from(facts, opened_on, case), schedule, today)
    told_since = sum((not row["opening"]) + (row["retracted_on"] is not None) for row in facts)
    row = {**case, **projection.columns, "next_told": len(facts) + 1, "version": 1 + told_since}
    return LivedCase(row, facts, projection)


def at_work(day: date, minutes: int, now: datetime) -> datetime:
    """A moment in the office on that day, some minutes after nine, and never after `now`."""
    return min(datetime.combine(day, NINE) + timedelta(minutes=minutes), now)


def _fact_rows(
    life: Life, case: Mapping[str, Any], prisons: Mapping[str, Any], now: datetime
) -> list[dict[str, Any]]:
    tellings = list(life.history.in_order())
    read = [_as_event(telling) for telling in tellings]
    together = CaseFacts.of(read)
    rows = []
    for told, (telling, event) in enumerate(zip(tellings, read, strict=True), start=1):
        refuse_what_cannot_be(event, together, today=telling.recorded_on, prisons=prisons)
        recorded_at = at_work(telling.recorded_on, 3 * told, now)
        row = fact_row(
            {**case, "next_told": told},
            telling.fact,
            as_stored(event.fields),
            DEMONSTRATION,
            recorded_at,
            telling.recorded_on,
        )
        rows.append({**row, **_retraction(telling, now)})
    return rows


def _as_event(telling: Telling) -> CaseEvent:
    fields = read_fields(telling.fact.type, telling.fact.fields, strict=True)
    return CaseEvent(telling.fact.type, telling.fact.date, fields, telling.recorded_on)


def _retraction(telling: Telling, now: datetime) -> dict[str, Any]:
    if telling.retracted_on is None:
        return {}
    return {
        "retracted_at": at_work(telling.retracted_on, 240, now),
        "retracted_on": telling.retracted_on,
        "retracted_by": DEMONSTRATION.username,
        "retraction_reason": telling.why,
    }
