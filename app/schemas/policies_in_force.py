"""What governs where, and the settings of a policy, as they are shown."""

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from app.schemas.fields import Shown

PlaceKind = Literal["everywhere", "estate", "region"]


class DecisionRef(Shown):
    """The decision behind what governs."""

    id: str
    title: str
    place_kind: PlaceKind
    place_code: str | None
    recorded_on: dt.date | None


class ComingOut(Shown):
    """What is decided for later."""

    policy: str
    policy_version: str
    title: str
    settings: dict[str, Any]
    in_force_from: dt.date
    decision: DecisionRef


class GovernsOut(Shown):
    """What governs a place on the day. `settings` are those that differ from the policy's defaults."""

    place_kind: PlaceKind
    place_code: str | None
    place_name: str | None
    estate: str | None
    region: str | None
    policy: str
    policy_version: str
    title: str
    settings: dict[str, Any]
    in_force_from: dt.date | None = Field(
        description="Null where it has governed since before all decisions."
    )
    in_force_to: dt.date | None
    decision: DecisionRef
    coming: list[ComingOut]


class InForceOut(Shown):
    """Which policy governs where. `governs` answers for the estate and region asked about, else for everywhere."""

    on: dt.date
    as_known_on: dt.date | None
    governs: GovernsOut
    items: list[GovernsOut]


class SettingShown(Shown):
    """A setting: what it decides, its value today, and the paragraph that leaves it open."""

    key: str
    asks: str
    source: str
    values: list[str | int | bool]
    default: str | int | bool
    value: str | int | bool
    decided_by_board: bool


class SettingsOut(Shown):
    """The settings of a policy, wherever no decision says otherwise."""

    policy: str
    title: str
    settings: list[SettingShown]
