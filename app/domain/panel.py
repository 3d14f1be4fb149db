"""The words that the whole of the panel shares: WECASP, the women's-estate advice panel (000)."""

from enum import StrEnum


class Route(StrEnum):
    """How a woman comes on the caseload; both may be true at once (000 L21)."""

    COMPLEX_NEEDS = "complex_needs"
    RESTRICTED_STATUS = "restricted_status"


class Aim(StrEnum):
    """The five aims to which each action and outcome is tied (000 L27)."""

    STABILISE = "stabilise"
    WELLBEING = "wellbeing"
    STAFF_SUPPORT = "staff_support"
    REDUCE_RISK = "reduce_risk"
    PROGRESS = "progress"


class AimState(StrEnum):
    """How an aim stands at a review."""

    IMPROVING = "improving"
    STATIC = "static"
    WORSENING = "worsening"
    MET = "met"


class RecommendationKind(StrEnum):
    """What a recommendation is about: exactly one of these (000 L53)."""

    WELLBEING = "wellbeing"
    PROGRESSION = "progression"
    STAFF_SUPPORT = "staff_support"
    MOVEMENT = "movement"


class Area(StrEnum):
    """The three areas in which the board meets each month (000 L120)."""

    NORTH = "north"
    MIDLANDS = "midlands"
    SOUTH = "south"


VENUES = {Area.NORTH: "Leeds", Area.MIDLANDS: "Stafford", Area.SOUTH: "London"}
"""Where each area's board meets in person."""
