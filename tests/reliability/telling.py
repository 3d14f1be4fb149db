"""Writers that note what was acknowledged and what is in doubt, and the count of what the database kept."""

import http.client
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Self

import sqlalchemy as sa

from app.models.audit import AuditEntry, DomainEvent
from app.repositories.cases import CASES, FACTS
from tests.reliability.owners import faults_of, words_of
from tests.reliability.standing import Agent, Standing, noted

AUDIT, EVENTS = AuditEntry.__table__, DomainEvent.__table__  # type: ignore[attr-defined]
WRITERS, LATEST = 6, 3
"""They write to the cases opened last, so that no case gathers more facts than one ever has."""


@dataclass(slots=True)
class Tale:
    """What was sent, by its number: to which case, and whether it was acknowledged."""

    cases: list[str]
    case_of: dict[int, str] = field(default_factory=dict)
    acknowledged: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def in_doubt(self) -> list[int]:
        return sorted(set(self.case_of) - self.acknowledged)

    def next(self, chance: random.Random) -> int:
        with self.lock:
            number = len(self.case_of) + 1
            self.case_of[number] = chance.choice(self.cases[-LATEST:])
            return number

    def tell(self, agent: Agent, number: int, *, key: bool = True) -> int:
        """Send it; the status, or 0 where no answer came."""
        headers = {"Idempotency-Key": f"told-{number}"} if key else {}
        try:
            answer = agent.ask("POST", f"/api/v1/cases/{self.case_of[number]}/events", noted(number), headers)
        except (OSError, http.client.HTTPException):
            return 0
        if answer.status == 201:
            self.acknowledged.add(number)
        return answer.status


def write_until(tale: Tale, agent: Agent, over: threading.Event, seed: int) -> None:
    """One writer; it goes on through failures as a program would, a little later."""
    chance = random.Random(seed)
    while not over.is_set():
        if tale.tell(agent, tale.next(chance)) != 201:
            time.sleep(0.05)


class Writers:
    """Writers at work for the length of a block; leaving it stops them."""

    def __init__(self, tale: Tale, agent: Agent) -> None:
        self.tale, self.agent, self.over = tale, agent, threading.Event()
        self.threads = ThreadPoolExecutor(WRITERS)

    def __enter__(self) -> Self:
        self.jobs = [
            self.threads.submit(write_until, self.tale, self.agent.twin(), self.over, seed)
            for seed in range(WRITERS)
        ]
        return self

    def wait_for(self, acknowledged: int, seconds: float = 90) -> None:
        """Until so many more are acknowledged."""
        wanted, until = len(self.tale.acknowledged) + acknowledged, time.monotonic() + seconds
        while len(self.tale.acknowledged) < wanted:
            assert time.monotonic() < until, "the writers came to a stop"
            time.sleep(0.01)

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.threads.shutdown()
        for job in self.jobs:
            job.result()


def settle(tale: Tale, agent: Agent, seconds: float = 90) -> None:
    """Send what is in doubt again, under its own key, until it is acknowledged."""
    until = time.monotonic() + seconds
    for number in tale.in_doubt:
        while (status := tale.tell(agent, number)) != 201:
            assert status in {0, 409, 503}, status
            assert time.monotonic() < until, "what was in doubt stays in doubt"
            time.sleep(0.05)


def lost(running: Standing, tale: Tale) -> list[int]:
    """What was acknowledged and is not there."""
    kept = kept_of(running, tale)
    return [number for number in sorted(tale.acknowledged) if noted(number)["what"] not in kept]


def doubled(running: Standing, tale: Tale) -> list[str]:
    """What is there more than once."""
    return [words for words, times in kept_of(running, tale).items() if times > 1]


def kept_of(running: Standing, tale: Tale) -> Counter[str]:
    with running.database.read() as connection:
        return Counter(words for case in tale.cases for words in words_of(connection, case))


def partial(running: Standing, tale: Tale) -> list[str]:
    """Cases of which facts, audit, events, version and periods do not agree."""
    found = []
    with running.database.read() as connection:
        for case in tale.cases:
            facts, audit, events, version, next_told = counts(connection, case)
            # The case opens with its version 1; each fact told later counts it up.
            opening = next_told - 1 - (version - 1)
            if not facts - opening == audit == events == version - 1 or facts != next_told - 1:
                found.append(f"{case}: {facts} facts, {audit} audited, {events} events, version {version}")
            found += faults_of(connection, case)
    return found


def counts(connection: sa.Connection, case: str) -> tuple[int, int, int, int, int]:
    """Facts, their audit entries, their events; the version, and the number that the next fact will have."""
    facts = sa.select(sa.func.count()).where(FACTS.c.case_id == case)
    audit = sa.select(sa.func.count()).where(AUDIT.c.case_id == case, AUDIT.c.what == "FACT_RECORDED")
    told = "throughcare.fact.recorded"
    events = sa.select(sa.func.count()).where(
        EVENTS.c.case_id == case, EVENTS.c.type == told, EVENTS.c.details["factType"].as_string() != "opening"
    )
    row = connection.execute(sa.select(CASES.c.version, CASES.c.next_told).where(CASES.c.id == case)).one()
    found = [int(connection.execute(statement).scalar_one()) for statement in (facts, audit, events)]
    return found[0], found[1], found[2], row.version, row.next_told
