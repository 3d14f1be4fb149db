"""The condition that a list of the panel shows no more than its reader may see."""

from datetime import date

import sqlalchemy as sa

from app.domain.caller import Scope
from app.domain.panel_reading import PanelReading
from app.repositories.cases import CASES
from app.repositories.listing import in_scope
from app.repositories.panel_care import RESTRICTED, holds_on


def readable(reading: PanelReading, scope: Scope, on: date) -> sa.ColumnElement[bool]:
    """Whether a case (`case_record` in the statement) is one whose moves and actions may be seen."""
    if reading.nothing:
        return sa.false()
    if reading.every_case:
        return in_scope(scope)
    return in_scope(scope) & is_restricted(on)


def is_restricted(on: date) -> sa.ColumnElement[bool]:
    """Whether a case stands under Restricted Status on a day."""
    return sa.exists().where(RESTRICTED.c.case_id == CASES.c.id, holds_on(on))
