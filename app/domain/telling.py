"""What may be told of a case: a fact is refused where it cannot be true, with the field and how to mend it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.event_fields import EARLIEST, SENTENCE_DATES
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.refusals import FieldError, InvalidInput

_OF_CUSTODY = frozenset({"released", "recalled"})


def refuse_what_cannot_be(
    event: CaseEvent, facts: CaseFacts, *, today: date, prisons: Mapping[str, Mapping[str, Any]], at: str = ""
) -> None:
    """Raise InvalidInput where the fact cannot be taken beside those already told of the case.

    `prisons` is the register by code; `at` is put before each field's name in an error.
    """
    errors = [
        *_future(event, today, at),
        *_unknown_prisons(event, prisons, at),
        *_before_the_sentence(event, facts, at),
    ]
    if errors:
        raise InvalidInput("The fact cannot be taken as it stands.", errors=errors)


def prompts_for(event: CaseEvent, facts: CaseFacts, today: date) -> list[str]:
    """What the person who tells the fact should look at, as stable codes. Nothing here stops it."""
    named = event.fields.get("review")
    started = {e.fields.get("review") for e in facts.events if e.type == "parole_process_started"}
    speaks_of_review = event.type.startswith("parole_") and event.type != "parole_process_started"
    found = (
        (
            "release_date_kept_after_variation",
            event.type == "sentence_varied_on_appeal" and "release_date" not in event.fields,
        ),
        (
            "review_not_known",
            speaks_of_review and (named not in started if named is not None else not started),
        ),
        ("fact_is_late", event.date < today),
    )
    return [code for code, is_so in found if is_so]


def _future(event: CaseEvent, today: date, at: str) -> list[FieldError]:
    if event.date <= today:
        return []
    message = f"A fact has happened: give a date that is not after today, {today.isoformat()}."
    return [FieldError(f"{at}date", "date_in_future", message)]


def _unknown_prisons(event: CaseEvent, prisons: Mapping[str, Any], at: str) -> list[FieldError]:
    errors = []
    for name in ("to_prison", "from_prison"):
        code = event.fields.get(name)
        if code is not None and code not in prisons:
            message = "There is no prison of this code. GET /prisons lists them."
            errors.append(FieldError(f"{at}{name}", "unknown_prison", message))
    return errors


def _before_the_sentence(event: CaseEvent, facts: CaseFacts, at: str) -> list[FieldError]:
    standing = [e.date for e in facts.events if e.type == "sentence_started" and e.retracted_on is None]
    if event.type == "sentence_started":
        standing.append(event.date)
    start = min(standing, default=None)
    if event.type in _OF_CUSTODY:
        if start is None:
            message = "There is no sentence on this case yet. Record the sentence first."
            return [FieldError(f"{at}type", "not_sentenced", message)]
        if event.date < start:
            message = f"Give a date that is not before the sentence started, {start.isoformat()}."
            return [FieldError(f"{at}date", "before_sentence", message)]
    earliest = start or EARLIEST
    return [
        FieldError(f"{at}{name}", "before_sentence", f"Give a date after the sentence started, {earliest}.")
        for name in ("release_date", "licence_expiry_date")
        if name in SENTENCE_DATES and (value := event.fields.get(name)) is not None and value < earliest
    ]
