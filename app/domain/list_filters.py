"""What lists of reviews, key stages and contacts are narrowed to."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CasesWanted:
    """Whose cases a report is about: of a prison, a home region, or a person who holds a role on them."""

    prison: str | None = None
    region: str | None = None
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewsWanted:
    """Which reviews are listed; days are those that they are listed by, inclusive."""

    prison: str | None = None
    region: str | None = None
    first: date | None = None
    last: date | None = None
    state: str | None = None
    staff: str | None = None
    on: date | None = None
    """The day on which a hearing counts as passed."""


@dataclass(frozen=True, slots=True)
class StagesWanted:
    """Which key stages are listed; days are those planned, inclusive."""

    prison: str | None = None
    region: str | None = None
    staff: str | None = None
    state: str | None = None
    first: date | None = None
    last: date | None = None
