"""The words of the board data that scripts read: its kinds, the fields that may be agreed on, and its cursor."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.refusals import InvalidInput


class RecordKind(StrEnum):
    """What a record of the feed is about."""

    RECOMMENDATION = "recommendation"
    DECISION = "decision"
    ACTION = "action"


ALWAYS = ("cursor", "id", "kind", "change", "subject_id", "recorded_at")
"""What every record says, whatever was agreed: that something became or changed, and when. None names a woman."""

OF_THE_CASE = ("case_id", "prison_number", "prison", "home_region")
"""Of the case, as they were on the day of the record."""

OF_THE_RECORD = (
    "meeting_id", "item_id", "recommendation_id", "proposal_id", "recommendation_kind", "text", "evidence", "owners",
    "state", "version", "outcome", "reason", "weighed_most", "is_departure", "to_prison", "decided_on", "decided_by",
    "owner", "owner_role", "due_on", "aim", "update",
)  # fmt: skip
"""What the board wrote, as `services.board_record.enter` is handed it; a name that is not here is never shared."""

SHAREABLE = (*OF_THE_CASE, *OF_THE_RECORD)
"""Every field that a standing agreement may name."""

FIRST_PAGE, ROWS_OF_A_PAGE = 100, 1000
_CURSOR = re.compile(r"([0-9a-f]{1,15})\.([0-9a-f]{1,15})")
BAD_CURSOR = "Send `after` as the answer before gave it."


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a reader stands in the feed: after the record of this turn and position."""

    turn: int = 0
    position: int = 0

    @property
    def cursor(self) -> str:
        """The place as callers are given it."""
        return f"{self.turn:x}.{self.position:x}"


def place_of(cursor: str | None) -> Place:
    """The place of a cursor, the beginning without one. Raises InvalidInput."""
    if not cursor:
        return Place()
    parts = _CURSOR.fullmatch(cursor)
    if parts is None:
        raise InvalidInput.of("after", "cursor_invalid", BAD_CURSOR)
    return Place(int(parts[1], 16), int(parts[2], 16))
