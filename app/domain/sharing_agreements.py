"""Information sharing agreements: their kinds, where each stands on a day, and what to warn of when one is used."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.panel_sight import is_live
from app.domain.refusals import FieldError, InvalidInput


class AgreementKind(StrEnum):
    """The templates of the Wales Accord (requirements B.9 row 76), and any other."""

    INFORMATION_SHARING_PROTOCOL = "information_sharing_protocol"
    DATA_DISCLOSURE_AGREEMENT = "data_disclosure_agreement"
    JOINT_CONTROLLER_AGREEMENT = "joint_controller_agreement"
    OTHER = "other"


class AgreementState(StrEnum):
    """Where an agreement stands on a day."""

    NOT_YET = "not_yet"
    LIVE = "live"
    PAST_REVIEW = "past_review"
    ENDED = "ended"


NO_AGREEMENT = "no_live_agreement"
PAST_REVIEW = "agreement_past_review"


def state_on(agreement: Mapping[str, Any], on: date) -> AgreementState:
    """Where it stands. One past its review date still binds, and warns (001 L25)."""
    if on < agreement["starts_on"]:
        return AgreementState.NOT_YET
    if not is_live(agreement["starts_on"], agreement["ends_on"], on):
        return AgreementState.ENDED
    return AgreementState.PAST_REVIEW if agreement["review_on"] < on else AgreementState.LIVE


def warning_of(agreements: Iterable[Mapping[str, Any]], on: date) -> str | None:
    """What to warn of where an organisation with these agreements is asked to share on a day; None where nothing."""
    states = {state_on(each, on) for each in agreements}
    if AgreementState.LIVE in states:
        return None
    return PAST_REVIEW if AgreementState.PAST_REVIEW in states else NO_AGREEMENT


def refuse_impossible_dates(starts_on: date, ends_on: date | None, review_on: date) -> None:
    """Raise InvalidInput where the days of an agreement cannot be."""
    errors = []
    if ends_on is not None and ends_on < starts_on:
        errors.append(FieldError("ends_on", "before_start", "It cannot end before it starts."))
    if review_on < starts_on:
        errors.append(FieldError("review_on", "before_start", "Give a review date on or after its start."))
    if errors:
        raise InvalidInput("The agreement cannot stand as it was sent.", errors=errors)
