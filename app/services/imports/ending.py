"""Ends a run: reports who is missing from the file, and lets the uploaded content go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.caller import Caller
from app.domain.import_file.layout import PLATFORM
from app.repositories import imports as repository
from app.repositories import records_taken
from app.repositories.database import Database
from app.services.imports.prisoner_rows import SOURCE
from app.services.imports.taking import MISSING
from app.services.unit_of_work import UnitOfWork, unit_of_work

AT_ONCE = 1000
REASON = [
    "prisonerNumber",
    "missing_from_file",
    "The file of this prison leaves her out. Nothing was changed.",
]


def end_run(work: UnitOfWork, run: Mapping[str, Any]) -> dict[str, Any]:
    """The run's last columns, with its missing people reported and its content let go."""
    missing = _report_missing(work, run) if run["kind"] == PLATFORM else 0
    repository.delete_content(work.connection, run["id"])
    counts = {name: run[name] for name in ("created", "changed", "unchanged", "rejected")}
    details = {"new": {**counts, "missing": missing}}
    work.record("IMPORT_FINISHED", subject=("IMPORT", run["id"]), details=details)
    return {"state": "done", "missing": missing, "finished_at": work.moment}


def give_up(database: Database, caller: Caller, moment: datetime, run_id: str, failure: str) -> None:
    """End a run that cannot go on; what it has taken stays."""
    with unit_of_work(database, caller, moment, patient=True) as work:
        repository.delete_content(work.connection, run_id)
        repository.fail(work.connection, run_id, failure, moment)
        work.record("IMPORT_FAILED", subject=("IMPORT", run_id), details={"new": {"failure": failure}})


def _report_missing(work: UnitOfWork, run: Mapping[str, Any]) -> int:
    """People whom the last file placed in a prison of this one, and whom this one does not name."""
    scope = work.caller.scope
    covered = records_taken.prisons_of(work.connection, run["id"])
    prisons = [code for code in covered if scope.covers(prison=code, region=None)]
    first: int = run["last_row"]
    number, last = first, ""
    while prisons:
        people = records_taken.missing(work.connection, SOURCE, run["id"], prisons, last, AT_ONCE)
        if not people:
            break
        rows = [
            {
                "run_id": run["id"],
                "number": number + place,
                "outcome": MISSING,
                "reference": person["reference"],
                "case_id": person["case_id"],
                "reasons": [REASON],
            }
            for place, person in enumerate(people, start=1)
        ]
        repository.insert_outcomes(work.connection, rows)
        number, last = number + len(rows), people[-1]["reference"]
    return number - first
