"""R7: the daily pass killed anywhere and run again, or run twice at once, does each thing once and leaves nothing."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.caller import SYSTEM
from app.domain.record_tasks import DETAILS_UNCONFIRMED
from app.domain.tasks import NewTask, cause_of
from app.models.audit import AuditEntry, DomainEvent
from app.models.work import DailyPass, Notice
from app.repositories import tasks
from app.repositories.database import Database
from app.repositories.tasks import TASKS
from app.services.tasks import open_tasks
from app.services.unit_of_work import unit_of_work
from app.services.worker import daily_pass, run_daily_pass
from app.services.worker_names import worker_name
from app.settings import Settings
from tests.parts.service import RunningService, opened

ENTRIES: sa.Table = AuditEntry.__table__  # type: ignore[attr-defined]
EVENTS: sa.Table = DomainEvent.__table__  # type: ignore[attr-defined]
NOTICES: sa.Table = Notice.__table__  # type: ignore[attr-defined]
PASSES: sa.Table = DailyPass.__table__  # type: ignore[attr-defined]
TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CASES = 24
LATE = {"start_date": "2025-01-13", "sentence_type": "SDS", "length_months": 48, "release_date": "2026-11-13"}

PASS = """
import sys
from datetime import UTC, datetime, timedelta
from app.repositories.database import Database
from app.services.worker import daily_pass, run_daily_pass
from app.services.worker_names import worker_name
from app.settings import Settings
daily_pass.AT_ONCE = int(sys.argv[2])
print("begins", flush=True)
run_daily_pass(
    Database(Settings(database_url=sys.argv[1])), lambda: datetime(2026, 11, 22, 12, 0, tzinfo=UTC), worker_name(),
    again_after=timedelta(0),
)
print("through", flush=True)
"""


@pytest.fixture
def found(service: RunningService) -> str:
    """A database in which a pass has much to find: releases that were not recorded."""
    clerk = service.system()
    for _ in range(CASES):
        opened(clerk, sentence=LATE)
    service.close()
    return service.database_url


def rows_of(url: str) -> dict[str, Any]:
    """What a pass leaves, without ids and the moments of its run."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        kept = [
            TASKS.c[n]
            for n in ("cause", "kind", "case_id", "side", "prison_code", "role", "due_on", "version")
        ]
        written = sorted(str(tuple(row)) for row in connection.execute(sa.select(*kept)))
        opened_entries = sa.select(sa.func.count()).where(ENTRIES.c.what == "TASK_OPENED")
        events = sa.select(EVENTS.c.details).where(EVENTS.c.type == "throughcare.task.opened")
        told = [each["taskId"] for each in connection.scalars(events)]
        ids = list(connection.scalars(sa.select(TASKS.c.id)))
        entries = connection.execute(opened_entries).scalar_one()
    engine.dispose()
    return {"rows": written, "events": sorted(told) == sorted(ids), "entries": entries == len(ids)}


def run(url: str, worker: str | None = None) -> int | None:
    database = Database(Settings(database_url=url))
    try:
        return run_daily_pass(database, lambda: NOON, worker or worker_name(), again_after=timedelta(0))
    finally:
        database.dispose()


def begin(url: str, at_once: int) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, "-c", PASS, url, str(at_once)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def kill(process: "subprocess.Popen[bytes]") -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(30)
    assert process.stdout is not None
    process.stdout.close()


def copied(url: str, tmp_path: Path) -> str:
    """A copy of a SQLite database."""
    source = sa.engine.make_url(url).database
    target = tmp_path / f"copy-{time.monotonic_ns()}.db"
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{target}'")
    engine.dispose()
    assert source
    return f"sqlite:///{target}"


def killed_again_and_again(url: str, times: int, dice: random.Random) -> int:
    """Begin passes and kill them somewhere; answers in how many something was left to do."""
    interrupted = 0
    for _ in range(times):
        process = begin(url, 1)
        time.sleep(dice.random() * 0.25)
        interrupted += process.poll() is None
        kill(process)
    return interrupted


def test_a_killed_pass_run_again_leaves_what_an_uninterrupted_one_leaves(found: str, tmp_path: Path) -> None:
    interrupted = killed_again_and_again(found, 3, random.Random(7))
    assert interrupted >= 1
    assert run(found) is not None
    left = rows_of(found)
    assert len([row for row in left["rows"] if "release_not_recorded" in row]) == CASES
    assert (left["events"], left["entries"]) == (True, True)


@pytest.mark.soak
def test_a_pass_killed_at_twenty_points_leaves_the_same_rows(
    sqlite_service: RunningService, tmp_path: Path
) -> None:
    clerk = sqlite_service.system()
    for _ in range(300):
        opened(clerk, sentence=LATE)
    sqlite_service.close()
    whole = copied(sqlite_service.database_url, tmp_path)
    run(whole)
    killed_again_and_again(sqlite_service.database_url, 20, random.Random(11))
    run(sqlite_service.database_url)
    assert rows_of(sqlite_service.database_url) == rows_of(whole)


