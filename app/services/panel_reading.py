"""Lets somebody at the panel's moves and actions, as staff of the case or as the board sees them; refusals are kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.panel_reading import PanelReading, reading_from
from app.repositories import panel_care
from app.services.panel_access import Asking, require_sight, sight_of
from app.services.visibility import may_see


def require_reading(asking: Asking) -> PanelReading:
    """What the caller may see. Where it is nothing: leaves a REFUSED entry, raises NotPermitted. For routes."""
    with asking.reading() as connection:
        reading = reading_of(connection, asking.caller, asking.today)
    if reading.nothing:
        require_sight(asking)
    return reading


def reading_of(connection: Connection, caller: Caller, on: date) -> PanelReading:
    """The same inside a transaction; it refuses nothing."""
    return reading_from(caller, sight_of(connection, caller, on))


def may_read(connection: Connection, caller: Caller, case: Mapping[str, Any], on: date) -> bool:
    """Whether moves and actions of this case may be seen by this caller. `case` holds id, prison_code, home_region."""
    reading = reading_of(connection, caller, on)
    if reading.nothing or not may_see(caller, case):
        return False
    return reading.every_case or panel_care.is_restricted(connection, case["id"], on)
