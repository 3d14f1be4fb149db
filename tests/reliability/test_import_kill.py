"""An import whose process is killed goes on elsewhere: no row is lost, none is taken twice."""

import json
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.models.imports import ImportRun
from app.repositories.database import Database
from app.services.imports import work_on_imports, worker_name
from app.settings import Settings
from tests.parts.prisoner_records import records, write_array
from tests.reliability.killing import begin, kill_after

IMPORT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.domain.caller import SYSTEM
from app.repositories.database import Database
from app.services.imports import import_file, running
from app.settings import Settings
running.ROWS_AT_ONCE = int(sys.argv[3])
import_file(
    Database(Settings(database_url=sys.argv[1])), Path(sys.argv[2]), caller=SYSTEM,
    clock=lambda: datetime.now(UTC), progress=lambda run: print(run["position"], flush=True),
)
"""


RUNS = ImportRun.__table__  # type: ignore[attr-defined]


def finish(url: str) -> None:
    database = Database(Settings(database_url=url))
    while work_on_imports(database, lambda: datetime.now(UTC), worker_name()):
        pass
    database.dispose()


def assert_whole(url: str, people: int) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:

        def count(statement: str) -> int:
            return int(connection.execute(sa.text(statement)).scalar_one())

        [run] = connection.execute(sa.select(RUNS)).mappings().all()
        assert (run["state"], run["rows_done"], run["created"]) == ("done", people, people)
        assert count("SELECT count(*) FROM case_record") == people
        assert count("SELECT count(DISTINCT prison_number) FROM case_record") == people
        assert count("SELECT count(*) FROM import_row WHERE outcome = 'created'") == people
        assert count("SELECT count(DISTINCT number) FROM import_row") == people
        assert count("SELECT count(*) FROM record_taken") == people
        assert count("SELECT count(*) FROM audit_entry WHERE what = 'CASE_OPENED'") == people
        assert count("SELECT count(*) FROM domain_event WHERE type = 'throughcare.case.opened'") == people
        assert count("SELECT count(*) FROM case_event WHERE type = 'sentence_started'") == people
        assert count("SELECT count(*) FROM ownership_period WHERE ends_on IS NULL") == 2 * people
        assert count("SELECT count(*) FROM import_chunk") == 0
    engine.dispose()


def test_a_killed_import_goes_on_and_takes_each_row_once(database_url: str, tmp_path: Path) -> None:
    file = write_array(tmp_path / "people.json", 400)
    kill_after(begin(IMPORT, database_url, file, 20), 3, 0.02)
    kill_after(begin(IMPORT, database_url, file, 20), 2, 0.01)
    finish(database_url)
    assert_whole(database_url, 400)


@pytest.mark.soak
def test_an_import_killed_again_and_again_takes_each_row_once(database_url: str, tmp_path: Path) -> None:
    dice = random.Random(7)
    file = write_array(tmp_path / "people.json", 6000)
    for _ in range(20):
        kill_after(begin(IMPORT, database_url, file, 50), dice.randrange(1, 5), dice.random() / 10)
    finish(database_url)
    assert_whole(database_url, 6000)


def test_a_run_that_kept_its_position_apart_would_take_rows_twice(sqlite_url: str, tmp_path: Path) -> None:
    """The negative control: with the position not in the rows' transaction, the checks above do find it."""
    file = tmp_path / "people.ndjson"
    file.write_text("\n".join(json.dumps(one) for one in records(60)))
    kill_after(begin(IMPORT, sqlite_url, file, 20), 1, 0)
    engine = sa.create_engine(sqlite_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.update(RUNS).values(position=0, last_row=1000))
    engine.dispose()
    finish(sqlite_url)
    with pytest.raises(AssertionError):
        assert_whole(sqlite_url, 60)


@pytest.mark.soak
def test_100_000_people_fit_in_bounded_memory_and_time(database_url: str, tmp_path: Path) -> None:
    file = write_array(tmp_path / "people.json", 100_000)
    program = (
        IMPORT
        + "\nimport resource; print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, database_url, str(file), "250"], capture_output=True, check=True
    )
    took = time.monotonic() - began
    peak = int(done.stdout.split()[-1])
    assert_whole(database_url, 100_000)
    print(f"{took:.0f} s, {peak} MB")  # noqa: T201
    assert peak < 400
    assert took < 900
