"""What a list of the panel's caseload is narrowed to, how it is ordered, and whose entries somebody sees of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.caller import Scope
from app.domain.panel import Aim, AimState, Route


class Attention(StrEnum):
    """What of an entry wants somebody's attention."""

    REVIEW_OVERDUE = "review_overdue"
    OVERDUE_ACTIONS = "overdue_actions"
    NEAR_TRANSITION = "near_transition"
    RESTRICTED = "restricted"
    DEFECTS = "defects"
    NO_FORMULATION = "no_formulation"


class Order(StrEnum):
    """By the next review, the earliest first, or by name."""

    NEXT_REVIEW = "next_review"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class CaseloadWanted:
    """Which entries; `stage` is live (active or stepped down), active, stepped_down or closed."""

    stage: str = "live"
    route: Route | None = None
    aim: Aim | None = None
    aim_state: AimState | None = None
    attention: Attention | None = None
    prison: str | None = None
    region: str | None = None
    q: str | None = None
    order: Order = Order.NEXT_REVIEW


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose entries are looked at: those of a scope, or of it only women under Restricted Status; on one day."""

    scope: Scope
    on: date
    restricted_only: bool = False
