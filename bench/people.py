"""Invents the cases that are measured: the same ones for the same day and number, in numbers up to a million."""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import months_after
from app.services.demonstration.names import MEN, WOMEN

SEED = "throughcare bench 1"
IN_ONE_PRISON = 1_000
LETTERS = "BCDEFGHJKLMNPQRSTVWXYZ"
FIRST_HALVES = (
    "Alder", "Amber", "Ash", "Bar", "Birch", "Bram", "Bux", "Cal", "Clov", "Cob", "Crane", "Dell", "Dov", "Elder",
    "Ember", "Fair", "Fenn", "Fox", "Gil", "Gorse", "Grey", "Hal", "Haw", "Hazel", "Holl", "Ingle", "Ives", "June",
    "Kell", "Kest", "Lark", "Linden", "Maple", "Marsh", "Mist", "Moss", "Nettle", "Oaken", "Orch", "Pebble",
)  # fmt: skip
SECOND_HALVES = (
    "beck", "borne", "brook", "by", "combe", "croft", "dale", "don", "fell", "field", "ford", "gate", "ham", "hart",
    "holme", "hurst", "ley", "low", "mere", "moor", "more", "over", "ridge", "shaw", "stead", "stone", "thorpe",
    "ton", "wick", "worth",
)  # fmt: skip
COURSES = {"custody": 62, "near": 12, "licence": 14, "recalled": 7, "closed": 5}
CSV_COLUMNS = (
    "prison_number", "crn", "first_name", "last_name", "date_of_birth", "home_region", "prison", "arrived_on",
    "provider", "rosh_level", "mappa_level", "sentence_start_date", "sentence_type", "length_months",
    "release_date", "licence_expiry_date", "parole_eligibility_date", "tariff_expiry_date",
    "community_manager_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A prison as a case needs it."""

    code: str
    estate: str
    region: str


@dataclass(frozen=True, slots=True)
class Life:
    """What was told of a case: its sentence and how it stood at first, and what came later."""

    started_on: date
    standing: dict[str, Any]
    sentence: dict[str, Any]
    later: list[tuple[str, date, dict[str, Any]]] = field(default_factory=list)


def place_of(number: int, places: Sequence[Place]) -> Place:
    """A prison is filled with a thousand before the next one takes any, then all again."""
    return places[number // IN_ONE_PRISON % len(places)]


def person(number: int, place: Place) -> dict[str, Any]:
    """The columns that say who the case of this number is about."""
    chance = random.Random(f"{SEED}: {number}")
    # Squared: some family names are borne by many, most by few.
    family = FIRST_HALVES[int(chance.random() ** 2 * 40)] + SECOND_HALVES[int(chance.random() ** 2 * 30)]
    return {
        "prison_number": prison_number(number),
        "crn": f"{LETTERS[number // 1_000_000]}{number % 1_000_000:06}",
        "first_name": chance.choice(WOMEN if place.estate == "women" else MEN),
        "last_name": family,
        "date_of_birth": date(1955, 1, 1) + timedelta(chance.randrange(18_000)),
        "home_region": place.region,
        "community_manager_name": f"Manager {chance.randrange(900)}",
    }


def life(number: int, prison: str, today: date) -> Life:
    """What became of the case of this number, in this prison."""
    chance = random.Random(f"{SEED}: life {number}")
    course = chance.choices(list(COURSES), list(COURSES.values()))[0]
    started_on, sentence = _sentence(chance, course, today)
    standing = {
        "provider": chance.choices(("nps", "crc"), (7, 3))[0],
        "rosh_level": chance.choices(("low", "medium", "high"), (4, 5, 2))[0],
        "mappa_level": chance.choices((0, 1), (8, 1))[0],
    }
    later = list(_later(chance, course, prison, started_on, sentence, today))
    return Life(started_on, standing, sentence, later)


def as_csv(count: int, places: Sequence[Place], today: date) -> Iterator[str]:
    """The first so many cases as lines of our own import file, the header first."""
    yield ",".join(CSV_COLUMNS) + "\n"
    for number in range(count):
        place = place_of(number, places)
        lived = life(number, place.code, today)
        values = {
            **person(number, place),
            **lived.standing,
            **lived.sentence,
            "prison": place.code,
            "arrived_on": lived.started_on,
            "sentence_start_date": lived.started_on,
        }
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([values.get(name, "") for name in CSV_COLUMNS])
        yield line.getvalue()


def prison_number(number: int) -> str:
    """Each number once, up to four million."""
    serial, rest = number % 10_000, number // 10_000
    return f"B{serial:04}{LETTERS[rest // 22 % 22]}{LETTERS[rest % 22]}"


def _sentence(chance: random.Random, course: str, today: date) -> tuple[date, dict[str, Any]]:
    months = chance.choice((14, 18, 24, 30, 36, 48, 60, 84, 120))
    if course == "custody" and chance.random() < 0.08:
        started_on = today - timedelta(chance.randrange(400, 5_000))
        tariff = today + timedelta(chance.randrange(-900, 3_000))
        return started_on, {
            "sentence_type": chance.choice(("LIFE", "IPP")),
            "tariff_expiry_date": tariff,
            "parole_eligibility_date": tariff,
        }
    until = {
        "custody": lambda: chance.randrange(10, 1_500),
        "near": lambda: chance.randrange(10, 300),
        "licence": lambda: -chance.randrange(10, 180),
        "recalled": lambda: -chance.randrange(60, 180),
        "closed": lambda: -chance.randrange(10, 180),
    }[course]()
    release_on = today + timedelta(until)
    started_on = min(months_after(release_on, -(months // 2)), today - timedelta(2 if until > 0 else 200))
    return started_on, {
        "sentence_type": "SDS",
        "length_months": months,
        "release_date": release_on,
        "licence_expiry_date": max(months_after(started_on, months), release_on + timedelta(200)),
    }


def _later(
    chance: random.Random,
    course: str,
    prison: str,
    started_on: date,
    sentence: dict[str, Any],
    today: date,
) -> Iterator[tuple[str, date, dict[str, Any]]]:
    moved = started_on + timedelta(chance.randrange(1, max(2, min(150, (today - started_on).days))))
    if chance.random() < 0.6:
        yield "security_category_changed", moved, {"category": chance.choice("BCD")}
    if course == "custody" and "release_date" not in sentence and chance.random() < 0.5:
        day = max(started_on + timedelta(2), today - timedelta(chance.randrange(5, 200)))
        yield "parole_process_started", day, {"review": f"{day.year}/1"}
    if course in {"licence", "recalled"}:
        yield "released", sentence["release_date"], {"release_type": "automatic"}
    if course == "recalled":
        day = sentence["release_date"] + timedelta(chance.randrange(5, 50))
        yield "recalled", day, {"recall_type": "standard", "to_prison": prison}
    if course == "closed":
        yield "died", max(started_on + timedelta(1), today - timedelta(chance.randrange(1, 30))), {}
