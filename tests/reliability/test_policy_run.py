"""R7: a run after a decision, killed anywhere and gone on with, or taken by two at once, tells each change once."""

import random
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import SYSTEM, Caller, Role, Scope
from app.domain.policy_papers import AGREED, Part
from app.repositories.audit import ENTRIES, EVENTS
from app.repositories.cases import CASES, PERIODS
from app.repositories.database import Database
from app.repositories.policies import RUNS
from app.services.policies import running
from app.services.policies.running import work_on_runs
from app.services.policy_decisions import approving, recording
from app.services.policy_decisions.approving import FinalApproval
from app.services.policy_decisions.recording import NewPaper
from app.services.rebuild import rebuild
from app.services.unit_of_work import unit_of_work
from app.services.worker_names import worker_name
from app.settings import Settings
from bench.stock import fill
from tests.reliability.killing import begin, kill_after

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STARTS_ON = date(2027, 2, 1)
EVERYWHERE = Scope(everywhere=True)
SECRETARY = Caller("secretary", "person", frozenset({Role.PANEL_SECRETARIAT}), EVERYWHERE)
DIRECTOR = Caller("director", "person", frozenset({Role.GROUP_DIRECTOR}), EVERYWHERE)
FEW, MANY = 240, 6000

RUN = """
import sys
from datetime import UTC, datetime
from app.repositories.database import Database
from app.services.policies import running
from app.services.worker_names import worker_name
from app.settings import Settings
running.CASES_AT_ONCE = int(sys.argv[2])
write = running._Running._write
def told(self, turn):
    write(self, turn)
    print(self._run["position"], flush=True)
running._Running._write = told
clock = lambda: datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
running.work_on_runs(Database(Settings(database_url=sys.argv[1])), clock, worker_name())
print("through", flush=True)
"""


def decide(database: Database, policy: str = "omcp-2013-option-1", starts_on: date = STARTS_ON) -> None:
    """A paper from its board to its final approval."""
    with unit_of_work(database, SECRETARY, NOON) as work:
        paper = NewPaper(
            f"OMCP/{policy}", "A paper", "OMCP Board", TODAY, "everywhere", None, (Part(1, "So.", policy),)
        )
        paper_id = recording.record_paper(work, paper)
        recording.decide_part(work, paper_id, 1, {"outcome": AGREED}, None)
    with unit_of_work(database, DIRECTOR, NOON) as work:
        approving.approve(work, paper_id, FinalApproval("ISAB", TODAY, f"ISAB/{policy}", starts_on), None)


def prepared(url: str, count: int) -> dict[str, set[tuple[Any, ...]]]:
    """A database of cases with a decision that no case has followed; answers the periods so far."""
    database = Database(Settings(database_url=url, statement_timeout_ms=60_000))
    fill(database, count, TODAY)
    decide(database)
    before = periods(database)
    database.dispose()
    return before


