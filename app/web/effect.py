"""Says what a fact does to ownership, in sentences, from the periods before and after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.schemas.facts import FactOutcome
from app.schemas.ownership import PeriodOut
from app.web.days import spoken
from app.web.labels import REASON, ROLE, SIDE, say

NOTHING_CHANGES = "Nothing changes: the same side stays responsible, on the same dates."
Who = Callable[[PeriodOut], object]


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect: a headline, further sentences, and whether the side or the lead differs anywhere."""

    headline: str
    further: tuple[str, ...]
    changes: bool


def effect_of(outcome: FactOutcome, today: date) -> Effect:
    """What recording (or retracting) does, the nearest change first."""
    return describe(outcome.periods_before, outcome.periods, today)


def describe(before: Sequence[PeriodOut], after: Sequence[PeriodOut], today: date) -> Effect:
    """The difference between two timelines of one case."""
    day = _first_difference(before, after, _who)
    if day is None:
        return _same_owner(before, after)
    old, new = _on(before, day), _on(after, day)
    if new is None:
        return Effect("Ownership can no longer be worked out.", (), changes=True)
    if old is None:
        return Effect(_starts(new, day), _next_sentence(after, day), changes=True)
    if old.responsible != new.responsible:
        return _side_differs(old, new, after, day, today)
    headline = f"The lead changes {_when(day, today)}: {_lead(new)} instead of {_lead(old)}."
    return Effect(headline, _next_sentence(after, day), changes=True)


def _same_owner(before: Sequence[PeriodOut], after: Sequence[PeriodOut]) -> Effect:
    day = _first_difference(before, after, lambda period: period.reason_code)
    if day is None:
        return Effect(
            "Nothing changes: the same side stays responsible, on the same dates.", (), changes=False
        )
    new = _on(after, day)
    why = say("reason", new.reason_code).lower() if new and new.reason_code in REASON else "another reason"
    return Effect(NOTHING_CHANGES, (f"The reason becomes “{why}” from {spoken(day)}.",), changes=False)


def _side_differs(
    old: PeriodOut, new: PeriodOut, after: Sequence[PeriodOut], day: date, today: date
) -> Effect:
    if new.from_ == day:
        side = SIDE.get(new.responsible, new.responsible)
        headline = f"Responsibility {_moves(day, today)} to {side} {_when(day, today)}."
        if new.responsible == "none":
            headline = f"Nobody is responsible from {spoken(day)}."
        return Effect(headline, (*_who_leads(new), *_next_sentence(after, day)), changes=True)
    mover = SIDE.get(old.responsible, old.responsible)
    headline = f"The move to {mover} on {spoken(day)} no longer happens then."
    stays = f"{say('responsible', new.responsible)} stays responsible."
    return Effect(headline, (stays, *_next_sentence(after, day)), changes=True)


def _starts(new: PeriodOut, day: date) -> str:
    if new.responsible == "none":
        return f"Nobody is responsible from {spoken(day)}: {say('reason', new.reason_code).lower()}."
    return f"{say('responsible', new.responsible)} becomes responsible from {spoken(day)}."


def _who_leads(period: PeriodOut) -> tuple[str, ...]:
    return (f"The lead is then the {_lead(period)}.",) if period.lead_role else ()


def _next_sentence(after: Sequence[PeriodOut], day: date) -> tuple[str, ...]:
    now = _on(after, day)
    later = [p for p in after if p.from_ > day and now and p.responsible != now.responsible]
    if not later:
        return ("No further change is foreseen.",)
    side = SIDE.get(later[0].responsible, later[0].responsible)
    return (f"The next change is to {side} on {spoken(later[0].from_)}.",)


def _lead(period: PeriodOut) -> str:
    role = ROLE.get(period.lead_role or "", "nobody")
    return role[:1].lower() + role[1:]


def _moves(day: date, today: date) -> str:
    return "moved" if day < today else "moves"


def _when(day: date, today: date) -> str:
    return f"today, {spoken(day)}" if day == today else f"on {spoken(day)}"


def _who(period: PeriodOut) -> tuple[str, str | None]:
    return (period.responsible, period.lead_role)


def _first_difference(before: Sequence[PeriodOut], after: Sequence[PeriodOut], view: Who) -> date | None:
    days = sorted({period.from_ for period in (*before, *after)})
    for day in days:
        old, new = _on(before, day), _on(after, day)
        if (view(old) if old else None) != (view(new) if new else None):
            return day
    return None


def _on(periods: Sequence[PeriodOut], day: date) -> PeriodOut | None:
    return next((p for p in periods if p.from_ <= day and (p.to is None or day < p.to)), None)