def test_an_uninterrupted_and_a_broken_run_are_the_same_to_the_row(
    sqlite_service: RunningService, tmp_path: Path
) -> None:
    clerk = sqlite_service.system()
    for _ in range(20):
        opened(clerk, sentence=LATE)
    sqlite_service.close()
    whole = copied(sqlite_service.database_url, tmp_path)
    run(whole)
    killed_again_and_again(sqlite_service.database_url, 3, random.Random(3))
    run(sqlite_service.database_url)
    assert rows_of(sqlite_service.database_url) == rows_of(whole)
    assert rows_of(whole)["events"]


def test_of_two_passes_at_once_one_does_the_work_and_each_thing_is_done_once(found: str) -> None:
    done: list[int | None] = []
    threads = [threading.Thread(target=lambda: done.append(run(found))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    left = rows_of(found)
    assert len([row for row in left["rows"] if "release_not_recorded" in row]) == CASES
    assert (left["events"], left["entries"]) == (True, True)
    assert sum(count or 0 for count in done) == len(left["rows"])


def test_even_without_the_claim_two_passes_do_nothing_twice(
    found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim spares work; the causes keep it right."""
    monkeypatch.setattr(daily_pass, "_claim", lambda *_: True)
    monkeypatch.setattr(daily_pass.daily_pass, "keep_alive", lambda *_, **__: True)
    threads = [threading.Thread(target=run, args=(found,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    left = rows_of(found)
    assert len([row for row in left["rows"] if "release_not_recorded" in row]) == CASES
    assert (left["events"], left["entries"]) == (True, True)


def test_without_the_unique_cause_the_same_would_be_done_twice(
    sqlite_service: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the checks above do find a doubled task."""
    clerk = sqlite_service.system()
    for _ in range(5):
        opened(clerk, sentence=LATE)
    sqlite_service.close()

    def careless(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> list[str]:
        if rows:
            doubled = [{"version": 1, **row, "cause": f"{row['cause']}:{row['id']}"} for row in rows]
            connection.execute(sa.insert(TASKS), doubled)
        return [row["id"] for row in rows]

    monkeypatch.setattr(tasks, "open_new", careless)
    database = Database(Settings(database_url=sqlite_service.database_url))
    cause = cause_of("details_unconfirmed", "0197a000-0000-7000-8000-00000000ffff")
    for _ in range(2):
        with unit_of_work(database, SYSTEM, NOON) as work:
            open_tasks(work, [NewTask(DETAILS_UNCONFIRMED, cause, None)])
    with database.read() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(TASKS)).scalar_one()
    database.dispose()
    assert count == 2


def test_a_pass_that_fell_silent_is_taken_over_and_one_that_lives_is_not(found: str) -> None:
    database = Database(Settings(database_url=found))
    row = {
        "day": TODAY,
        "claimed_by": "elsewhere:1:abc",
        "heartbeat_at": NOON - timedelta(seconds=30),
        "started_at": NOON - timedelta(minutes=5),
        "carried_out": 0,
        "troubles": 0,
    }
    with database.write() as connection:
        connection.execute(sa.insert(PASSES), [row])
    assert run(found) is None
    with database.write() as connection:
        connection.execute(sa.update(PASSES).values(heartbeat_at=NOON - timedelta(minutes=5)))
    assert run(found) is not None
    database.dispose()


def test_one_finding_that_fails_is_left_and_the_others_are_carried_out(
    found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.tasks.record import OF_THE_RECORD_DAILY

    (work,) = [each for each in OF_THE_RECORD_DAILY if each.name == "open_release_not_recorded"]
    seen: list[str] = []

    def fail_for_the_third(unit: Any, row: Any) -> object:
        if row["id"] not in seen:
            seen.append(row["id"])
        if seen.index(row["id"]) == 2:
            raise ValueError("an invented fault")
        return work.carry_out(unit, row)

    faulty = type(work)(work.name, work.find, fail_for_the_third)
    database = Database(Settings(database_url=found))
    count = run_daily_pass(database, lambda: NOON, worker_name(), again_after=timedelta(0), works=(faulty,))
    assert count == CASES - 1
    with database.read() as connection:
        (row,) = connection.execute(sa.select(PASSES)).mappings().all()
    assert row["troubles"] == 1
    assert run(found) is not None
    assert len([each for each in rows_of(found)["rows"] if "release_not_recorded" in each]) == CASES
    database.dispose()


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(causes=st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=6), again=st.booleans())
def test_a_task_is_never_created_twice_for_one_cause(
    sqlite_service: RunningService, causes: list[list[str]], again: bool
) -> None:
    """However causes repeat, within one use case and across them, and however tasks are closed between."""
    database = sqlite_service.service.api.state.database
    with database.write() as connection:
        connection.execute(sa.delete(TASKS))
    for place, batch in enumerate(causes):
        with unit_of_work(database, SYSTEM, NOON) as work:
            work.record("A_TEST")
            open_tasks(work, [NewTask(DETAILS_UNCONFIRMED, each, None) for each in batch], again=again)
        if place % 2:
            with database.write() as connection:
                closed = {"closed_at": NOON, "closed_because": "cause_gone"}
                connection.execute(sa.update(TASKS).where(TASKS.c.cause == "a").values(**closed))
    with database.read() as connection:
        found = list(connection.scalars(sa.select(TASKS.c.cause)))
    assert sorted(found) == sorted({each for batch in causes for each in batch})
    assert json.dumps(found)
