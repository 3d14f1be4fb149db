"""The command `throughcare audit`: it seals, shows the head, finds what was changed and names it, begins again."""

import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection
from typer.testing import Result

from app.domain.caller import Role
from tests.parts.service import RunningService, opened
from tests.reliability.test_audit_tamper import as_owner
from tests.test_cli import THROUGHCARE, run

STANDS = "Everything stands as it was written."
Audit = Callable[..., Result]


@pytest.fixture
def audit(service: RunningService) -> Audit:
    """The command on a real database with the entries of two people's work."""
    return _command(service)


def _command(service: RunningService) -> Audit:
    service.clock.moment = datetime.now(UTC)
    clerk = service.system(Role.RW)
    for _ in range(2):
        opened(clerk)
    where = {"DATABASE_URL": service.database_url, "VAR_DIR": str(service.var_dir)}
    return lambda *arguments: run("audit", *arguments, **where)


def entries(service: RunningService) -> list[str]:
    """The ids of all entries, the oldest first."""
    with service.service.api.state.database.read() as connection:
        found = connection.exec_driver_sql("SELECT id FROM audit_entry ORDER BY id")
        return [str(entry) for entry in found.scalars()]


def as_its_owner(service: RunningService, statement: str) -> None:
    """Whoever owns the tables takes the triggers away and does this."""

    def do(connection: Connection) -> Any:
        return connection.exec_driver_sql(statement)

    as_owner(service.service.api.state.database, do)


def test_what_waits_is_sealed_once_and_stands(audit: Audit, service: RunningService) -> None:
    count = len(entries(service))
    assert count > 2
    waiting = audit("verify")
    assert waiting.exit_code == 0
    assert f"{count} entries wait for their seal" in waiting.stdout
    first, second = audit("seal"), audit("seal")
    assert (first.exit_code, first.stdout) == (0, f"{count} entries sealed.\n")
    assert (second.exit_code, second.stdout) == (0, "0 entries sealed.\n")
    checked = audit("verify")
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, STANDS)
    assert f"{count} entries, 1 seals" in checked.stdout
    assert (audit("verify", "--json").exit_code, audit("verify", "--json").stdout) == (0, "")


def test_a_changed_entry_is_named_and_the_end_is_1(audit: Audit, service: RunningService) -> None:
    audit("seal")
    changed = entries(service)[1]
    as_its_owner(service, f"UPDATE audit_entry SET who = 'somebody.else' WHERE id = '{changed}'")
    environment = {"DATABASE_URL": service.database_url, "VAR_DIR": str(service.var_dir)}
    done = subprocess.run(
        [*THROUGHCARE, "audit", "verify"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[0].startswith(f"Entry {changed} of ")
    assert done.stdout.splitlines()[0].endswith("(seal 1) was changed after it was sealed.")
    assert done.stdout.splitlines()[-1] == "1 found."
    told = audit("verify", "--json")
    assert told.exit_code == 1
    (finding,) = [json.loads(line) for line in told.stdout.splitlines()]
    assert (finding["trouble"], finding["entry"], finding["seal"]) == ("entry_changed", changed, 1)


def test_an_entry_that_is_gone_is_named(audit: Audit, service: RunningService) -> None:
    audit("seal")
    gone = entries(service)[0]
    as_its_owner(service, f"DELETE FROM audit_entry WHERE id = '{gone}'")
    done = audit("verify")
    assert done.exit_code == 1
    assert f"Entry {gone} of " in done.stdout
    assert "was sealed and is gone." in done.stdout


def test_the_head_is_shown_and_one_kept_elsewhere_finds_a_chain_written_anew(
    sqlite_service: RunningService, tmp_path: Path
) -> None:
    audit = _command(sqlite_service)
    none_yet = audit("head")
    assert (none_yet.exit_code, none_yet.stdout) == (1, "")
    assert "There is no head yet." in none_yet.stderr
    audit("seal")
    shown = audit("head")
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)["head"]["total"] == len(entries(sqlite_service))
    assert "public.pem" in shown.stderr
    folder = sqlite_service.var_dir / "audit"
    kept, key = tmp_path / "kept.json", tmp_path / "kept.pem"
    kept.write_text(shown.stdout)
    key.write_bytes((folder / "public.pem").read_bytes())
    elsewhere = ("verify", "--head", str(kept), "--public-key", str(key))
    assert audit(*elsewhere).exit_code == 0

    as_its_owner(sqlite_service, f"DELETE FROM audit_entry WHERE id = '{entries(sqlite_service)[2]}'")
    as_its_owner(sqlite_service, "DELETE FROM audit_seal")
    for file in folder.iterdir():
        file.unlink()
    assert audit("seal").exit_code == 0
    assert audit("verify").exit_code == 0
    found = audit(*elsewhere)
    assert found.exit_code == 1
    assert "is not what the signed head says of it." in found.stdout
    missing = audit("verify", "--head", str(tmp_path / "none.json"))
    assert (missing.exit_code, missing.stderr) == (2, "There is no such file.\n")


def test_after_a_restore_nothing_is_sealed_until_another_head_begins(
    sqlite_service: RunningService, tmp_path: Path
) -> None:
    audit = _command(sqlite_service)
    audit("seal")
    backup = tmp_path / "backup.db"
    copied(Path(sqlite_service.database_url.removeprefix("sqlite:///")), backup)
    opened(sqlite_service.system(Role.RW))
    assert audit("seal").stdout != "0 entries sealed.\n"
    sqlite_service.service.api.state.database.dispose()
    copied(backup, Path(sqlite_service.database_url.removeprefix("sqlite:///")))

    refused = audit("seal")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Nothing more is sealed" in refused.stderr
    lost = audit("verify")
    assert lost.exit_code == 1
    assert "Seal 2 and all after it are gone: the signed head knows them." in lost.stdout

    assert audit("begin-again").exit_code == 2
    begun = audit("begin-again", "--why", "Restored from the backup of this morning.")
    aside = sqlite_service.var_dir / "audit" / "head-set-aside-1.json"
    assert (begun.exit_code, begun.stdout) == (0, f"The head was put away as {aside}.\n")
    assert json.loads(aside.read_text())["head"]["number"] == 2
    assert audit("seal").exit_code == 0
    assert audit("verify").stdout.splitlines()[-1] == STANDS
    with sqlite_service.service.api.state.database.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT details FROM audit_entry WHERE what = 'AUDIT_HEAD_SET_ASIDE'"
        ).scalar_one()
    assert "Restored from the backup of this morning." in kept


def test_where_there_was_no_head_none_is_put_away(sqlite_service: RunningService) -> None:
    done = _command(sqlite_service)("begin-again", "--why", "Begun on a new machine.")
    assert (done.exit_code, done.stdout) == (0, "There was no head.\n")


def copied(source: Path, target: Path) -> None:
    """A whole database written over another, as a restore does."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
