"""What was recorded of items as it is shown: texts with their versions, advice, decisions with where they stand."""

from collections.abc import Mapping
from typing import Any

from app.domain.minutes import Part, state_of, who_confirms

Row = Mapping[str, Any]
Names = Mapping[str, str]


def written_shown(row: Row | None, names: Names) -> dict[str, Any]:
    """A text that is saved as typed; version 1 and empty where nobody has written yet."""
    if row is None:
        return {"text": "", "version": 1, "changed_at": None, "changed_by": None}
    by = row["changed_by"]
    return {
        "text": row["text"],
        "version": row["version"],
        "changed_at": row["changed_at"],
        "changed_by": names.get(by) or by,
    }


def line_shown(part: Part, row: Row | None, names: Names) -> dict[str, Any]:
    """A responsibility line."""
    return {"part": part.value, **written_shown(row, names)}


def recommendation_shown(row: Row, names: Names) -> dict[str, Any]:
    """Advice with its owners; `is_current` until another took its place."""
    return {
        **row,
        "made_by": names.get(row["made_by"]) or row["made_by"],
        "is_current": row["superseded_at"] is None,
    }


def decision_shown(row: Row, names: Names) -> dict[str, Any]:
    """A decision of the meeting with where it stands, and whose word it waits for."""
    by = row["confirmed_by"]
    return {
        **row,
        "state": state_of(row),
        "decided_by": row["person_name"],
        "made_by": names.get(row["made_by"]) or row["made_by"],
        "confirmed_by": (names.get(by) or by) if by else None,
        "waits_for": who_confirms(row["kind"]),
    }
