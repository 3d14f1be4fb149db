"""What may leave the panel: agreed by the Chair, for one purpose, to one recipient, until a day (000 L134-136)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.domain.board_data import SHAREABLE
from app.domain.caller import Role
from app.domain.refusals import FieldError, InvalidInput

LONGEST_DAYS = 366
"""A standing agreement is looked at again at least once a year."""


class What(StrEnum):
    """What leaves: the agenda or minutes of a meeting, or the board data that scripts read."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    BOARD_DATA = "board_data"


class RecipientKind(StrEnum):
    """Who receives it: a system by its client id, the holders of a role, or a person or body outside."""

    CLIENT = "client"
    ROLE = "role"
    OUTSIDE = "outside"


class Purpose(StrEnum):
    """What sharing is for (000 L134); there is no other."""

    RISK_MANAGEMENT = "risk_management"
    SAFETY = "safety"
    DECISION_MAKING = "decision_making"
    CONTINUITY = "continuity"


class Way(StrEnum):
    """How it left."""

    PAGE = "page"
    STREAM = "stream"
    FILE = "file"
    EMAIL = "email"
    POST = "post"
    BY_HAND = "by_hand"
    SPOKEN = "spoken"


BY_PEOPLE = (Way.EMAIL, Way.POST, Way.BY_HAND, Way.SPOKEN)
"""Ways outside the service, which people write down; the service writes the others itself."""
DATA_ROLES = (Role.GROUP_DIRECTOR, Role.REGIONAL_DIRECTOR)
"""Whose holders read board data as people; systems read it by their client id."""


class State(StrEnum):
    """Where a request stands, worked out from what was recorded and the day."""

    WAITING = "waiting"
    REFUSED = "refused"
    ENDED = "ended"
    COMING = "coming"
    LIVE = "live"
    EXPIRED = "expired"


def state_of(row: Mapping[str, Any], on: date) -> State:
    """Where it stands on a day. `until_on` is the last day that counts."""
    if row["ended_at"] is not None:
        return State.ENDED
    if row["decision"] is None:
        return State.WAITING
    if row["decision"] == "refused":
        return State.REFUSED
    if on < row["from_on"]:
        return State.COMING
    return State.LIVE if on <= row["until_on"] else State.EXPIRED


def recipient_key(recipient: str) -> str:
    """The recipient as it is compared: letter case and spaces do not tell two apart."""
    return " ".join(recipient.split()).casefold()


def faults_of(given: Mapping[str, Any], on: date) -> list[FieldError]:
    """What is wrong with a request as it was sent."""
    return [*_of_days(given, on), *_of_thing(given), *_of_recipient(given), *_of_fields(given)]


def refuse_faulty(given: Mapping[str, Any], on: date) -> None:
    """Raises InvalidInput, each fault with its field."""
    found = faults_of(given, on)
    if found:
        raise InvalidInput("The request cannot be taken as it stands.", errors=found)


def _of_days(given: Mapping[str, Any], on: date) -> Iterable[FieldError]:
    if given["until_on"] < max(given["from_on"], on):
        yield FieldError(
            "until_on", "date_too_early", "Give a last day that is not before the first, nor past."
        )
    if given["until_on"] > given["from_on"] + timedelta(days=LONGEST_DAYS):
        yield FieldError("until_on", "too_long", "Give a last day within a year of the first.")


def _of_thing(given: Mapping[str, Any]) -> Iterable[FieldError]:
    if given["is_standing"] and given["subject_id"]:
        yield FieldError(
            "subject_id", "not_for_standing", "A standing agreement names no meeting. Take it out."
        )
    if not given["is_standing"] and given["what"] == What.BOARD_DATA:
        yield FieldError(
            "is_standing", "standing_needed", "Board data is shared by standing agreement alone."
        )
    elif not given["is_standing"] and not given["subject_id"]:
        yield FieldError("subject_id", "missing", "Name the meeting, or ask for a standing agreement.")


def _of_recipient(given: Mapping[str, Any]) -> Iterable[FieldError]:
    kind = given["recipient_kind"]
    if given["what"] == What.BOARD_DATA and kind == RecipientKind.OUTSIDE:
        yield FieldError("recipient_kind", "client_or_role", "Name a system's client id, or a role.")
    if kind == RecipientKind.ROLE and given["recipient"] not in {role.value for role in DATA_ROLES}:
        yield FieldError("recipient", "role_unknown", "Give GROUP_DIRECTOR or REGIONAL_DIRECTOR.")
    if kind == RecipientKind.OUTSIDE and not given["organisation"]:
        yield FieldError("organisation", "missing", "Give the organisation that receives it.")


def _of_fields(given: Mapping[str, Any]) -> Iterable[FieldError]:
    named = given["fields"] or []
    if given["what"] != What.BOARD_DATA:
        if named:
            yield FieldError("fields", "only_board_data", "Only board data is shared by its fields.")
        return
    if not named:
        yield FieldError("fields", "missing", "Name at least one field.")
    if not set(named) <= set(SHAREABLE):
        yield FieldError("fields", "field_unknown", "Choose from the fields that may be shared.")
