"""What a list of cases is narrowed to."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. Days are inclusive."""

    q: str | None = None
    prison: str | None = None
    region: str | None = None
    responsible: str | None = None
    status: str | None = None
    attention: str | None = None
    missing: str | None = None
    handover_from: date | None = None
    handover_to: date | None = None
    changed_from: date | None = None
    release_from: date | None = None
    release_to: date | None = None
    allocation: str | None = None
    staff: str | None = None
    role: str | None = None
    allocated_from: date | None = None
    """With `staff` and `role`: the role was taken on or after this day."""
