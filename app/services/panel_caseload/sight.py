"""Whose entries a caller sees: staff by their scope, the chair and members by signature and seat too (W29, W41)."""

from app.domain.caller import Role
from app.domain.panel_caseload_filters import Seen
from app.domain.refusals import NotFound
from app.repositories import cases
from app.repositories.panel_care import is_restricted
from app.services.panel_access import Asking, refuse, require_sight, sight_of
from app.services.visibility import NO_SUCH_CASE

BY_OFFICE = frozenset(
    {
        Role.OMU_OFFICER,
        Role.OMU_MANAGER,
        Role.COMMUNITY_MANAGER,
        Role.COMMUNITY_SENIOR,
        Role.PANEL_SECRETARIAT,
        Role.GROUP_DIRECTOR,
        Role.REGIONAL_DIRECTOR,
        Role.INSPECTOR,
    }
)
"""Who has to do with a case by their office: their scope says which, and no seat narrows it."""


def seen_by(asking: Asking) -> Seen:
    """What this caller sees of the caseload. Raises NotPermitted, with a REFUSED entry, for who has not signed."""
    caller = asking.caller
    if caller.has_any(BY_OFFICE):
        return Seen(caller.scope, asking.today)
    sight = require_sight(asking)
    return Seen(caller.scope, asking.today, restricted_only=not sight.every_item)


def require_case(asking: Asking, reference: str) -> bool:
    """Whether the caller may read the board's advice on a case that they may see of the panel at all.

    Raises NotPermitted for who has not signed, and NotFound, with a REFUSED entry, for a case outside a seat.
    """
    seen = seen_by(asking)
    with asking.reading() as connection:
        may_read_advice = not sight_of(connection, asking.caller, asking.today).nothing
        case = cases.find_case(connection, reference, asking.today) if seen.restricted_only else None
        hidden = case is not None and not is_restricted(connection, case["id"], asking.today)
    if case is not None and hidden:
        refuse(asking, "out_of_sight", case_id=case["id"])
        raise NotFound(NO_SUCH_CASE)
    return may_read_advice
