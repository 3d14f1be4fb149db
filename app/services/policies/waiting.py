"""Whether a case still waits for a run to bring its stored periods after what was decided."""

from sqlalchemy.engine import Connection

from app.repositories import policy_runs


def waits(connection: Connection, case_id: str) -> bool:
    """Whether the stored periods of a case may be those of before."""
    return is_waiting(case_id, policy_runs.furthest_behind(connection))


def is_waiting(case_id: str, position: str | None) -> bool:
    """The same, where the position of the run furthest behind is known; runs go through cases by their ids."""
    return position is not None and case_id > position
