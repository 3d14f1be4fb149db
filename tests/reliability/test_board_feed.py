"""R5: who follows the board data by its cursor loses nothing, in the right order, whoever writes meanwhile."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.board_data import Place
from app.domain.caller import SYSTEM, Role, Scope
from app.domain.identifiers import new_id
from app.repositories import cases
from app.repositories.board_reading import Wanted, read_lines
from app.repositories.board_records import RECORDS, horizon
from app.repositories.database import Database
from app.services.board_record import enter, keep_growing
from app.services.unit_of_work import unit_of_work
from app.settings import Settings
from tests.parts.board_feed import TODAY
from tests.parts.service import RunningService, opened
from tests.reliability import board_reader
from tests.reliability.board_writers import (
    GivenUp,
    NaiveReader,
    Writers,
    agree,
    by_transaction_alone,
    falls_back,
)
from tests.reliability.standing import Agent, Standing

HANDS, CASES = 8, 6
PAGE = 50


def reading_agent(running: Standing) -> Agent:
    agent = running.agent(Role.BOARD_RO)
    agree(running.database, agent.client_id)
    assert agent.get("/api/v1/board-decisions?limit=1").status == 200
    return agent


def follow(agent: Agent, folder: Path) -> "subprocess.Popen[bytes]":
    host, port = agent.address
    client = agent.client_id, agent.secret
    command = [sys.executable, board_reader.__file__, host, port, *client, folder, PAGE]
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, start_new_session=True)


def kill_and_resume(agent: Agent, folder: Path, times: int, seconds: float) -> "subprocess.Popen[bytes]":
    """Kill the reader so often, at any point of its work; answers the last one, which still runs."""
    chance = random.Random(5)
    for _ in range(times):
        reader = follow(agent, folder)
        assert reader.stdout is not None
        reader.stdout.readline()
        time.sleep(chance.uniform(0, 2 * seconds / times))
        reader.send_signal(signal.SIGKILL)
        reader.wait(30)
        reader.stdout.close()
    return follow(agent, folder)


def records_in(folder: Path, case_ids: set[str]) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (folder / "records").read_text().splitlines()]
    return [record for record in found if record["case_id"] in case_ids]


def prefix_holds(agent: Agent, after: str) -> int:
    """All pages after a place are what the stream begins with that is asked for later; answers how many records."""
    pages, at = list[Any](), after
    while True:
        page = agent.get(f"/api/v1/board-decisions?limit=200&after={at}").body
        pages += page["items"]
        at = page["after"]
        if page["next"] is None:
            break
    stream = agent.get(f"/api/v1/board-decisions?format=ndjson&after={after}").raw
    lines = [json.loads(line) for line in stream.split(b"\n")[:-1]]
    assert lines[: len(pages)] == pages
    return len(pages)


def many_write_and_one_follows(
    running: Standing, folder: Path, *, total: int, kills: int, slowest: float
) -> None:
    clerk, agent = running.agent(), reading_agent(running)
    case_ids = [clerk.open_case() for _ in range(CASES)]
    began = agent.get("/api/v1/board-decisions?limit=1000").body
    while began["next"]:
        began = agent.get(f"/api/v1/board-decisions?limit=1000&after={began['next']}").body
    writers = Writers(running.database, case_ids, total, slowest)
    naive = NaiveReader(running.database)
    compared = list[int]()

    def compare() -> None:
        twin = agent.twin()
        while not naive.stop.is_set():
            compared.append(prefix_holds(twin, began["after"]))

    others = [threading.Thread(target=job) for job in (naive.follow, compare)]
    hands = threading.Thread(target=writers.run, args=(HANDS,))
    for thread in (*others, hands):
        thread.start()
    reader = kill_and_resume(agent, folder, kills, total * slowest / 2 / HANDS)
    hands.join()
    naive.stop.set()
    for thread in others:
        thread.join()
    (folder / "stop").touch()
    reader.communicate(timeout=120)
    assert reader.returncode == 0

    seen = records_in(folder, set(case_ids))
    once = list({record["id"]: record for record in seen}.values())
    assert {record["subject_id"] for record in once} == set(writers.written)
    assert falls_back([(record["case_id"], record["fields"]["version"]) for record in once]) == 0
    # The same again comes at a resume alone, and a page of it at most.
    assert len(seen) - len(once) <= kills * PAGE
    assert max(compared) > 0
    if not running.is_sqlite:
        lost = set(writers.written) - naive.seen
        assert lost, "the control must lose records, or this test proves nothing"
        assert falls_back(by_transaction_alone(running.database)) > 0


def test_nothing_is_lost_and_each_case_keeps_its_order(shared: Standing, tmp_path: Path) -> None:
    slowest = 0.004 if shared.is_sqlite else 0.05
    many_write_and_one_follows(shared, tmp_path, total=800, kills=4, slowest=slowest)


@pytest.mark.soak
def test_a_hundred_thousand_records_and_twenty_kills_lose_nothing(
    postgres_standing: Standing, tmp_path: Path
) -> None:
    many_write_and_one_follows(postgres_standing, tmp_path, total=100_000, kills=20, slowest=0.05)


def test_where_nobody_else_writes_a_record_is_there_within_a_second(shared: Standing) -> None:
    agent = reading_agent(shared)
    writers = Writers(shared.database, [shared.agent().open_case()], 30, 0)
    after = agent.get("/api/v1/board-decisions?limit=1000").body
    while after["next"]:
        after = agent.get(f"/api/v1/board-decisions?limit=1000&after={after['next']}").body
    lags = []
    for _ in range(30):
        one_more(writers)
        committed = time.monotonic()
        while not (page := agent.get(f"/api/v1/board-decisions?after={after['after']}").body)["items"]:
            assert time.monotonic() - committed < 10
        lags.append(time.monotonic() - committed)
        after = page
    assert max(lags) <= 1.0


def test_a_long_transaction_delays_the_feed_and_loses_nothing(postgres_standing: Standing) -> None:
    database = postgres_standing.database
    writers = Writers(database, [postgres_standing.agent().open_case()], 1, 0)
    with database.read() as connection:
        before = horizon(connection)
    with database.write() as slow:
        slow.exec_driver_sql("SELECT pg_current_xact_id()")
        one_more(writers)
        assert new_since(database, before) == []
    assert len(new_since(database, before)) == 1


def test_after_a_restore_new_records_come_after_what_was_restored(postgres_url: str, tmp_path: Path) -> None:
    """A restored database counts its transactions from a lower number: the control stalls, and would go back."""
    service = RunningService(postgres_url, tmp_path)
    try:
        database = service.service.api.state.database
        case_id = opened(service.system())["id"]
        restored = put_with_turn(database, case_id, 10**12)
        writers = Writers(database, [case_id], 1, 0)
        assert new_since(database, Place()) == []  # the control: what was restored is not even seen
        keep_growing(database)
        assert new_since(database, Place()) == [restored]
        with database.read() as connection:
            place = horizon(connection)
        one_more(writers)
        assert new_since(database, place) == writers.written
        keep_growing(database)  # at each start of the service; nothing more to raise
        assert new_since(database, Place()) == [restored, *writers.written]
    finally:
        service.close()


def test_the_feed_is_read_by_index(postgres_url: str) -> None:
    """However long it grows, a page costs what it shows."""
    database = Database(Settings(database_url=postgres_url))
    text = (
        "EXPLAIN SELECT id FROM board_record WHERE (turn, position) > (5, 5) AND (turn, position) <= (9, 9)"
        " ORDER BY turn, position LIMIT 100"
    )
    with database.write() as connection:
        for way in ("enable_seqscan", "enable_bitmapscan"):  # as for a table that is not empty
            connection.exec_driver_sql(f"SET LOCAL {way} = off")
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(text))
    database.dispose()
    assert "ix_board_record_order" in plan
    assert "Sort" not in plan


def new_since(database: Database, place: Place) -> list[str]:
    """The subjects of what a reader of the feed is given after a place."""
    with database.read() as connection:
        wanted = Wanted(Scope(everywhere=True), (), horizon(connection))
        found = read_lines(connection, wanted, place, 1000)
    return [json.loads(line)["subject_id"] for line in found.text.splitlines()]


def one_more(writers: Writers) -> None:
    """One record more, committed."""
    wanted, chance = len(writers.written) + 1, random.Random(len(writers.written))
    while len(writers.written) < wanted:
        with suppress(GivenUp):
            writers.one(chance)


def put_with_turn(database: Database, case_id: str, turn: int) -> str:
    """A record as a dump brings it."""
    subject = new_id()
    with unit_of_work(database, SYSTEM, datetime.now(UTC)) as work:
        case = cases.find_case(work.connection, case_id, TODAY)
        assert case is not None
        enter(work, kind="action", change="made", subject_id=subject, case=case, fields={})
        work.record("TEST_ENTERED")
    with database.read() as connection:
        row = connection.execute(sa.select(RECORDS)).mappings().one()
    with database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE board_record DISABLE TRIGGER USER")
        connection.execute(sa.update(RECORDS).where(RECORDS.c.id == row["id"]).values(turn=turn))
        connection.exec_driver_sql("ALTER TABLE board_record ENABLE TRIGGER USER")
    return subject
