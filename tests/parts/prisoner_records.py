"""Invented records in the platform's shape, and files of them."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PRISONS = ("FHI", "DHI", "SDI", "ESI", "DWI", "PFI", "NHI", "LNI", "STI", "AGI", "BZI", "EWI")
FIRST = ("Amara", "Beth", "Cerys", "Dilys", "Efua", "Farah", "Gwen", "Hana", "Iris", "Joan")
LAST = ("Abara", "Birch", "Cole", "Dunmore", "Eavis", "Fell", "Garth", "Holm", "Ings", "Jarrow")


def prison_number(n: int) -> str:
    """The n-th number: A0000AA and on."""
    n, digits = divmod(n, 10_000)
    n, last = divmod(n, 26)
    first, middle = divmod(n, 26)
    return f"{chr(65 + first % 26)}{digits:04d}{chr(65 + middle)}{chr(65 + last)}"


def record(number: str = "A1234BC", **fields: Any) -> dict[str, Any]:
    """A person serving a determinate sentence at Foston Hall, in the platform's shape."""
    return {
        "prisonerNumber": number,
        "bookingId": "1200001",
        "bookNumber": "40001A",
        "firstName": "AMARA",
        "lastName": "BIRCH",
        "dateOfBirth": "1988-04-02",
        "gender": "Female",
        "youthOffender": False,
        "status": "ACTIVE IN",
        "lastMovementTypeCode": "ADM",
        "lastMovementReasonCode": "I",
        "lastMovementDate": "2025-02-03",
        "inOutStatus": "IN",
        "prisonId": "FHI",
        "lastPrisonId": "FHI",
        "prisonName": "Foston Hall (HMP)",
        "cellLocation": "A-1-001",
        "aliases": [],
        "alerts": [{"alertType": "X", "alertCode": "XA", "active": True, "expired": False}],
        "legalStatus": "SENTENCED",
        "imprisonmentStatus": "ADIMP_ORA20",
        "convictedStatus": "Convicted",
        "recall": False,
        "indeterminateSentence": False,
        "sentenceStartDate": "2025-02-03",
        "sentenceExpiryDate": "2029-02-02",
        "licenceExpiryDate": "2029-02-02",
        "conditionalReleaseDate": "2027-02-03",
        "confirmedReleaseDate": None,
        "lastAdmissionDate": "2025-02-03",
        "receptionDate": "2025-02-03",
        "category": "C",
        "restrictedPatient": False,
        **fields,
    }


def records(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Many people, each with a sentence of her own."""
    dice = random.Random(seed)
    for n in range(count):
        start = date(2023, 1, 2) + timedelta(days=dice.randrange(1200))
        days = dice.randrange(500, 3000)
        prison = dice.choice(PRISONS)
        yield record(
            prison_number(n),
            bookingId=str(1_000_000 + n),
            firstName=dice.choice(FIRST).upper(),
            lastName=dice.choice(LAST).upper(),
            prisonId=prison,
            lastPrisonId=prison,
            sentenceStartDate=start.isoformat(),
            lastAdmissionDate=start.isoformat(),
            lastMovementDate=start.isoformat(),
            sentenceExpiryDate=(start + timedelta(days=days)).isoformat(),
            licenceExpiryDate=(start + timedelta(days=days)).isoformat(),
            conditionalReleaseDate=(start + timedelta(days=days // 2)).isoformat(),
        )


def write_array(path: Path, count: int) -> Path:
    """A file that is one JSON array of so many records, written without holding them."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for place, one in enumerate(records(count)):
            file.write((",\n" if place else "\n") + json.dumps(one, indent=2))
        file.write("\n]\n")
    return path
