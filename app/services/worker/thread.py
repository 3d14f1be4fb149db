"""The worker's thread: looks for mail often and for the day's pass now and then, until it is stopped."""

import logging
from datetime import timedelta
from threading import Event, Thread

from app.integrations.mail import MailServer
from app.repositories.database import Database
from app.services.notices.digests import make_digests
from app.services.notices.sending import send_waiting
from app.services.worker.daily_pass import Clock, run_daily_pass
from app.services.worker_names import worker_name
from app.settings import Settings

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 10.0
STOPS_WITHIN_SECONDS = 5.0


class Worker:
    """Start it as the service starts, stop it as it ends. Several processes may each have one."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._server = MailServer.of(settings)
        self._name = worker_name()
        self._stop = Event()
        self._thread = Thread(target=self.work, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to look for work."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after what is under way; what is left goes on later."""
        self.ask_to_stop()
        if self._thread.is_alive():
            self._thread.join(STOPS_WITHIN_SECONDS)

    def ask_to_stop(self) -> None:
        """Stop soon; for signal handlers, which may not wait."""
        self._stop.set()

    def work(self) -> None:
        """Look for work until stopped, in this thread."""
        while not self._stop.is_set():
            self.look()
            self._stop.wait(LOOKS_EVERY_SECONDS)

    def look(self) -> None:
        """Do once what is due now. A fault is logged and the next piece still has its turn."""
        for what, do in (
            ("the daily pass", self._run_pass),
            ("digests", self._make_digests),
            ("mail", self._send_mail),
        ):
            try:
                do()
            except Exception:
                log.exception("the worker cannot go on with %s", what)

    def _run_pass(self) -> None:
        again = timedelta(minutes=self._settings.daily_again_minutes)
        run_daily_pass(self._database, self._clock, self._name, self._stop, again_after=again)

    def _make_digests(self) -> None:
        make_digests(self._database, self._settings, self._clock())

    def _send_mail(self) -> None:
        while self._server and not self._stop.is_set():
            if not send_waiting(self._database, self._settings, self._server, self._clock()):
                return
