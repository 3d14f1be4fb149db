"""`throughcare compare` keeps a run as the service does, and writes its tables."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.domain.caller import SYSTEM
from app.services import compare
from app.services.compare import starting
from tests.parts.service import RunningService, case_body, opened
from tests.test_cli import run

OPTIONS = ("--left", "omcp-2013-option-1", "--right", "omcp-2013-option-2")


def clerk(service: RunningService) -> TestClient:
    """A system that records in the moment in which the command asks."""
    service.clock.moment = datetime.now(UTC) - timedelta(minutes=1)
    return service.system()


def test_it_prints_the_kept_run_and_writes_its_tables(
    sqlite_service: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = clerk(sqlite_service)
    for prison in ("FHI", "FHI", "DHI"):
        opened(client, prison=prison, sentence={**case_body()["sentence"], "release_date": "2031-01-31"})
    folder = tmp_path / "tables"
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    asked = (*OPTIONS, "--caseload", "2", "--to", str(folder))
    done = run("compare", *asked, DATABASE_URL=sqlite_service.database_url)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["state"], told["cases_done"], told["moved"], told["caseload"]) == ("done", 3, 3, 2)
    with sqlite_service.service.api.state.database.read() as connection:
        kept = compare.list_runs(connection, SYSTEM, None, 5)["items"]
    assert [each["reference"] for each in kept] == [told["reference"]]
    tables = {file.name: list(csv.DictReader(file.read_text().splitlines())) for file in folder.iterdir()}
    assert set(tables) == {"moves.csv", "owned.csv", "handovers-by-prison.csv", "handovers-by-region.csv"}
    assert len(tables["moves.csv"]) == 3
    assert sum(int(row["right"]) for row in tables["handovers-by-region.csv"]) == 3


def test_settings_and_filters_are_taken(sqlite_service: RunningService) -> None:
    client = clerk(sqlite_service)
    for prison in ("FHI", "DHI"):
        opened(client, prison=prison, sentence={**case_body()["sentence"], "release_date": "2031-01-31"})
    asked = ("--left", "omcp-2013-option-2", "--right-setting", "seconded_lead=false")
    more = ("--right-setting", "recall=custody_until_parole", "--prison", "FHI")
    done = run("compare", *asked, *more, DATABASE_URL=sqlite_service.database_url)
    told = json.loads(done.stdout)
    assert told["right"]["settings"] == {"seconded_lead": False, "recall": "custody_until_parole"}
    assert (told["cases_total"], told["moved"], told["moved_side"]) == (1, 1, 0)


def test_what_there_is_not_is_said_and_the_end_is_2(sqlite_service: RunningService) -> None:
    done = run("compare", "--left", "nothing", DATABASE_URL=sqlite_service.database_url)
    assert done.exit_code == 2
    assert "left.policy: There is no policy of that id" in done.stderr
