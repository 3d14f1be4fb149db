"""What lists of handovers are narrowed to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandoverFilters:
    """What a list of handovers is narrowed to. `staff` holds some role on the case."""

    q: str | None = None
    prison: str | None = None
    region: str | None = None
    staff: str | None = None
    reason: str | None = None
    kind: str | None = None
    rosh: str | None = None
    tier: str | None = None
