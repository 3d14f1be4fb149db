"""Receives an uploaded file: looks at its beginning, keeps it until it has been taken, and queues its run."""

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO

from app.domain.caller import Caller, Role, Scope
from app.domain.identifiers import new_id
from app.domain.import_file import HEAD_BYTES, Layout, read_layout
from app.domain.refusals import InvalidInput
from app.repositories import imports as repository
from app.repositories.database import Database
from app.services.unit_of_work import LONDON, UnitOfWork

STRETCH = 1 << 20
SAME_FILE_FOR = timedelta(hours=24)
_NOT_IN_NAMES = re.compile(r"[^\w .()-]+")


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is kept, not yet queued; or the run of the same file that is under way already."""

    run: Mapping[str, Any]
    is_new: bool
    digest: str


def stage(
    database: Database,
    caller: Caller,
    moment: datetime,
    source: BinaryIO,
    *,
    file_name: str,
    wanted: str = "auto",
    file_date: date | None = None,
    again: bool = False,
) -> Staged:
    """Keep a file; the run of the same file that is still under way answers for it, unless `again`.

    `source` can be read twice. `file_date` is the day that the file shows, today if None. Nothing is kept of a
    file that cannot be taken: raises InvalidInput, naming the column where one is at fault.
    """
    today = moment.astimezone(LONDON).date()
    day = file_date or today
    if day > today:
        raise InvalidInput.of("file_date", "date_in_future", "Give the day of the file, not after today.")
    layout = read_layout(source.read(HEAD_BYTES), wanted)
    digest, size = _measure(source)
    if not again and (found := _under_way(database, digest, caller, day, moment)):
        return Staged(found, is_new=False, digest=digest)
    run = _run(caller, moment, layout, day, digest, size, _clean(file_name))
    with database.write(patient=True) as connection:
        repository.insert_run(connection, run)
    _keep_content(database, run["id"], source)
    return Staged(run, is_new=True, digest=digest)


def queue(work: UnitOfWork, staged: Staged) -> Mapping[str, Any]:
    """Let any worker take the file."""
    run = staged.run
    subject = ("IMPORT", run["id"])
    if not staged.is_new:
        work.record("IMPORT_SENT_AGAIN", subject=subject)
        return run
    repository.queue(work.connection, run["id"])
    details = {"file": run["file_name"], "sha256": run["sha256"], "bytes": run["size_bytes"]}
    day = run["file_date"].isoformat()
    work.record("IMPORT_RECEIVED", subject=subject, details={"new": {**details, "day": day}})
    return {**run, "state": "queued"}


def forget(database: Database, staged: Staged) -> None:
    """Let a file go that was kept and is not wanted after all."""
    if not staged.is_new:
        return
    with database.write(patient=True) as connection:
        run = repository.run(connection, staged.run["id"])
        if run and run["state"] == "receiving":
            repository.delete_content(connection, staged.run["id"])
            repository.delete_run(connection, staged.run["id"])


def caller_of(run: Mapping[str, Any]) -> Caller:
    """Who uploaded the file, as they were then: their scope counts for every row."""
    kept = run["caller"]
    scope = Scope(kept["everywhere"], frozenset(kept["prisons"]), frozenset(kept["regions"]))
    roles = frozenset(Role(name) for name in kept["roles"])
    return Caller(run["created_by"], kept["kind"], roles, scope)


def content_from(database: Database, run_id: str, position: int) -> Any:
    """The kept content from a byte on, a stretch at a time; no connection is held between two."""
    number, skip = divmod(position, STRETCH)
    while True:
        with database.read() as connection:
            packed = repository.chunk(connection, run_id, number)
        if packed is None:
            return
        yield zlib.decompress(packed)[skip:]
        number, skip = number + 1, 0


def _measure(source: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    while part := source.read(STRETCH):
        digest.update(part)
        size += len(part)
    return digest.hexdigest(), size


def _under_way(
    database: Database, digest: str, caller: Caller, day: date, moment: datetime
) -> Mapping[str, Any] | None:
    with database.read() as connection:
        runs = repository.same_file(connection, digest, caller.username, moment - SAME_FILE_FOR)
    same = (run for run in runs if run["file_date"] == day and run["state"] != "done")
    return next(same, None)


def _keep_content(database: Database, run_id: str, source: BinaryIO) -> None:
    source.seek(0)
    number = 0
    while part := _whole_stretch(source):
        with database.write(patient=True) as connection:
            repository.insert_chunk(connection, run_id, number, zlib.compress(part, 1))
        number += 1


def _whole_stretch(source: BinaryIO) -> bytes:
    parts: list[bytes] = []
    wanted = STRETCH
    while wanted and (part := source.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _run(
    caller: Caller, moment: datetime, layout: Layout, day: date, digest: str, size: int, name: str
) -> dict[str, Any]:
    counts = ("rows_done", "created", "changed", "unchanged", "rejected", "missing")
    scope = caller.scope
    return {
        "id": new_id(),
        "file_name": name,
        "kind": layout.kind,
        "layout": layout.as_stored(),
        "file_date": day,
        "sha256": digest,
        "size_bytes": size,
        "state": "receiving",
        "created_at": moment,
        "created_by": caller.username,
        "caller": {
            "kind": caller.kind,
            "roles": sorted(caller.roles),
            "everywhere": scope.everywhere,
            "prisons": sorted(scope.prisons),
            "regions": sorted(scope.regions),
        },
        "position": layout.start,
        "last_row": 1 if layout.shape == "csv" else 0,
        "started_at": None,
        "finished_at": None,
        "claimed_by": None,
        "heartbeat_at": None,
        "failure": None,
        **dict.fromkeys(counts, 0),
    }


def _clean(file_name: str) -> str:
    """The name without folders and without what could mean something to a page, a shell or a log."""
    name = re.split(r"[/\\]", file_name)[-1]
    return _NOT_IN_NAMES.sub("_", name).strip(" ._")[-120:] or "file"
