"""The rules of the panel's caseload: routes, where an entry stands, what a review holds, and what is told ahead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.domain.calendar import months_after
from app.domain.notices import NoticeKind
from app.domain.panel import Route
from app.domain.refusals import Conflict, FieldError, InvalidInput

REVIEW_MONTHS = 3
"""Set locally: no source gives the panel's own rhythm. The first review is planned so many months after entry."""
USUAL_ALERT_DAYS = 56

HANDOVER, RELEASE = "handover", "release"
TRANSITION_NEAR = "panel_transition_near"
ENTERED = "panel_entered"
NOTICE_KINDS = (
    NoticeKind(TRANSITION_NEAR, "A handover or release of a woman on the panel's caseload is near"),
    NoticeKind(ENTERED, "A case of yours came on the panel's caseload"),
)
CASE_ROLES = ("prison_offender_manager", "community_offender_manager", "key_worker")
"""Whom coming on the caseload never replaces (000 L41), and who hears of it."""

Row = Mapping[str, Any]


class Stage(StrEnum):
    """Where a case stands with the panel: of its referral before it is on the caseload, then of its entry."""

    REFERRED = "referred"
    TRIAGE = "triage"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    STEPPED_DOWN = "stepped_down"
    CLOSED = "closed"


class Leaving(StrEnum):
    """Why somebody left the caseload."""

    AIMS_MET = "aims_met"
    RELEASED = "released"
    LEFT_THE_ESTATE = "left_the_estate"
    NO_LONGER_NEEDED = "no_longer_needed"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Alert:
    """A handover or release that has come inside the window."""

    kind: str
    due_on: date


def routes_of(entry: Row) -> tuple[Route, ...]:
    """By which routes an entry is on the caseload; both may be true."""
    return tuple(route for route in Route if entry[route.value])


def stage_of(entry: Row) -> Stage:
    """Where an entry stands, from its dates."""
    if entry["left_on"] is not None:
        return Stage.CLOSED
    return Stage.STEPPED_DOWN if entry["stepped_down_on"] is not None else Stage.ACTIVE


_OF_REFERRAL: Mapping[str, Stage] = {
    "submitted": Stage.REFERRED,
    "in_triage": Stage.TRIAGE,
    "accepted": Stage.ACCEPTED,
}


def standing(entry: Row | None, referral_status: str | None) -> Stage | None:
    """Where a case stands (000 L53): a live entry says it, else an open referral, else an entry that ended."""
    if entry is not None and entry["left_on"] is None:
        return stage_of(entry)
    return _OF_REFERRAL.get(referral_status or "") or (stage_of(entry) if entry is not None else None)


def first_review_by(entered_on: date) -> date:
    """When the first review is planned, where nobody chose a day."""
    return months_after(entered_on, REVIEW_MONTHS)


def refuse_day_ahead(field: str, day: date, today: date) -> None:
    """Raises InvalidInput for a day of something done that lies ahead."""
    if day > today:
        raise InvalidInput.of(field, "date_in_future", "Give today or an earlier day.")


def refuse_unplanned(field: str, day: date, today: date) -> None:
    """Raises InvalidInput for a next review that does not lie ahead."""
    if day <= today:
        raise InvalidInput.of(field, "date_not_ahead", "Give a day after today.")


def refuse_without_route(routes: Iterable[Route]) -> None:
    """Raises InvalidInput where no route is named (000 L21)."""
    if not tuple(routes):
        raise InvalidInput.of("routes", "route_missing", "Name complex needs, Restricted Status, or both.")


def refuse_left(entry: Row) -> None:
    """Raises Conflict for an entry that has ended: what it says stands."""
    if entry["left_on"] is not None:
        message = "This person has left the caseload. Refer again, if the panel's advice is wanted."
        raise Conflict(message, code="left_the_caseload")


def check_review(given: Row, entry: Row, today: date) -> None:
    """A review: held since the entry, her view or why not, a later next one, each aim once. Raises InvalidInput."""
    errors = [*_view_faults(given), *_day_faults(given, entry, today), *_aim_faults(given["aims"])]
    if errors:
        raise InvalidInput("The review is not complete.", errors=errors)


def _view_faults(given: Row) -> Iterator[FieldError]:
    if not given.get("her_view") and not given.get("no_view_reason"):
        yield FieldError("her_view", "view_missing", "Write her own view, or say why it is not here.")
    if given.get("her_view") and given.get("no_view_reason"):
        message = "Give her view or the reason why it is not here, not both."
        yield FieldError("no_view_reason", "view_and_reason", message)


def _day_faults(given: Row, entry: Row, today: date) -> Iterator[FieldError]:
    held_on: date = given["held_on"]
    if held_on > today:
        yield FieldError("held_on", "date_in_future", "Give today or an earlier day.")
    elif held_on < entry["entered_on"]:
        yield FieldError("held_on", "before_entry", "Give a day since she came on the caseload.")
    if given["next_review_on"] <= held_on:
        yield FieldError("next_review_on", "date_not_ahead", "Give a day after this review.")


def _aim_faults(aims: Sequence[Row]) -> Iterator[FieldError]:
    seen = set()
    for place, each in enumerate(aims):
        if each["aim"] in seen:
            yield FieldError(f"aims.{place}.aim", "aim_twice", "Give the state of each aim once.")
        seen.add(each["aim"])


def alerts_near(
    handover: date | None, release: date | None, today: date, days: int = USUAL_ALERT_DAYS
) -> tuple[Alert, ...]:
    """What is due within `days` from today, both ends included (000 L69)."""
    until = today + timedelta(days)
    dated = ((HANDOVER, handover), (RELEASE, release))
    return tuple(Alert(kind, day) for kind, day in dated if day is not None and today <= day <= until)


def support_state(offer: Row) -> str:
    """Where support for staff stands: asked_for, offered, taken_up or not_taken_up."""
    if offer["taken_up"] is not None:
        return "taken_up" if offer["taken_up"] else "not_taken_up"
    return "offered" if offer["offered_on"] is not None else "asked_for"


def check_support(offer: Row, today: date) -> None:
    """Support is offered on a day and with words, and answered after it was offered. Raises InvalidInput."""
    offered_on, answered_on = offer["offered_on"], offer["answered_on"]
    errors = []
    if (offer["offered"] is None) != (offered_on is None):
        missing = "offered" if offer["offered"] is None else "offered_on"
        errors.append(FieldError(missing, "missing", "Say what was offered, and on which day."))
    if (offer["taken_up"] is None) != (answered_on is None):
        missing = "taken_up" if offer["taken_up"] is None else "answered_on"
        errors.append(FieldError(missing, "missing", "Say whether it was taken up, and on which day."))
    for name, day, first in (
        ("offered_on", offered_on, offer["requested_on"]),
        ("answered_on", answered_on, offered_on or offer["requested_on"]),
    ):
        if day is not None and day > today:
            errors.append(FieldError(name, "date_in_future", "Give today or an earlier day."))
        elif day is not None and day < first:
            errors.append(FieldError(name, "out_of_order", "Give a day that is not before what came first."))
    if offer["taken_up"] and offered_on is None:
        errors.append(FieldError("offered", "missing", "Say what was offered before it was taken up."))
    if errors:
        raise InvalidInput("The support cannot be taken.", errors=errors)
