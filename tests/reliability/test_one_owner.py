"""R3: many clients tell and take back facts of a few cases; each case keeps one owner at each moment."""

import random
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.reliability.owners import faults_of, owners_by_day
from tests.reliability.standing import Agent, Standing, at_once

START, TODAY = date(2025, 1, 13), datetime.now(UTC).date() - timedelta(days=1)
GOOD = {200, 201}
LOSES = {409, 412, 503}


def random_fact(chance: random.Random) -> dict[str, Any]:
    """A fact of some day since the sentence began; any of them may move the owner."""
    day = START + timedelta(days=chance.randrange((TODAY - START).days))
    later = (day + timedelta(days=chance.randrange(30, 900))).isoformat()
    fact = chance.choice(
        [
            {"type": "release_date_set", "release_date": later},
            {"type": "provider_changed", "provider": chance.choice(["nps", "crc"])},
            {"type": "prison_transfer", "to_prison": chance.choice(["FHI", "DWI", "ESI"])},
            {"type": "risk_changed", "rosh_level": chance.choice(["low", "high", "very_high"])},
            {"type": "recalled", "recall_type": "standard"},
            {"type": "released"},
            {"type": "hospital_transfer"},
            {"type": "returned_to_custody"},
            {"type": "parole_process_started", "review": "r1"},
        ]
    )
    return {"date": day.isoformat(), **fact}


def meddle(agent: Agent, cases: list[str], seed: int, until: float) -> Counter[int]:
    """One client: three facts for each retraction, as it comes."""
    chance, heard, own = random.Random(seed), Counter[int](), list[tuple[str, str]]()
    while time.monotonic() < until:
        if own and chance.random() < 0.25:
            case, fact = own.pop(chance.randrange(len(own)))
            path, body = f"/api/v1/cases/{case}/events/{fact}", {"reason": "Entered in error."}
            answer = agent.ask("DELETE", path, body, {"If-Match": "*"})
        else:
            case = chance.choice(cases)
            answer = agent.post(f"/api/v1/cases/{case}/events", random_fact(chance))
            if answer.status == 201:
                own.append((case, answer.body["event"]["id"]))
        heard[answer.status] += 1
    return heard


def many_meddle(running: Standing, clients: int, cases: int, seconds: float) -> Counter[int]:
    """Let them; every case must end with one owner at each moment and no answer may be a fault."""
    agent = running.agent()
    opened = [agent.open_case() for _ in range(cases)]
    until = time.monotonic() + seconds
    twins = [agent.twin() for _ in range(clients)]
    heard: Counter[int] = sum(
        at_once(
            [
                lambda twin=twin, seed=seed: meddle(twin, opened, seed, until)  # type: ignore[misc]
                for seed, twin in enumerate(twins)
            ]
        ),
        Counter(),
    )
    assert set(heard) <= GOOD | LOSES, heard
    with running.database.read() as connection:
        assert {case: faults_of(connection, case) for case in opened} == {case: [] for case in opened}
    return heard


def test_few_cases_under_many_hands_keep_one_owner(shared: Standing) -> None:
    heard = many_meddle(shared, clients=8, cases=3, seconds=3)
    assert heard[201] > 10


@pytest.mark.soak
def test_fifty_cases_under_32_hands_for_a_minute_keep_one_owner(shared: Standing) -> None:
    heard = many_meddle(shared, clients=32, cases=50, seconds=60)
    assert heard[201] > 500


def test_the_checker_finds_two_owners_and_none() -> None:
    """The negative control of the checker itself."""
    first = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 2, 1)}
    gap = {"starts_on": date(2025, 2, 3), "ends_on": None}
    overlap = {"starts_on": date(2025, 1, 31), "ends_on": None}
    assert {len(owners) for _, owners in owners_by_day([first, gap])} == {0, 1}
    assert {len(owners) for _, owners in owners_by_day([first, overlap])} == {1, 2}
