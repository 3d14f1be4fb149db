"""The holistic assessment at first contact: its domains of need, and what a disclosure of abuse asks for next."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.refusals import FieldError, InvalidInput

NEEDS = (
    "accommodation",
    "education_training_employment",
    "finance",
    "childcare",
    "family_relationships",
    "mental_health",
    "physical_health",
    "substance_misuse",
    "trauma",
    "neurodiversity",
    "personal_safety",
    "other",
)
"""The domains in which a need may be said, on an assessment and on a referral."""


class Place(StrEnum):
    """Where the first contact was."""

    POLICE_CUSTODY = "police_custody"
    COURT = "court"
    COMMUNITY = "community"
    PRISON = "prison"


class Offer(StrEnum):
    """What became of the offer of a specialist service."""

    NOT_YET = "not_yet"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_SAFE_YET = "not_safe_yet"


def asks_for_specialist(disclosed: bool, offer: str) -> bool:
    """Whether a specialist service is still to be offered (001 L10)."""
    return disclosed and offer in {Offer.NOT_YET, Offer.NOT_SAFE_YET}


def refuse_future(assessed_on: date, today: date) -> None:
    """An assessment is recorded once it was made. Raises InvalidInput."""
    if assessed_on > today:
        raise InvalidInput.of(
            "assessed_on", "date_in_future", "Give the day of the assessment, not after today."
        )


def refuse_disclosure(given: Mapping[str, Any], today: date) -> None:
    """What cannot be said of a disclosure. Raises InvalidInput naming each field."""
    found = []
    offered = given["referral_offer"] in {Offer.ACCEPTED, Offer.DECLINED}
    if not given["disclosed"] and (given.get("details") or given["referral_offer"] != Offer.NOT_YET):
        message = "Nothing was disclosed, so there is nothing more to record."
        found.append(FieldError("disclosed", "nothing_disclosed", message))
    if offered and given.get("offered_on") is None:
        found.append(FieldError("offered_on", "offered_on_missing", "Give the day on which it was offered."))
    if given.get("offered_on") is not None and given["offered_on"] > today:
        found.append(FieldError("offered_on", "date_in_future", "Give a day that is not after today."))
    if given["referral_offer"] == Offer.ACCEPTED and not given.get("service"):
        found.append(FieldError("service", "service_missing", "Name the specialist service."))
    if found:
        raise InvalidInput("The disclosure cannot be kept as it is.", errors=found)
