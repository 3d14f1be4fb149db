"""What a board's record must hold before its minutes may be published, and how a provisional decision stands."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.caller import Role
from app.domain.panel import RecommendationKind

TERMS = "WECASP terms of reference"


class Part(StrEnum):
    """Whose responsibilities the minutes set out for a case (000 L57), and who may own a recommendation."""

    PRISON_OFFENDER_MANAGER = "prison_offender_manager"
    COMMUNITY_OFFENDER_MANAGER = "community_offender_manager"
    KEY_WORKER = "key_worker"
    GOVERNOR = "governor"
    PSYCHOLOGIST = "psychologist"
    HEALTH_CARE = "health_care"
    CASE_MANAGER = "panel_case_manager"
    OTHER = "other"


NEEDED = (Part.PRISON_OFFENDER_MANAGER, Part.COMMUNITY_OFFENDER_MANAGER)
"""Without their lines the minutes of a discussed case cannot be published (000 L57)."""


class DecisionState(StrEnum):
    """How a decision of the board stands (000 L116)."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What was recorded of one agenda item: how many words of discussion, advice and decisions, and whose lines."""

    item_id: str
    position: int
    discussion: str
    lines: Mapping[str, str]
    entries: int
    """Recommendations, provisional decisions and actions."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A discussed item and the parts whose responsibility line it lacks."""

    item_id: str
    position: int
    parts: tuple[Part, ...]


def is_discussed(item: ItemRecord) -> bool:
    """Whether the board came to the item at all: something was said, advised, decided or taken on."""
    return bool(item.discussion.strip() or item.entries or any(text.strip() for text in item.lines.values()))


def lacking(items: Iterable[ItemRecord]) -> list[Lacking]:
    """The discussed items that keep the minutes from being published, in the order of the agenda (000 L57)."""
    found = []
    for item in sorted(items, key=lambda each: each.position):
        parts = tuple(part for part in NEEDED if not item.lines.get(part, "").strip())
        if parts and is_discussed(item):
            found.append(Lacking(item.item_id, item.position, parts))
    return found


def state_of(decision: Mapping[str, Any]) -> DecisionState:
    """Worked out from what happened to it: provisional until it is confirmed, over once another stands for it."""
    if decision["superseded_at"] is not None:
        return DecisionState.SUPERSEDED
    return DecisionState.CONFIRMED if decision["confirmed_at"] is not None else DecisionState.PROVISIONAL


def who_confirms(kind: str) -> Role:
    """Whose word makes a provisional decision final: for a movement the Prison Group Director's, else the Chair's."""
    return Role.GROUP_DIRECTOR if kind == RecommendationKind.MOVEMENT else Role.PANEL_CHAIR


def may_confirm(kind: str, roles: Collection[Role]) -> bool:
    """Whether one of these roles confirms a decision of this kind; nobody else can make it final (000 L116, L148)."""
    return who_confirms(kind) in roles
