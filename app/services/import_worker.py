"""The background run of imports inside the service: one thread that looks for waiting files."""

import logging
from threading import Event, Thread

from app.repositories.database import Database
from app.services.imports.running import Clock, work_on_imports
from app.services.worker_names import worker_name

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 1.0
STOPS_WITHIN_SECONDS = 15.0


class ImportWorker:
    """Start it as the service starts, stop it as it ends. Several processes may each have one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._stop = Event()
        self._called = Event()
        self._thread = Thread(target=self._work, name="imports", daemon=True)

    def start(self) -> None:
        """Begin to look for files."""
        self._thread.start()

    def call(self) -> None:
        """Look now: a file has just come in."""
        self._called.set()

    def stop(self) -> None:
        """Stop after the batch under way; what is left goes on later."""
        self._stop.set()
        self._called.set()
        self._thread.join(STOPS_WITHIN_SECONDS)

    def _work(self) -> None:
        worker = worker_name()
        while not self._stop.is_set():
            try:
                found = work_on_imports(self._database, self._clock, worker, self._stop)
            except Exception:
                log.exception("imports cannot be looked for")
                found = False
            if not found:
                self._called.wait(LOOKS_EVERY_SECONDS)
                self._called.clear()
