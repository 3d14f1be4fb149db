"""What of the board's agenda a person may see, from their roles, their signature and their seats."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.caller import Role, Scope
from app.domain.panel_seats import RESTRICTED_ONLY

SEE_ITEMS = frozenset({Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.PANEL_MEMBER, Role.GROUP_DIRECTOR})
"""Who may see items at all, once they have signed (000 L83)."""
BY_OFFICE = frozenset({Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.GROUP_DIRECTOR})
"""Who sees every item by their office, whatever seat they hold beside it."""
NOWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Sight:
    """Which items may be seen: every one, those on women with Restricted Status, or none; within a scope of cases."""

    every_item: bool
    restricted_items: bool
    scope: Scope = NOWHERE
    reason: str = "signed"
    """Why: `signed`, `restricted_seat`, or for none `no_role`, `not_signed`, `no_live_seat`."""

    @property
    def nothing(self) -> bool:
        """Whether no item may be seen."""
        return not (self.every_item or self.restricted_items)


def sight_from(
    roles: frozenset[Role], scope: Scope, *, has_signed: bool, seats: Iterable[Mapping[str, Any]], on: date
) -> Sight:
    """What these roles, this signature and these seats (`seat`, `starts_on`, `ends_on`) let a person see on a day.

    A member whose seats have all ended sees nothing, so that the end of a term never opens more than the seat did.
    A member who never held one, such as an establishment's representative, sees the items of their scope.
    """
    if roles.isdisjoint(SEE_ITEMS):
        return Sight(False, False, scope, "no_role")
    if not has_signed:
        return Sight(False, False, scope, "not_signed")
    if not roles.isdisjoint(BY_OFFICE):
        return Sight(True, True, scope)
    held = list(seats)
    live = {seat["seat"] for seat in held if is_live(seat["starts_on"], seat["ends_on"], on)}
    if held and not live:
        return Sight(False, False, scope, "no_live_seat")
    if live == {RESTRICTED_ONLY}:
        return Sight(False, True, scope, "restricted_seat")
    return Sight(True, True, scope)


def is_live(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether a day lies in a term; `ends_on` is the first day that no longer counts."""
    return starts_on <= on and (ends_on is None or on < ends_on)
