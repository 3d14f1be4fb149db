"""Takes queued files row by row: any worker may, one does, and after a crash another goes on where it stood."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from threading import Event
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError

from app.domain.import_file import Layout, pieces_of
from app.repositories import imports as repository
from app.repositories.database import Database
from app.services.imports.batches import refuse_row, take_batch
from app.services.imports.ending import end_run, give_up
from app.services.imports.parsing import Parsed, is_blank, parse
from app.services.imports.receiving import caller_of, content_from
from app.services.long_runs import LostClaim, Stopped, is_free, patiently
from app.services.unit_of_work import LONDON, UnitOfWork, unit_of_work

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 250
LEFT_RECEIVING_FOR = timedelta(hours=6)

Clock = Callable[[], datetime]
Progress = Callable[[Mapping[str, Any]], None]


def work_on_imports(
    database: Database, clock: Clock, worker: str, stop: Event | None = None, progress: Progress | None = None
) -> bool:
    """Take one waiting run to its end. False where none was waiting."""
    run = _claim_next(database, clock, worker)
    if run is None:
        return False
    take_run(database, run, clock, worker, stop, progress)
    return True


def claim_run(database: Database, run_id: str, clock: Clock, worker: str) -> Mapping[str, Any] | None:
    """Take this run, if nobody alive holds it."""
    return _claim_next(database, clock, worker, only=run_id)


def take_run(
    database: Database,
    run: Mapping[str, Any],
    clock: Clock,
    worker: str,
    stop: Event | None = None,
    progress: Progress | None = None,
) -> None:
    """Take a run that this worker holds to its end; what cannot go on is ended with the reason."""
    taking = _Taking(database, dict(run), clock, worker, stop or Event(), progress)
    try:
        taking.run_to_the_end()
    except LostClaim:
        log.warning("an import is taken on by another worker")
    except Stopped:
        with database.write(patient=True) as connection:
            repository.release(connection, run["id"], worker)
    except Exception:
        log.exception("an import cannot go on")
        give_up(database, caller_of(run), clock(), run["id"], "internal_fault")


class _Taking:
    """One worker's work on one run."""

    def __init__(
        self,
        database: Database,
        run: dict[str, Any],
        clock: Clock,
        worker: str,
        stop: Event,
        progress: Progress | None,
    ) -> None:
        self._database = database
        self._run = run
        self._clock = clock
        self._worker = worker
        self._stop = stop
        self._progress = progress
        self._layout = Layout.from_stored(run["layout"])
        self._caller = caller_of(run)

    def run_to_the_end(self) -> None:
        rows = self._rows()
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            self._take(batch)
            if self._progress:
                self._progress(self._run)
        patiently(self._end, self._stop)
        if self._progress:
            self._progress(self._run)

    def _rows(self) -> Iterator[Parsed]:
        content = content_from(self._database, self._run["id"], self._run["position"])
        number = self._run["last_row"]
        for piece in pieces_of(self._layout.shape, content, self._run["position"]):
            if is_blank(piece):
                number += self._layout.shape == "csv"
                continue
            number += 1
            yield parse(piece, number, self._layout, self._clock().astimezone(LONDON).date())

    def _take(self, rows: Sequence[Parsed]) -> None:
        """All in one transaction; where the database refuses them, by halves, down to the row at fault."""
        try:
            patiently(lambda: self._in_one(rows, lambda work: self._take_all(work, rows)), self._stop)
        except (IntegrityError, DataError):
            if len(rows) == 1:
                log.exception("the database refused a row of an import")
                patiently(
                    lambda: self._in_one(rows, lambda work: refuse_row(work, self._run, rows[0])), self._stop
                )
                return
            middle = len(rows) // 2
            self._take(rows[:middle])
            self._take(rows[middle:])

    def _take_all(self, work: UnitOfWork, rows: Sequence[Parsed]) -> Counter[str]:
        return take_batch(work, self._run, self._layout, rows)

    def _in_one(self, rows: Sequence[Parsed], take: Callable[[UnitOfWork], Counter[str]]) -> None:
        moment = self._clock()
        with unit_of_work(self._database, self._caller, moment, patient=True) as work:
            self._move(work, heartbeat_at=moment)
            counts = take(work)
            changes = {name: self._run[name] + count for name, count in counts.items()}
            changes |= {
                "position": rows[-1].ends_at,
                "last_row": rows[-1].number,
                "rows_done": self._run["rows_done"] + len(rows),
            }
            self._move(work, **changes)
            subject = ("IMPORT", self._run["id"])
            work.record("IMPORT_ROWS_TAKEN", subject=subject, details={"new": dict(counts)})
        self._run |= changes

    def _move(self, work: UnitOfWork, **values: Any) -> None:
        """Write how far the run is; its row is held from the first time on, so that one worker alone takes it."""
        run = self._run
        if not repository.update_run(work.connection, run["id"], self._worker, run["position"], values):
            raise LostClaim

    def _end(self) -> None:
        moment = self._clock()
        with unit_of_work(self._database, self._caller, moment, patient=True) as work:
            self._move(work, heartbeat_at=moment)
            self._run |= end_run(work, self._run)
            self._move(work, **{name: self._run[name] for name in ("state", "missing", "finished_at")})


def _claim_next(
    database: Database, clock: Clock, worker: str, only: str | None = None
) -> Mapping[str, Any] | None:
    with database.read() as connection:
        waiting = repository.waiting(connection)
    for seen in waiting:
        if only is not None and seen["id"] != only:
            continue
        if seen["state"] == "receiving":
            _clear_away(database, clock, seen)
        elif is_free(seen, clock()):
            with database.write(patient=True) as connection:
                if repository.claim(connection, seen, worker, clock()):
                    return repository.run(connection, seen["id"])
    return None


def _clear_away(database: Database, clock: Clock, seen: Mapping[str, Any]) -> None:
    """An upload that broke off leaves nothing behind."""
    if clock() - seen["created_at"] > LEFT_RECEIVING_FOR:
        with database.write(patient=True) as connection:
            repository.delete_content(connection, seen["id"])
            repository.fail(connection, seen["id"], "upload_broken_off", clock())


def wait_for(database: Database, run_id: str, progress: Progress | None = None) -> Mapping[str, Any]:
    """Wait until a run that somebody else takes is over."""
    while True:
        with database.read() as connection:
            run = repository.run(connection, run_id)
        if run is None or run["state"] in {"done", "failed"}:
            return run or {}
        if progress:
            progress(run)
        time.sleep(0.5)