def periods(database: Database) -> dict[str, set[tuple[Any, ...]]]:
    """Every stored period, by case."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    with database.read() as connection:
        for row in connection.execute(sa.select(PERIODS)):
            found.setdefault(row.case_id, set()).add(tuple(str(value) for value in row))
    return found


def finish(url: str) -> None:
    database = Database(Settings(database_url=url))
    while work_on_runs(database, lambda: NOON, worker_name()):
        pass
    database.dispose()


def assert_each_change_told_once(url: str, before: dict[str, set[tuple[Any, ...]]]) -> None:
    """The rows are those that the facts say, and each case that changed has one event and one audit entry."""
    database = Database(Settings(database_url=url))
    after = periods(database)
    changed = {case for case, rows in after.items() if rows != before[case]}
    wrong = [
        words
        for one in rebuild(database, SYSTEM, NOON, TODAY, mend=False)
        for words in one.what
        if words.startswith("period")
    ]
    with database.read() as connection:
        [run] = connection.execute(sa.select(RUNS)).mappings().all()
        told = Counter(
            connection.execute(
                sa.select(EVENTS.c.case_id).where(EVENTS.c.type == "throughcare.ownership.policy-changed")
            ).scalars()
        )
        noted = Counter(
            connection.execute(
                sa.select(ENTRIES.c.case_id).where(ENTRIES.c.what == "OWNERSHIP_FOLLOWED_POLICY")
            ).scalars()
        )
    database.dispose()
    assert wrong == []
    assert run["finished_at"] is not None
    assert (run["done"], run["changed"]) == (len(before), len(changed))
    assert changed
    assert told == noted == Counter(changed)


def test_a_killed_run_goes_on_and_tells_each_change_once(database_url: str) -> None:
    before = prepared(database_url, FEW)
    kill_after(begin(RUN, database_url, 20), 3, 0.01)
    kill_after(begin(RUN, database_url, 20), 2, 0.0)
    finish(database_url)
    assert_each_change_told_once(database_url, before)


@pytest.mark.soak
def test_a_run_killed_twenty_times_tells_each_change_once(database_url: str) -> None:
    dice = random.Random(7)
    before = prepared(database_url, MANY)
    for _ in range(20):
        kill_after(begin(RUN, database_url, 50), dice.randrange(1, 4), dice.random() / 5)
    finish(database_url)
    assert_each_change_told_once(database_url, before)


def test_two_workers_share_no_case(postgres_url: str) -> None:
    before = prepared(postgres_url, FEW)
    threads = [threading.Thread(target=finish, args=(postgres_url,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_each_change_told_once(postgres_url, before)


def test_a_run_waits_for_writers_that_may_have_read_what_was_before(postgres_url: str) -> None:
    prepared(postgres_url, 20)
    writer, done = Database(Settings(database_url=postgres_url)), threading.Event()
    with writer.write() as connection:
        connection.exec_driver_sql("SELECT pg_current_xact_id()")
        running = threading.Thread(target=lambda: (finish(postgres_url), done.set()))
        running.start()
        assert not done.wait(1.0)
    assert done.wait(20.0)
    running.join()
    writer.dispose()


def test_a_case_that_somebody_holds_stops_only_what_comes_after(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CASES_AT_ONCE", 5)
    before = prepared(postgres_url, FEW)
    writer, at_work = begun(postgres_url, 5)
    with writer.write(patient=True) as connection:
        last = sa.select(CASES.c.id).order_by(CASES.c.id.desc()).limit(1).with_for_update()
        connection.execute(last)
        wait_until_at(writer, FEW - 5)
        time.sleep(0.3)
        assert far(writer) == FEW - 5
    at_work.join()
    writer.dispose()
    assert_each_change_told_once(postgres_url, before)


def test_a_claim_lost_under_way_leaves_nothing_half_done(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CASES_AT_ONCE", 10)
    before = prepared(postgres_url, FEW)
    other, at_work = begun(postgres_url, 10)
    with other.write(patient=True) as connection:
        connection.execute(sa.update(RUNS).values(claimed_by="another", heartbeat_at=NOON))
    at_work.join()
    lost_at = far(other)
    with other.write() as connection:
        connection.execute(sa.update(RUNS).values(claimed_by=None))
    other.dispose()
    assert lost_at < FEW, "the run was through before its claim was taken"
    finish(postgres_url)
    assert_each_change_told_once(postgres_url, before)


def begun(url: str, cases: int) -> tuple[Database, threading.Thread]:
    """A run at work in a thread, through with so many cases, and a way to look at it."""
    database, at_work = Database(Settings(database_url=url)), threading.Thread(target=finish, args=(url,))
    at_work.start()
    wait_until_at(database, cases)
    return database, at_work


def wait_until_at(database: Database, cases: int) -> None:
    for _ in range(1000):
        if far(database) >= cases:
            return
        time.sleep(0.01)
    raise AssertionError(f"the run is not through with {cases} cases")


def far(database: Database) -> int:
    """How many cases the run is through with."""
    with database.read() as connection:
        return int(connection.execute(sa.select(RUNS.c.done)).scalar_one())


def test_a_second_run_over_the_same_cases_changes_nothing(sqlite_url: str) -> None:
    prepared(sqlite_url, 40)
    finish(sqlite_url)
    database = Database(Settings(database_url=sqlite_url))
    with database.write() as connection:
        connection.execute(
            sa.update(RUNS).values(finished_at=None, position="0" * 8 + "-0000-0000-0000-" + "0" * 12)
        )
    first = periods(database)
    database.dispose()
    finish(sqlite_url)
    database = Database(Settings(database_url=sqlite_url))
    assert periods(database) == first
    with database.read() as connection:
        told = (
            connection.execute(
                sa.select(EVENTS.c.case_id).where(EVENTS.c.type == "throughcare.ownership.policy-changed")
            )
            .scalars()
            .all()
        )
    database.dispose()
    assert len(told) == len(set(told))
