"""Which cases a comparison takes in, and which places whoever reads it must be allowed to see."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.caller import Scope

EVERYWHERE = ("everywhere", "")
Footprint = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CompareFilters:
    """Open cases at any of these prisons, with their home in any of these regions, and so on; empty takes all."""

    prisons: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    estate: str | None = None
    provider: str | None = None
    sentence_type: str | None = None

    def as_stored(self) -> dict[str, Any]:
        """The filters as JSON."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> "CompareFilters":
        """The filters as they were stored."""
        lists = {name: tuple(stored[name]) for name in ("prisons", "regions")}
        return cls(**{**stored, **lists})


def footprint(scope: Scope, filters: CompareFilters) -> Footprint:
    """The places that hold every case of a run, as pairs of kind and code: who sees all of them may read it.

    The filter's own places where the caller sees those, else the caller's. Empty where the caller sees nothing.
    """
    if filters.prisons and (scope.everywhere or scope.prisons.issuperset(filters.prisons)):
        return _places("prison", filters.prisons)
    if filters.regions and (scope.everywhere or scope.regions.issuperset(filters.regions)):
        return _places("region", filters.regions)
    if scope.everywhere:
        return frozenset({EVERYWHERE})
    return _places("prison", scope.prisons) | _places("region", scope.regions)


def _places(kind: str, codes: Iterable[str]) -> Footprint:
    return frozenset((kind, code) for code in codes)
