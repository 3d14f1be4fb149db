"""Cancels a meeting; what was on its agenda waits for another one."""

from app.repositories import meetings as repository
from app.services.meetings.agenda import withdraw_all
from app.services.meetings.scheduling import held_meeting, tell
from app.services.unit_of_work import UnitOfWork


def cancel(work: UnitOfWork, meeting_id: str, reason: str) -> None:
    """Cancel a meeting that is not over. Raises NotFound, RefusedByRule."""
    row = held_meeting(work, meeting_id, None)
    ended = {"cancelled_at": work.moment, "cancelled_by": work.caller.username, "cancelled_reason": reason}
    repository.update(work.connection, repository.MEETINGS, row["id"], ended)
    withdraw_all(work, repository.standing_items(work.connection, row["id"]), f"Meeting cancelled: {reason}")
    work.record("MEETING_CANCELLED", subject=("MEETING", row["id"]), details={"why": reason})
    tell(work, "cancelled", row)
