"""The table of today's rules, once more through the API and through the shell."""

import json
import subprocess
import sys

from app.domain.caller import Role
from tests.domain.omic_table import CASES, FILE, said
from tests.parts.service import RunningService

THROUGHCARE = [sys.executable, "-c", "from app.cli import main; main()"]


def test_the_shell_answers_the_whole_table_line_by_line() -> None:
    command = [*THROUGHCARE, "evaluate", "--policy", "omic"]
    done = subprocess.run(
        command, input=FILE.read_text(), capture_output=True, text=True, check=True, timeout=60
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [said(answer) for answer in answers] == [case["expect"] for case in CASES]


def test_the_api_answers_the_whole_table(sqlite_service: RunningService) -> None:
    client = sqlite_service.system(Role.RO)
    for case in CASES:
        answer = client.post("/api/v1/policies/omic/evaluate", json=case)
        assert answer.status_code == 200, (case["id"], answer.text)
        assert said(answer.json()) == case["expect"], case["note"]
