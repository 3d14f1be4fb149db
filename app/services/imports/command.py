"""Imports a file from the shell, in the foreground; what was begun and broken off goes on."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.caller import Caller
from app.repositories import imports as repository
from app.repositories.database import Database
from app.services.imports.receiving import queue, stage
from app.services.imports.running import Clock, Progress, claim_run, take_run, wait_for
from app.services.unit_of_work import unit_of_work
from app.services.worker_names import worker_name


def import_file(
    database: Database,
    path: Path,
    *,
    wanted: str = "auto",
    file_date: date | None = None,
    caller: Caller,
    clock: Clock,
    progress: Progress | None = None,
) -> Mapping[str, Any]:
    """The run of the file once it is over, a row of `import_run`. Raises InvalidInput for one that cannot be taken.

    `progress` is called with the run after each batch: `position` of `size_bytes`, and the counts.
    """
    with path.open("rb") as source:
        staged = stage(
            database, caller, clock(), source, file_name=path.name, wanted=wanted, file_date=file_date
        )
    with unit_of_work(database, caller, clock(), patient=True) as work:
        run = queue(work, staged)
    worker = worker_name()
    claimed = claim_run(database, run["id"], clock, worker)
    if claimed is None:
        return wait_for(database, run["id"], progress)
    take_run(database, claimed, clock, worker, progress=progress)
    with database.read() as connection:
        return repository.run(connection, run["id"]) or {}
