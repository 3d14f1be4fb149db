"""R8: a locked row holds up nobody but those who want that row; a database that is away is told plainly and soon."""

import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import TEMPLATE
from tests.parts.postgres import Cluster
from tests.reliability.conftest import create_database
from tests.reliability.standing import Agent, Answer, Standing, noted, standing

SOON = 2.0
THREADS = 40
"""What the server answers plain functions with; when all of them wait, nobody is served."""

BUSY_MACHINE = 0.25
"""A read may take this long on a machine that does other things too, whatever it takes when idle."""


@contextmanager
def held(url: str, case: str) -> Iterator[None]:
    """The case's row is locked from outside the service."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 1 FROM case_record WHERE id = :id FOR UPDATE"), {"id": case})
        yield
        connection.rollback()


def crowd_at(agent: Agent, case: str, posts: int) -> tuple[ThreadPoolExecutor, list[Answer]]:
    """So many posts to one case at once, each by its own connection."""
    answers: list[Answer] = []
    threads = ThreadPoolExecutor(posts)
    for number in range(posts):
        twin = agent.twin()
        job = threads.submit(twin.post, f"/api/v1/cases/{case}/events", noted(number))
        job.add_done_callback(lambda done: answers.append(done.result()))
    return threads, answers


def read_for(agent: Agent, case: str, seconds: float) -> list[float]:
    """How long each read of a case took."""
    until, taken = time.monotonic() + seconds, []
    while time.monotonic() < until:
        answer = agent.get(f"/api/v1/cases/{case}")
        assert answer.status == 200
        taken.append(answer.seconds)
    return taken


def p99(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[98] if len(taken) > 1 else taken[0]


def test_a_locked_row_stops_only_those_who_want_it(postgres_standing: Standing) -> None:
    agent, reader, writer = postgres_standing.agent(), postgres_standing.agent(), postgres_standing.agent()
    locked, other = agent.open_case(), agent.open_case()
    idle = read_for(reader, other, 0.5)
    with held(postgres_standing.url, locked):
        threads, answers = crowd_at(agent, locked, 60)
        time.sleep(0.1)
        taken = read_for(reader, other, 1.5)
        elsewhere = writer.post(f"/api/v1/cases/{other}/events", noted(1))
        threads.shutdown()
    assert elsewhere.status == 201
    assert {answer.status for answer in answers} <= {409, 503}
    assert all(answer.headers["retry-after"] == "1" for answer in answers)
    assert max(answer.seconds for answer in answers) < SOON
    assert p99(taken) <= max(5 * p99(idle), BUSY_MACHINE)
    assert agent.post(f"/api/v1/cases/{locked}/events", noted(2)).status == 201


def test_without_turns_a_locked_row_stops_everybody(postgres_cluster: Cluster, tmp_path: Path) -> None:
    """The negative control: as a service is that waits for locks in its worker threads."""
    create_database(postgres_cluster, "ungated", TEMPLATE)
    patient = {"lock_timeout_ms": 20_000, "statement_timeout_ms": 20_000, "write_pool_size": 60}
    url = postgres_cluster.url("ungated")
    with standing(url, tmp_path, factory="tests.reliability.ungated:create_app", **patient) as running:
        agent, reader = running.agent(), running.agent()
        locked, other = agent.open_case(), agent.open_case()
        assert reader.get(f"/api/v1/cases/{other}").status == 200
        with held(url, locked):
            threads, _answers = crowd_at(agent, locked, 60)
            wait_for_waiting(running, THREADS)
            reader.timeout = SOON
            reader.close()
            with pytest.raises(TimeoutError):
                reader.get(f"/api/v1/cases/{other}")
        threads.shutdown()


def wait_for_waiting(running: Standing, writers: int) -> None:
    """Until so many of the service's connections wait for a lock."""
    count = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    until = time.monotonic() + 15
    with running.database.read() as connection:
        while connection.execute(count).scalar_one() < writers:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_database_that_is_away_is_told_soon_and_nothing_fails_after_its_return(
    durable_standing: Standing, durable_cluster: Cluster
) -> None:
    agent = durable_standing.agent()
    case = agent.open_case()
    path = f"/api/v1/cases/{case}"
    assert agent.get("/health/readiness").status == 200
    durable_cluster.stop()
    try:
        answers = [agent.get(path), agent.post(f"{path}/events", noted(1)), agent.get("/api/v1/cases")]
        for answer in answers:
            assert (answer.status, answer.headers["retry-after"]) == (503, "1")
            assert answer.seconds < SOON
            assert answer.headers["content-type"] == "application/problem+json"
        assert_turns(agent, "DOWN", 503)
        assert agent.get("/health/liveness").status == agent.get("/health/ping").status == 200
    finally:
        durable_cluster.start()
    assert_turns(agent, "UP", 200, within=5)
    for number in range(20):
        assert agent.get(path).status == 200
        assert agent.post(f"{path}/events", noted(number)).status == 201


def assert_turns(agent: Agent, word: str, status: int, within: float = SOON) -> None:
    """Readiness says this word within so many seconds."""
    until = time.monotonic() + within
    while (answer := agent.get("/health/readiness")).status != status:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert answer.body == {"status": word}


@pytest.mark.soak
def test_a_locked_row_for_a_minute(postgres_standing: Standing) -> None:
    agent, reader = postgres_standing.agent(), postgres_standing.agent()
    locked, other = agent.open_case(), agent.open_case()
    idle, over, statuses = read_for(reader, other, 5), threading.Event(), set[int]()

    def insist(twin: Agent) -> None:
        while not over.is_set():
            statuses.add(twin.post(f"/api/v1/cases/{locked}/events", noted(1)).status)

    with held(postgres_standing.url, locked), ThreadPoolExecutor(60) as threads:
        for _ in range(60):
            threads.submit(insist, agent.twin())
        taken = read_for(reader, other, 60)
        over.set()
    assert statuses <= {409, 503}
    assert p99(taken) <= max(5 * p99(idle), BUSY_MACHINE)
