"""Holistic assessments as they are recorded and shown, and apart from them what was disclosed of abuse."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.schemas.fields import Day, Given, Line, Readable, Shown, Text
from app.schemas.referrals import Flag, Need, Needs

Place = Literal["police_custody", "court", "community", "prison"]
Offer = Literal["not_yet", "accepted", "declined", "not_safe_yet"]
Assessor = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Readable]


class HolisticIn(Given):
    """An assessment at first contact, whether or not she may be diverted."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "assessed_on": "2026-11-20",
                    "place": "police_custody",
                    "assessor": "Ash Alder",
                    "diversion_eligible": False,
                    "needs": {"accommodation": "She has nowhere to go tonight."},
                }
            ]
        },
    )

    assessed_on: Day
    place: Place
    place_name: Line | None = None
    assessor: Assessor
    diversion_eligible: Flag
    needs: Needs = Field(default={})
    summary: Text | None = None


class HolisticPatch(Given):
    """What is corrected."""

    assessed_on: Day | None = None
    place: Place | None = None
    place_name: Line | None = None
    assessor: Assessor | None = None
    diversion_eligible: Flag | None = None
    needs: Needs | None = None
    summary: Text | None = None


class HolisticOut(Shown):
    """An assessment. What she disclosed of abuse is not part of it."""

    id: str
    case_id: str
    of_another_case: bool = Field(description="Made on another case of the same person.")
    version: int
    assessed_on: dt.date
    place: Place
    place_name: str | None
    assessor: str
    diversion_eligible: bool
    needs: dict[Need, str]
    summary: str | None
    recorded_at: dt.datetime
    recorded_by: str
    recorded_by_name: str | None


class HolisticList(Shown):
    """Every assessment of the person of a case, the latest first."""

    case_id: str
    items: list[HolisticOut]


class DisclosureIn(Given):
    """What she said of abuse, and what became of the offer of a specialist service."""

    disclosed: Flag
    details: Text | None = None
    referral_offer: Offer = "not_yet"
    service: Line | None = None
    offered_on: Day | None = None


class DisclosureOut(Shown):
    """The restricted part. `offer_specialist_service` says that one is still to be offered."""

    id: str
    assessment_id: str
    version: int
    disclosed: bool
    details: str | None
    referral_offer: Offer
    service: str | None
    offered_on: dt.date | None
    offer_specialist_service: bool
    recorded_at: dt.datetime
    recorded_by: str
    recorded_by_name: str | None
