"""What is in force where: for everywhere and for each estate and region that has its own, on any day."""

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.in_force import ESTATE, EVERYWHERE, PLACE_KINDS, REGION, Place, Ruling, Rulings
from app.domain.ownership import in_force_on
from app.domain.refusals import InvalidInput
from app.repositories import places
from app.services.policies.in_force import governing


def in_force_where(
    connection: Connection,
    on: date,
    as_known_on: date | None = None,
    estate: str | None = None,
    region: str | None = None,
) -> dict[str, Any]:
    """What governs on a day, and what is decided for later; with an estate or region, what governs there.

    Each answer holds for cases that stay at one place; of a case that moves, `GET /cases/{case}/ownership` tells.
    """
    regions = places.regions(connection)
    if region is not None and region not in regions:
        raise InvalidInput.of("region", "unknown_region", "GET /probation-regions lists the regions.")
    found = governing(connection).rulings
    if as_known_on is not None:
        found = found.as_known_on(as_known_on)
    names = {code: row["name"] for code, row in regions.items()}
    asked = Place(estate, region)
    items = [_item(found, place, on, names) for place in _places(found, asked)]
    return {"on": on, "as_known_on": as_known_on, "governs": _item(found, asked, on, names), "items": items}


def _places(found: Rulings, asked: Place) -> list[Place]:
    """Everywhere, then each place that has its own ruling, as far as it is asked about."""
    own = {(ruling.place_kind, ruling.place_code) for ruling in found.rulings}
    chosen = [Place()]
    for kind, code in sorted(own, key=lambda each: (PLACE_KINDS.index(each[0]), each[1] or "")):
        place = Place(code, None) if kind == ESTATE else Place(None, code)
        is_asked = asked == Place() or code in {asked.estate, asked.region}
        if kind != EVERYWHERE and is_asked:
            chosen.append(place)
    return chosen


def _item(found: Rulings, place: Place, on: date, names: dict[str, str]) -> dict[str, Any]:
    """The standing of a place: by the ruling of its own level where it has one by that day."""
    schedule = found.schedule_at(place)
    entry = in_force_on(schedule, on)
    ruling = found.governing(place, on)
    later = [each for each in schedule if each.starts_on > on]
    kind, code = _kind_of(place)
    return {
        "place_kind": kind,
        "place_code": code,
        "place_name": names.get(code or "", code),
        "estate": place.estate,
        "region": place.region,
        "policy": entry.policy.id,
        "policy_version": entry.policy.version,
        "title": entry.policy.title,
        "settings": dict(found.settings_of(ruling, on)),
        "in_force_from": None if entry.starts_on == date.min else entry.starts_on,
        "in_force_to": later[0].starts_on if later else None,
        "decision": _decision(ruling),
        "coming": [
            {
                "policy": each.policy.id,
                "policy_version": each.policy.version,
                "title": each.policy.title,
                "in_force_from": each.starts_on,
                "settings": dict(found.settings_of(found.governing(place, each.starts_on), each.starts_on)),
                "decision": _decision(found.governing(place, each.starts_on)),
            }
            for each in later
        ],
    }


def _kind_of(place: Place) -> tuple[str, str | None]:
    if place.region is not None:
        return REGION, place.region
    return (ESTATE, place.estate) if place.estate is not None else (EVERYWHERE, None)


def _decision(ruling: Ruling) -> dict[str, Any]:
    return {
        "id": ruling.paper_id or ruling.id,
        "title": ruling.title,
        "place_kind": ruling.place_kind,
        "place_code": ruling.place_code,
        "recorded_on": None if ruling.paper_id is None else ruling.recorded_on,
    }
