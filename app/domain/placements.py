"""The prisons side by side for one woman: how near, what each offers of what she needs, what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_MILES = 3958.8
OPEN = "women_open"
NOT_FOR_RESTRICTED, RESTRICTED_UNKNOWN, NO_UNIT, UNIT_UNKNOWN, IS_OPEN, LACKS, OFFER_UNKNOWN = (
    "not_for_restricted_status",
    "restricted_status_not_known",
    "no_mother_and_baby_unit",
    "mother_and_baby_unit_not_known",
    "open_prison",
    "lacks_interventions",
    "interventions_not_known",
)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Needs:
    """What she needs of a prison. `home` is her home region's row, None where it is not known."""

    interventions: Sequence[str]
    is_restricted: bool
    with_baby: bool
    home: Row | None


@dataclass(frozen=True, slots=True)
class Option:
    """One prison as it stands for her. `offered` and `lacking` divide what she needs; both empty where unknown."""

    prison: Row
    miles: int | None
    in_home_region: bool
    offered: tuple[str, ...]
    lacking: tuple[str, ...]
    interventions_known: bool
    holds_restricted_status: bool | None
    mother_and_baby_unit: bool | None
    remarks: tuple[str, ...]

    @property
    def is_barred(self) -> bool:
        """Whether she cannot be held there as things are."""
        return NOT_FOR_RESTRICTED in self.remarks


def side_by_side(prisons: Sequence[Row], offers: Mapping[str, Row], needs: Needs) -> list[Option]:
    """Every prison for her, the nearest to home first; by name where her home is not known."""
    options = [_option(prison, offers.get(prison["code"], {}), needs) for prison in prisons]
    return sorted(
        options, key=lambda option: (option.miles if option.miles is not None else 0, option.prison["name"])
    )


def miles_between(one: Row, other: Row) -> int:
    """The straight line between two places, in whole miles."""
    lat_1, lat_2 = radians(one["latitude"]), radians(other["latitude"])
    half_up = sin((lat_2 - lat_1) / 2) ** 2
    half_round = sin(radians(other["longitude"] - one["longitude"]) / 2) ** 2
    angle = 2 * asin(sqrt(half_up + cos(lat_1) * cos(lat_2) * half_round))
    return round(EARTH_MILES * angle)


def _option(prison: Row, offer: Row, needs: Needs) -> Option:
    known = offer.get("interventions")
    wanted = tuple(needs.interventions)
    offered = tuple(code for code in wanted if known is not None and code in known)
    lacking = tuple(code for code in wanted if known is not None and code not in known)
    return Option(
        prison=prison,
        miles=miles_between(needs.home, prison) if needs.home else None,
        in_home_region=bool(needs.home) and prison["region"] == (needs.home or {})["code"],
        offered=offered,
        lacking=lacking,
        interventions_known=known is not None,
        holds_restricted_status=offer.get("holds_restricted_status"),
        mother_and_baby_unit=offer.get("mother_and_baby_unit"),
        remarks=tuple(_remarks(prison, offer, needs, lacking)),
    )


def _remarks(prison: Row, offer: Row, needs: Needs, lacking: Sequence[str]) -> list[str]:
    found = []
    if needs.is_restricted:
        held = offer.get("holds_restricted_status")
        found += [] if held else [RESTRICTED_UNKNOWN if held is None else NOT_FOR_RESTRICTED]
    if needs.with_baby:
        unit = offer.get("mother_and_baby_unit")
        found += [] if unit else [UNIT_UNKNOWN if unit is None else NO_UNIT]
    if needs.interventions and offer.get("interventions") is None:
        found.append(OFFER_UNKNOWN)
    if lacking:
        found.append(LACKS)
    if prison["category"] == OPEN:
        found.append(IS_OPEN)
    return found
