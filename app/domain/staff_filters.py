"""What a list of staff is narrowed to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffFilters:
    """What a list of staff is narrowed to."""

    prison: str | None = None
    team: str | None = None
    region: str | None = None
    duty: str | None = None
    availability: str | None = None
    q: str | None = None
