"""The names of prisons and probation regions, asked of the API now and then and remembered."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from starlette.requests import Request

REMEMBERED_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Places:
    """Names by code, in the order of their names; `in_use` are the prisons that still take people."""

    prisons: Mapping[str, str]
    in_use: frozenset[str]
    regions: Mapping[str, str]
    until: float

    def prison_name(self, code: str) -> str:
        """The prison's name, or its code if nobody knows it."""
        return self.prisons.get(code, code)

    def region_name(self, code: str) -> str:
        """The region's name, or its code if nobody knows it."""
        return self.regions.get(code, code)

    @property
    def names(self) -> Mapping[str, str]:
        """The names of prisons and regions together; no code is both."""
        return {**self.prisons, **self.regions}

    @property
    def options(self) -> dict[str, list[tuple[str, str]]]:
        """What a question for a prison or a region offers."""
        in_use = [(code, name) for code, name in self.prisons.items() if code in self.in_use]
        return {"prison": in_use, "region": list(self.regions.items())}


async def places_of(request: Request) -> Places:
    """The register of places, at most ten minutes old."""
    app = request.app.state
    known: Places | None = getattr(app, "places", None)
    if known and known.until > monotonic():
        return known
    prisons = (await request.state.api.get("/prisons")).json["items"]
    regions = (await request.state.api.get("/probation-regions")).json["items"]
    app.places = Places(
        {p["code"]: p["name"] for p in sorted(prisons, key=lambda p: p["name"])},
        frozenset(p["code"] for p in prisons if p["active"] and p["in_scope"]),
        {r["code"]: r["name"] for r in sorted(regions, key=lambda r: r["name"])},
        monotonic() + REMEMBERED_SECONDS,
    )
    found: Places = app.places
    return found


def prison_choices(places: Places, prisons: tuple[str, ...], *, everywhere: bool) -> list[tuple[str, str]]:
    """The prisons a person may choose between, by code and name; none where there is nothing to choose."""
    if everywhere:
        return [(code, name) for code, name in places.prisons.items() if code in places.in_use]
    chosen = [(code, name) for code, name in places.prisons.items() if code in prisons]
    return chosen if len(chosen) > 1 else []
