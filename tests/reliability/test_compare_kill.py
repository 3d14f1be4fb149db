"""A comparison whose process is killed goes on elsewhere: each case is weighed once, and the sums are the same."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import SYSTEM
from app.repositories.compare import MOVES, RUNS
from app.repositories.database import Database
from app.services import compare
from app.services.compare import Side, Wanted, running, starting, work_on_comparisons
from app.services.unit_of_work import LONDON, unit_of_work
from app.services.worker_names import worker_name
from app.settings import Settings
from bench.stock import fill
from tests.reliability.killing import begin, kill_after

WORK = """
import sys
from datetime import UTC, datetime
from app.repositories.database import Database
from app.services.compare import running, work_on_comparisons
from app.services.worker_names import worker_name
from app.settings import Settings
running.CASES_AT_ONCE = int(sys.argv[2])
database = Database(Settings(database_url=sys.argv[1]))
work_on_comparisons(database, lambda: datetime.now(UTC), worker_name(),
                    progress=lambda run: print(run["position"], flush=True))
"""
SIDES = Side("omcp-2013-option-1"), Side("omcp-2013-option-2")


def now() -> datetime:
    return datetime.now(UTC)


def waiting_run(url: str, cases: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Database, str]:
    """A database of invented cases, and a run over them that nobody has begun."""
    database = Database(Settings(database_url=url))
    fill(database, cases, now().astimezone(LONDON).date())
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    return database, queued(database)


def queued(database: Database) -> str:
    with unit_of_work(database, SYSTEM, now()) as work:
        return str(compare.start_comparison(work, Wanted(*SIDES))["id"])


def finish(database: Database) -> None:
    while work_on_comparisons(database, now, worker_name()):
        pass


def outcome(database: Database, run_id: str) -> tuple[Any, ...]:
    """What came out, without what differs between any two runs."""
    with database.read() as connection:
        run = connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).mappings().one()
        columns = [column for column in MOVES.c if column.name != "run_id"]
        moves = sorted(map(str, connection.execute(sa.select(*columns).where(MOVES.c.run_id == run_id))))
    assert run["state"] == "done"
    assert run["moved"] == len(moves)
    return run["cases_total"], run["cases_done"], run["moved"], run["moved_side"], run["totals"], moves


def test_a_killed_comparison_goes_on_and_weighs_each_case_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, run_id = waiting_run(database_url, 240, monkeypatch)
    kill_after(begin(WORK, database_url, 20), 3, 0.01)
    kill_after(begin(WORK, database_url, 20), 2, 0.0)
    finish(database)
    whole = queued(database)
    finish(database)
    assert outcome(database, run_id) == outcome(database, whole)
    database.dispose()


@pytest.mark.soak
def test_a_comparison_killed_again_and_again_weighs_each_case_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(11)
    database, run_id = waiting_run(database_url, 6_000, monkeypatch)
    for _ in range(20):
        kill_after(begin(WORK, database_url, 50), dice.randrange(1, 5), dice.random() / 10)
    finish(database)
    whole = queued(database)
    finish(database)
    assert outcome(database, run_id) == outcome(database, whole)
    database.dispose()


def test_a_worker_that_lost_its_claim_writes_nothing_more(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, run_id = waiting_run(sqlite_url, 100, monkeypatch)
    monkeypatch.setattr(running, "CASES_AT_ONCE", 20)

    def held_by(worker: str | None) -> None:
        with database.write() as connection:
            connection.execute(sa.update(RUNS).where(RUNS.c.id == run_id).values(claimed_by=worker))

    seen = []

    def steal(run: Any) -> None:
        seen.append(run["cases_done"])
        held_by("somewhere-else:1:00")

    assert work_on_comparisons(database, now, worker_name(), progress=steal)
    with database.read() as connection:
        kept = connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).mappings().one()
        moved = connection.execute(sa.select(sa.func.count()).select_from(MOVES)).scalar_one()
    assert (seen, kept["cases_done"], kept["state"], kept["moved"]) == ([20], 20, "running", moved)
    assert not work_on_comparisons(database, now, worker_name()), "somebody alive holds it"
    held_by(None)
    finish(database)
    whole = queued(database)
    finish(database)
    assert outcome(database, run_id) == outcome(database, whole)
    database.dispose()


def test_sums_kept_apart_from_the_position_would_be_found_out(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a run that stands further than its sums say comes out as another."""
    database, run_id = waiting_run(sqlite_url, 100, monkeypatch)
    kill_after(begin(WORK, sqlite_url, 20), 2, 0.0)
    with database.write() as connection:
        connection.execute(sa.update(RUNS).where(RUNS.c.id == run_id).values(totals={}))
    finish(database)
    whole = queued(database)
    finish(database)
    assert outcome(database, run_id) != outcome(database, whole)
    database.dispose()
