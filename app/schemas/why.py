"""Why a case is with its owner: each rule tried, in order, and what would change the answer."""

from datetime import date
from typing import Any

from pydantic import Field

from app.schemas.fields import Shown
from app.schemas.ownership import BasisOut, HandoverOut, Owner


class SawOut(Shown):
    """A fact that a rule looked at, as it stood on the day; null where it is not known."""

    fact: str = Field(examples=["release_date"])
    value: Any = Field(examples=["2027-01-13"])


class RuleNotNeeded(Shown):
    """A rule that was not tried, because one before it applied."""

    rule: str
    reason_code: str
    basis: list[BasisOut]


class RuleTried(RuleNotNeeded):
    """A rule that was tried. `because` says why it applies, or what holds instead."""

    applies: bool
    because: str
    saw: list[SawOut]


class WouldChangeOut(Owner):
    """A fact that, if it happened on the day, would put another side in charge; the owner is the one that then is."""

    type: str = Field(description="The type of fact, as it would be recorded.")
    fields: dict[str, Any]


class WhyOut(Owner):
    """The answer of a day by the rules alone, with every rule that was tried, in order."""

    case_id: str
    on: date
    policy: str
    policy_version: str
    handover: HandoverOut
    tried: list[RuleTried] = Field(description="In order; the last is the one that applies.")
    not_needed: list[RuleNotNeeded]
    would_change: list[WouldChangeOut] = Field(
        description="Why not the other side: facts that would move the case if they happened on the day."
    )
