"""R10: SQLite under many processes and threads never says "locked" to a client, and a copy taken at any moment opens.

A copy of the files stands in for a cut of power, which cannot be made here.
"""

import multiprocessing
import shutil
import sqlite3
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import SYSTEM
from app.domain.refusals import Refusal
from app.repositories.database import Database
from app.services import facts
from app.services.facts import ToldFact
from app.services.unit_of_work import unit_of_work
from app.settings import Settings
from tests.reliability.forked import CONTEXT
from tests.reliability.standing import Standing, standing
from tests.reliability.telling import Tale, Writers

BUSY_MACHINE = 0.5
"""A few writes on a machine that does other things too may take this long, whatever the others took."""

Heard = list[tuple[str, float]]


def tell_for(url: str, case: str, seconds: float, threads: int) -> Heard:
    """Read the case, then tell a fact of it, again and again: what each came to and how long it took."""
    database = Database(Settings(database_url=url))
    until = time.monotonic() + seconds

    def tell(_number: int) -> Heard:
        heard: Heard = []
        while time.monotonic() < until:
            began = time.perf_counter()
            heard.append((tell_once(database, case), time.perf_counter() - began))
        return heard

    with ThreadPoolExecutor(threads) as pool:
        found = [each for heard in pool.map(tell, range(threads)) for each in heard]
    database.dispose()
    return found


def tell_once(database: Database, case: str) -> str:
    told = ToldFact("significant_change", date(2026, 6, 1), {"what": "One of many."})
    try:
        with unit_of_work(database, SYSTEM, datetime.now(UTC)) as work:
            facts.record_fact(work, case, told, None)
    except Refusal as refusal:
        return refusal.code
    except sa.exc.DBAPIError as error:
        return str(error.orig)
    return "told"


def many_tell(running: Standing, processes: int, threads: int, seconds: float) -> None:
    case = running.agent().open_case()
    jobs = [(running.url, case, seconds, threads)] * processes
    with CONTEXT.Pool(processes) as pool:
        heard = [each for part in pool.starmap(tell_for, jobs) for each in part]
    assert {word for word, _ in heard} == {"told"}
    with running.database.read() as connection:
        count = sa.text(
            "SELECT count(*) FROM case_event WHERE case_id = :case AND type = 'significant_change'"
        )
        assert connection.execute(count, {"case": case}).scalar_one() == len(heard)
    taken = [seconds for _, seconds in heard]
    assert statistics.quantiles(taken, n=100)[98] <= max(10 * statistics.median(taken), BUSY_MACHINE)


def test_processes_and_threads_take_turns(sqlite_standing: Standing) -> None:
    many_tell(sqlite_standing, processes=2, threads=3, seconds=2)


@pytest.mark.soak
def test_eight_processes_and_sixteen_threads_take_turns_for_a_minute(sqlite_standing: Standing) -> None:
    many_tell(sqlite_standing, processes=8, threads=2, seconds=60)


def read_then_write(file: str, seconds: float, queue: Any) -> None:
    """The plain way: begin, read, then write; counts how often the file was locked."""
    connection = sqlite3.connect(file, timeout=5, isolation_level=None)
    locked, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            connection.execute("BEGIN")
            (value,) = connection.execute("SELECT n FROM plain").fetchone()
            connection.execute("UPDATE plain SET n = ?", (value + 1,))
            connection.execute("COMMIT")
        except sqlite3.OperationalError:
            locked += 1
            connection.execute("ROLLBACK")
    connection.close()
    queue.put(locked)


def test_beginning_plainly_finds_the_file_locked(tmp_path: Path) -> None:
    """The negative control: a transaction that reads before it asks to write is refused."""
    file = str(tmp_path / "plain.db")
    connection = sqlite3.connect(file)
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE plain (n); INSERT INTO plain VALUES (0);")
    connection.close()
    queue: multiprocessing.Queue[int] = CONTEXT.Queue()
    writers = [CONTEXT.Process(target=read_then_write, args=(file, 1.0, queue)) for _ in range(3)]
    for writer in writers:
        writer.start()
    assert sum(queue.get(timeout=60) for _ in writers) > 0
    for writer in writers:
        writer.join(10)


def copy_at_random(running: Standing, folder: Path, copies: int) -> None:
    """Copy the database and its log while facts are written; each copy opens and holds what came before it."""
    agent = running.agent()
    tale = Tale([agent.open_case() for _ in range(3)])
    taken = []
    with Writers(tale, agent) as writers, pause_checkpoints(running):
        for number in range(copies):
            writers.wait_for(7)
            acknowledged = set(tale.acknowledged)
            taken.append((copied(running, folder / f"copy-{number}"), acknowledged))
    for copy, acknowledged in taken:
        assert_opens_and_holds(copy, tale, acknowledged)


@contextmanager
def pause_checkpoints(running: Standing) -> Iterator[None]:
    """A reader that stays: the two files are copied one after the other, and no checkpoint may come between."""
    reader = sqlite3.connect(file_of(running), check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM case_event").fetchone()
    yield
    reader.close()


def copied(running: Standing, folder: Path) -> Path:
    folder.mkdir()
    file = Path(file_of(running))
    shutil.copy(file, folder / "copy.db")
    shutil.copy(file.with_name(f"{file.name}-wal"), folder / "copy.db-wal")
    return folder / "copy.db"


def file_of(running: Standing) -> str:
    return str(sa.make_url(running.url).database)


def assert_opens_and_holds(copy: Path, tale: Tale, acknowledged: set[int]) -> None:
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = connection.execute("SELECT json_extract(fields, '$.what') FROM case_event").fetchall()
    kept = {words for (words,) in rows}
    assert {number for number in acknowledged if f"Noted as number {number}." not in kept} == set()
    connection.close()


def test_a_copy_at_any_moment_opens_and_holds_what_was_acknowledged(
    migrated_sqlite_file: Path, tmp_path: Path
) -> None:
    file = shutil.copy(migrated_sqlite_file, tmp_path / "copied.db")
    with standing(f"sqlite:///{file}", tmp_path) as running:
        copy_at_random(running, tmp_path, copies=5)


@pytest.mark.soak
def test_two_hundred_copies(migrated_sqlite_file: Path, tmp_path: Path) -> None:
    file = shutil.copy(migrated_sqlite_file, tmp_path / "copied.db")
    with standing(f"sqlite:///{file}", tmp_path) as running:
        copy_at_random(running, tmp_path, copies=200)


def test_a_copy_without_its_log_lacks_what_was_acknowledged(
    migrated_sqlite_file: Path, tmp_path: Path
) -> None:
    """The negative control: the log holds what the file does not yet."""
    file = shutil.copy(migrated_sqlite_file, tmp_path / "copied.db")
    with standing(f"sqlite:///{file}", tmp_path) as running:
        agent = running.agent()
        tale = Tale([agent.open_case()])
        with Writers(tale, agent) as writers, pause_checkpoints(running):
            writers.wait_for(5)
            copy = copied(running, tmp_path / "copy")
    copy.with_name("copy.db-wal").unlink()
    with pytest.raises((AssertionError, sqlite3.OperationalError)):
        assert_opens_and_holds(copy, tale, set(tale.acknowledged))
