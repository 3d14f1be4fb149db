"""From which day a parole refusal counts, and whether it counts at all (A2, A10); and the order of the replay."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.facts import CaseEvent
from app.domain.policies.settings import PolicySettings

DAYS_TO_FINAL = timedelta(days=21)


def in_order(events: Sequence[CaseEvent], settings: PolicySettings) -> list[tuple[date, CaseEvent]]:
    """The facts with the day each counts, ordered by (day, rank, recorded, told)."""
    counted = [(_counts_on(e, settings), e) for e in events if not _is_ignored(e, events, settings)]
    return sorted(counted, key=lambda c: (c[0], *c[1].place_in_day))


def _counts_on(event: CaseEvent, settings: PolicySettings) -> date:
    """A2: a refusal counts from the day it was issued, or from the day it became final."""
    if settings.refusal_counts_from == "final" and _is_refusal(event):
        final: date | None = event.fields.get("final_on")
        return final or event.date + DAYS_TO_FINAL
    return event.date


def _is_refusal(event: CaseEvent) -> bool:
    return event.type == "parole_decision" and event.fields.get("outcome") == "negative"


def _is_ignored(event: CaseEvent, events: Sequence[CaseEvent], settings: PolicySettings) -> bool:
    if not _is_refusal(event):
        return False
    if settings.paper_refusal == "ignore" and event.fields.get("on_papers"):
        return True
    counts_on = _counts_on(event, settings)
    return any(_sets_aside(e, event) and event.date <= e.date < counts_on for e in events)


def _sets_aside(event: CaseEvent, decision: CaseEvent) -> bool:
    same = event.fields.get("review") in (None, decision.fields.get("review"))
    return event.type == "parole_decision_set_aside" and same
