"""The rules of Restricted Status, of what is withheld under it, and of who answers for her at the prison."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.domain.placements import NOT_FOR_RESTRICTED, RESTRICTED_UNKNOWN
from app.domain.refusals import Conflict, FieldError, InvalidInput

AVAILABLE, WITHHELD = "available", "withheld"
GOVERNOR, DIRECTOR = "governor", "director"
WITHHELD_WITHOUT_REASON = "withheld_without_reason"
REVIEW_OVERDUE = "restricted_review_overdue"

Row = Mapping[str, Any]


def is_in_force(status: Row, on: date) -> bool:
    """Whether a Restricted Status holds on a day: from its first day until the day before it ends."""
    return status["from_on"] <= on and (status["to_on"] is None or status["to_on"] > on)


def defects_of(status: Row, regime: Iterable[Row], on: date) -> list[str]:
    """What is wrong with the record of somebody under Restricted Status (000 L61)."""
    found = []
    if any(is_defect(item) for item in regime):
        found.append(WITHHELD_WITHOUT_REASON)
    if status["next_review_on"] < on:
        found.append(REVIEW_OVERDUE)
    return found


def held_where_it_may_not_be(status_held: bool | None) -> list[str]:
    """What to warn of where somebody under Restricted Status is: three prisons hold it (requirements B.5, 54)."""
    if status_held is None:
        return [RESTRICTED_UNKNOWN]
    return [] if status_held else [NOT_FOR_RESTRICTED]


def is_defect(item: Row) -> bool:
    """Whether something is withheld and nobody has said why."""
    return item["ended_on"] is None and item["state"] == WITHHELD and not item["reason"]


def check_status(given: Row, earlier: Iterable[Row], today: date) -> None:
    """A new Restricted Status: begun, reviewed later, and not while another holds. Raises InvalidInput, Conflict."""
    errors = []
    if given["from_on"] > today:
        errors.append(FieldError("from_on", "date_in_future", "Give today or an earlier day."))
    if given["next_review_on"] <= given["from_on"]:
        errors.append(FieldError("next_review_on", "date_not_ahead", "Give a day after it began."))
    if errors:
        raise InvalidInput("The Restricted Status cannot be taken.", errors=errors)
    for status in earlier:
        if status["to_on"] is None:
            message = "Restricted Status holds already. End it before another is recorded."
            raise Conflict(message, code="restricted_already")
        if status["to_on"] > given["from_on"]:
            message = "An earlier Restricted Status held on that day. Give a day when it had ended."
            raise InvalidInput.of("from_on", "restricted_overlap", message)


def check_end(status: Row, given: Row, today: date) -> None:
    """The end of a Restricted Status: a day after it began, by somebody, with the reason. Raises InvalidInput."""
    if status["to_on"] is not None:
        raise Conflict("This Restricted Status has ended. What it says stands.", code="restricted_ended")
    errors = []
    if given["to_on"] > today:
        errors.append(FieldError("to_on", "date_in_future", "Give today or an earlier day."))
    if given["to_on"] <= status["from_on"]:
        errors.append(FieldError("to_on", "before_start", "Give a day after it began."))
    for name, message in (
        ("end_decided_by", "Say who decided that it ends."),
        ("end_reason", "Say why it ends."),
    ):
        if not given.get(name):
            errors.append(FieldError(name, f"{name}_missing", message))
    if errors:
        raise InvalidInput("The end of the Restricted Status is not complete.", errors=errors)


def title_at(operator: str) -> str:
    """What the head of a prison is called: Governor of a public one, Director of a contracted one (000 L57)."""
    return GOVERNOR if operator == "public" else DIRECTOR


def is_held(prison: str | None, phase: str) -> bool:
    """Whether somebody is at a prison, so that its head manages her: not on licence, and not after the case ended."""
    return prison is not None and phase not in {"licence", "closed"}
