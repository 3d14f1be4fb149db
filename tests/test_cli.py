"""The command: answers in their order, a bad line answered in its place, and a rebuild that finds what is wrong."""

import json
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from typer.testing import CliRunner, Result

from app.cli import app
from app.domain.caller import Role
from app.settings import get_settings
from tests.api.test_ownership import SCENARIOS, only, wanted
from tests.parts.service import RunningService, opened

THROUGHCARE = [sys.executable, "-c", "from app.cli import main; main()"]


def run(*arguments: str, given: str = "", **environment: str) -> Result:
    """The command with these arguments and this standard input, in this process."""
    get_settings.cache_clear()
    return CliRunner().invoke(app, arguments, input=given, env=environment)


def lines_of(policy: str) -> tuple[str, list[dict[str, Any]]]:
    """The scenarios of a policy as standard input."""
    chosen = [s for s in SCENARIOS if s["policy"] == policy]
    return "".join(json.dumps({**s, "on": [d for d, _ in wanted(s)]}) + "\n" for s in chosen), chosen


def test_evaluate_answers_every_scenario_line_by_line() -> None:
    for policy in ("omcp-2013-option-1", "omcp-2013-option-2"):
        given, chosen = lines_of(policy)
        command = [*THROUGHCARE, "evaluate", "--policy", policy]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=60)
        assert done.stderr == ""
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        found = [[(row["date"], only(row)) for row in answer["on"]] for answer in answers]
        assert found == [wanted(scenario) for scenario in chosen]


def test_each_line_is_answered_before_the_next_is_given() -> None:
    given = lines_of("omcp-2013-option-2")[0].splitlines(keepends=True)[:2]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([*THROUGHCARE, "evaluate"], **pipes) as talking:
        assert talking.stdin
        assert talking.stdout
        for line in given:
            talking.stdin.write(line.encode())
            talking.stdin.flush()
            waiting, _, _ = select.select([talking.stdout], [], [], 60)
            assert waiting, "no answer while the input is open"
            assert b"periods" in talking.stdout.readline()
        talking.stdin.close()
        assert talking.wait(60) == 0


def test_a_line_that_cannot_be_read_is_answered_in_its_place_and_the_end_is_1() -> None:
    given, chosen = lines_of("omcp-2013-option-2")
    wrong = (
        '{bad\n[1]\n{"sentence": {"start_date": "2026-02-30"}}\n{"settings": {"colour": "red"}}\n"\\ud83d"\n'
    )
    done = run("evaluate", given=wrong + given)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert [("error" in answer) for answer in answers] == [True] * 5 + [False] * len(chosen)
    assert answers[2]["error"]["errors"][0]["field"] == "sentence.start_date"
    assert answers[3]["error"]["errors"][0]["field"] == "settings.colour"


def test_an_unknown_policy_is_said_at_once() -> None:
    done = run("evaluate", "--policy", "omcp-2099", given="{}")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "GET /policies" in done.stderr


def test_rebuild_names_what_differs_and_mends_it(service: RunningService, tmp_path: Path) -> None:
    case = opened(service.system(Role.RW))
    database = service.service.api.state.database
    with database.write() as connection:
        connection.execute(
            sa.text("UPDATE ownership_period SET responsible = 'community' WHERE responsible = 'custody'")
        )
        connection.execute(sa.text("UPDATE case_record SET provider = 'crc'"))
    service.close()
    where = {"DATABASE_URL": service.database_url, "VAR_DIR": str(tmp_path)}
    checked = run("rebuild", "--check", **where)
    assert checked.exit_code == 1
    assert case["prison_number"] in checked.stdout
    assert "provider is crc, the facts say nps" in checked.stdout
    assert run("rebuild", **where).exit_code == 0
    again = run("rebuild", "--check", **where)
    assert (again.exit_code, again.stdout) == (0, "Every stored period is what the facts say.\n")
