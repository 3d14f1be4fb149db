"""The worker's thread: looks for mail often and for the day's pass now and then, until it is stopped."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

from app.integrations.mail import MailServer
from app.integrations.signed_head import SignedHead
from app.repositories.database import Database
from app.services.audit_seals import Sealer
from app.services.compare import work_on_comparisons
from app.services.notices.digests import make_digests
from app.services.notices.sending import send_waiting
from app.services.policies.running import work_on_runs
from app.services.worker.daily_pass import Clock, run_daily_pass
from app.services.worker_names import worker_name
from app.settings import Settings

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 10.0
LOOKS_BESIDE_EVERY_SECONDS = 2.0
STOPS_WITHIN_SECONDS = 5.0

Work = Callable[[Database, Clock, str, Event], bool]
"""Takes one waiting run to its end; False where none was waiting."""

BESIDE: tuple[tuple[str, Work], ...] = (
    ("comparisons", work_on_comparisons),
    ("policies", work_on_runs),
)
"""What may take long, each in a thread of its own."""


class Worker:
    """Start it as the service starts, stop it as it ends. Several processes may each have one."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._server = MailServer.of(settings)
        self._name = worker_name()
        self._stop = Event()
        self._sealer = Sealer(database, SignedHead.of(settings))
        self._works: tuple[tuple[str, Work], ...] = (*BESIDE, ("seals of the audit", self._seal_audit))
        self._called = [Event() for _ in self._works]
        self._thread = Thread(target=self._keep_looking, name="worker", daemon=True)
        self._beside = [
            Thread(target=self._keep_running, args=(name, work, called), name=name, daemon=True)
            for (name, work), called in zip(self._works, self._called, strict=True)
        ]

    def start(self) -> None:
        """Begin to look for work."""
        self._thread.start()
        self._start_beside()

    def stop(self) -> None:
        """Stop after what is under way; what is left goes on later."""
        self.ask_to_stop()
        for thread in (self._thread, *self._beside):
            if thread.is_alive():
                thread.join(STOPS_WITHIN_SECONDS)

    def ask_to_stop(self) -> None:
        """Stop soon; for signal handlers, which may not wait."""
        self._stop.set()
        self.call()

    def call(self) -> None:
        """Look now: a comparison was started, or a policy approved."""
        for called in self._called:
            called.set()

    def work(self) -> None:
        """Look for work until stopped, in this thread and in those beside it."""
        self._start_beside()
        self._keep_looking()

    def look(self) -> None:
        """Do once what is due now, runs that wait included."""
        self._look()
        for name, work in self._works:
            self._run(name, work)

    def _start_beside(self) -> None:
        for thread in self._beside:
            thread.start()

    def _keep_looking(self) -> None:
        while not self._stop.is_set():
            self._look()
            self._stop.wait(LOOKS_EVERY_SECONDS)

    def _keep_running(self, name: str, work: Work, called: Event) -> None:
        while not self._stop.is_set():
            self._run(name, work)
            called.wait(LOOKS_BESIDE_EVERY_SECONDS)
            if not self._stop.is_set():
                called.clear()

    def _run(self, name: str, work: Work) -> None:
        try:
            while not self._stop.is_set() and work(self._database, self._clock, self._name, self._stop):
                pass
        except Exception:
            log.exception("the worker cannot go on with %s", name)

    def _seal_audit(self, _database: Database, clock: Clock, _worker: str, _stop: Event) -> bool:
        return self._sealer.work(clock())

    def _look(self) -> None:
        """A fault is logged and the next piece still has its turn."""
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
