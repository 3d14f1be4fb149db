"""Invents who a case is about: names, numbers, where home is, and who holds the case in the community."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.domain.identifiers import PNC_CHECK_LETTERS
from app.services.demonstration.chance import Chance
from app.services.demonstration.estate import HOMES, Establishment
from app.services.demonstration.names import FAMILY, MEN, WOMEN

LETTERS = "BCDEFGHJKLMNPQRSTVWXYZ"
STORY_ENDING = "DM"
MANAGERS_IN_A_REGION = 8
OFFENCES = {
    "SDS": (
        "Theft", "Burglary of a dwelling", "Robbery", "Fraud by false representation", "Supplying class A drugs",
        "Assault occasioning actual bodily harm", "Conveying articles into prison", "Money laundering", "Affray",
    ),
    "EDS": ("Wounding with intent", "Arson with intent to endanger life", "Robbery", "Kidnapping"),
    "SOPC": ("Sexual offence against a child",),
    "LIFE": ("Murder",),
    "IPP": ("Arson being reckless as to life", "Wounding with intent", "Robbery"),
}  # fmt: skip


def numbers() -> Iterator[tuple[str, str]]:
    """Prison numbers and CRNs, each once, never those of the documented stories."""
    for number in range(1, 100_000):
        serial = number * 7919 % 100_000
        first, second = LETTERS[number % 22], LETTERS[number // 22 % 22]
        if first + second != STORY_ENDING:
            yield f"Z{serial % 10_000:04}{first}{second}", f"X{400_000 + serial:06}"


def person(chance: Chance, place: Establishment, number: tuple[str, str], arrived: date) -> dict[str, Any]:
    """The columns of a case that say who the person is: of age by half a year before the day of arrival."""
    prison_number, crn = number
    age = chance.by_weight({chance.number(19, 29): 4, chance.number(28, 45): 6, chance.number(44, 70): 3})
    born = arrived - timedelta(round(365.25 * age) + chance.number(0, 364))
    region = chance.by_weight(dict(zip(place.home_regions, (60, 22, 10), strict=False)))
    if chance.falls(7):
        region = chance.one_of(list(HOMES))
    firsts = WOMEN if place.estate == "women" else MEN
    return {
        "prison_number": prison_number,
        "crn": crn,
        "pnc": _pnc(chance, born) if chance.falls(80) else None,
        "booking_id": f"{chance.number(1_200_000, 2_900_000)}",
        "first_name": chance.one_of(firsts),
        "middle_names": chance.one_of(firsts) if chance.falls(35) else None,
        "last_name": chance.one_of(FAMILY),
        "date_of_birth": born,
        "gender": "Female" if place.estate == "women" else "Male",
        "home_area": chance.one_of(HOMES[region]),
        "home_region": region,
        "cell_location": f"{place.code}-{chance.one_of('ABCDE')}-{chance.number(1, 3)}-{chance.number(1, 42):03}",
        "csra": chance.by_weight({"Standard": 9, "High": 1}),
    }


def with_offence(chance: Chance, details: dict[str, Any], kind: str) -> dict[str, Any]:
    """The details, with what the sentence was for and, in the women's estate, how complex her needs are."""
    needs = chance.by_weight({"low": 4, "medium": 4, "high": 2}) if details["gender"] == "Female" else None
    return {**details, "most_serious_offence": chance.one_of(OFFENCES[kind]), "complexity_of_need": needs}


def with_community_manager(chance: Chance, details: dict[str, Any]) -> dict[str, Any]:
    """The details, with one of the eight invented managers of the home region."""
    region, which = details["home_region"], chance.number(1, MANAGERS_IN_A_REGION)
    name, email = manager_of(region, which)
    return {
        **details,
        "community_manager_name": name,
        "community_manager_email": email,
        "community_team": f"{details['home_area']} team",
    }


def manager_of(region: str, which: int) -> tuple[str, str]:
    """The name and the address of one of a region's managers, counted from 1."""
    other = Chance(f"manager {which} of {region}")
    first, last = other.one_of((*WOMEN, *MEN)), other.one_of(FAMILY)
    return f"{first} {last}", f"{first}.{last}@probation.example".lower()


def _pnc(chance: Chance, born: date) -> str:
    year = born.year + chance.number(15, 18)
    serial = f"{chance.number(1, 480_000):07}"
    return f"{year}/{serial}{PNC_CHECK_LETTERS[int(f'{year % 100:02}' + serial) % 23]}"
