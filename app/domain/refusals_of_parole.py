"""From which day a parole refusal counts (A2), and whether it counts at all (A10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.facts import CaseEvent
from app.domain.policies.settings import PolicySettings

DAYS_TO_FINAL = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Pending:
    """A refusal that was issued and counts once it is final; `had_review` where it was of a review then open."""

    counts_on: date
    review: str
    had_review: bool


def counted(events: Sequence[CaseEvent], settings: PolicySettings) -> list[CaseEvent]:
    """The facts in the order of the replay, without the refusals that a setting ignores."""
    kept = [event for event in events if not _is_ignored(event, settings)]
    return sorted(kept, key=lambda event: (event.date, *event.place_in_day))


def counts_on(event: CaseEvent, settings: PolicySettings) -> date:
    """A2: a refusal counts from the day it was issued, or from the day it became final."""
    if settings.refusal_counts_from == "final" and _is_refusal(event):
        final: date | None = event.fields.get("final_on")
        return final or event.date + DAYS_TO_FINAL
    return event.date


def _is_refusal(event: CaseEvent) -> bool:
    return event.type == "parole_decision" and event.fields.get("outcome") == "negative"


def _is_ignored(event: CaseEvent, settings: PolicySettings) -> bool:
    return bool(settings.paper_refusal == "ignore" and _is_refusal(event) and event.fields.get("on_papers"))
