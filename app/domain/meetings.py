"""Meetings of the panel: what one needs before it stands, opens and closes, and where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.panel import VENUES, Area
from app.domain.refusals import FieldError, InvalidInput


class MeetingKind(StrEnum):
    """The kinds of meeting: the monthly board, a meeting on cases beside it, a conference of agencies."""

    BOARD = "board"
    MULTI_DISCIPLINARY = "multi_disciplinary"
    CASE_CONFERENCE = "case_conference"


class Mode(StrEnum):
    """How a meeting is held."""

    IN_PERSON = "in_person"
    TELECONFERENCE = "teleconference"
    VIRTUAL = "virtual"
    MIXED = "mixed"


class ChairBasis(StrEnum):
    """Why somebody may chair: the Deputy Director or Head of Women's Team, or a senior manager they nominated."""

    POST_HOLDER = "post_holder"
    NOMINATED = "nominated"


class MeetingState(StrEnum):
    """Where a meeting stands, worked out from what was recorded of it."""

    SCHEDULED = "scheduled"
    AGENDA_PUBLISHED = "agenda_published"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


REMOTE = frozenset({Mode.TELECONFERENCE, Mode.VIRTUAL})
"""Nobody is in the room: a reason is due (000 L126)."""

AREA_OF_REGION: Mapping[str, Area] = {
    "north_east": Area.NORTH,
    "north_west": Area.NORTH,
    "greater_manchester": Area.NORTH,
    "yorkshire_and_the_humber": Area.NORTH,
    "east_midlands": Area.MIDLANDS,
    "west_midlands": Area.MIDLANDS,
    "wales": Area.MIDLANDS,
    "east_of_england": Area.SOUTH,
    "kent_surrey_and_sussex": Area.SOUTH,
    "london": Area.SOUTH,
    "south_central": Area.SOUTH,
    "south_west": Area.SOUTH,
}
"""Which board looks at a case, by the region of her prison. Set locally: the terms name three places and no borders."""


@dataclass(frozen=True, slots=True)
class MeetingFilters:
    """Which meetings a list has."""

    kind: str | None = None
    area: str | None = None
    held_from: date | None = None
    held_to: date | None = None


@dataclass(frozen=True, slots=True)
class Chair:
    """Who is to chair, as the register has it on the day of the meeting."""

    is_known: bool
    basis: str | None
    heads_team: bool = False
    """Whether they hold the seat of the Head of Women's Team on that day."""
    nominated_on: date | None = None
    nominator_heads_team: bool = False
    """Whether whoever nominated them held that seat on the day of nominating."""


def state_of(row: Mapping[str, Any]) -> MeetingState:
    """Where a meeting stands."""
    if row["cancelled_at"]:
        return MeetingState.CANCELLED
    if row["closed_at"]:
        return MeetingState.CLOSED
    if row["opened_at"]:
        return MeetingState.OPEN
    return MeetingState.AGENDA_PUBLISHED if row["agenda_published_at"] else MeetingState.SCHEDULED


def settled(given: Mapping[str, Any]) -> dict[str, Any]:
    """A meeting's own columns, the venue of its area filled in. Raises InvalidInput naming every field at fault."""
    errors = []
    area = given.get("area")
    if given["kind"] == MeetingKind.BOARD and area is None:
        errors.append(FieldError("area", "missing", "A board meets for an area: north, midlands or south."))
    venue = given.get("venue") or (VENUES.get(Area(area)) if area else None)
    if not venue:
        errors.append(FieldError("venue", "missing", "Say where the meeting is, or who rings whom."))
    if given["mode"] in REMOTE and not given.get("mode_reason"):
        message = "Nobody meets in person: say why that is not possible."
        errors.append(FieldError("mode_reason", "missing", message))
    if errors:
        raise InvalidInput("The meeting cannot stand as it was sent.", errors=errors)
    return {**given, "venue": venue}


def chair_faults(chair: Chair, held_on: date) -> list[FieldError]:
    """Why this person may not chair on that day; empty where they may (000 L130)."""
    if not chair.is_known:
        return [FieldError("chair", "unknown_person", "Name somebody of the register who is active.")]
    if chair.basis == ChairBasis.POST_HOLDER:
        if chair.heads_team:
            return []
        message = "They do not hold the seat of the Head of Women's Team on that day. Say who nominated them."
        return [FieldError("chair_basis", "not_post_holder", message)]
    if chair.basis != ChairBasis.NOMINATED:
        return [FieldError("chair_basis", "missing", "Say on what basis they chair.")]
    errors = []
    if not chair.nominator_heads_team:
        message = "Name who nominated them: whoever held the seat of the Head of Women's Team on that day."
        errors.append(FieldError("chair_nominated_by", "not_post_holder", message))
    if chair.nominated_on is None:
        errors.append(FieldError("chair_nominated_on", "missing", "Say when they were nominated."))
    elif chair.nominated_on > held_on:
        message = "They were nominated after the meeting. Give a day not after it."
        errors.append(FieldError("chair_nominated_on", "after_meeting", message))
    return errors


def needs_womens_team(kind: str, items: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the Women's Team has to have been there: a multi-disciplinary meeting on a caseload case (000 L122)."""
    return kind == MeetingKind.MULTI_DISCIPLINARY and any(item["entry_id"] for item in items)
