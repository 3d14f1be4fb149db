"""Connections: reads and writes through pools of their own, so that waiting writers never stop a reader."""

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.refusals import StillRunning, Unavailable
from app.repositories.sqlite_turn import turn_among_processes
from app.repositories.stored_json import written
from app.settings import Settings

BUSY = "Somebody else is changing the same record. Wait a moment and send it again."
DOWN = "The database cannot be reached at this moment. Wait a moment and send it again."
LOCK_NOT_AVAILABLE = "55P03"
SQLITE_WAIT_MS = 5000
SHORT_STATEMENTS = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off"
"""Ours read few rows by index, mostly from memory. Without this the list of one prison in 100,000 cases was read from
end to end by two processes, in 120 ms instead of 4."""


class Database:
    """The two pools. One instance a process; `dispose` closes it."""

    def __init__(self, settings: Settings) -> None:
        url = make_url(settings.database_url)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._pool_timeout = settings.pool_timeout_seconds
        self._writer, self._next_writer = threading.Lock(), threading.Lock()
        self._file = (
            Path(url.database) if self.is_sqlite and url.database not in {None, "", ":memory:"} else None
        )
        if self.is_sqlite:
            self._writes = _sqlite_engine(url, settings, writes=True)
            self._reads = _sqlite_engine(url, settings, writes=False)
        else:
            read_url = make_url(settings.database_read_url) if settings.database_read_url else url
            self._writes = _postgres_engine(url, settings, settings.write_pool_size)
            self._reads = _postgres_engine(
                read_url, settings, settings.read_pool_size, isolation_level="AUTOCOMMIT"
            )
            for engine in (self._writes, self._reads):
                sa.event.listen(engine, "checkout", _refuse_closed)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading. Each statement sees what is committed when it starts."""
        with _told_plainly(), self._reads.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection whose statements all see one moment, for exports and rebuilds; no short time limit."""
        with _told_plainly(), self._writes.connect() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            yield connection
            connection.rollback()

    @contextmanager
    def write(self, *, patient: bool = False) -> Iterator[Connection]:
        """A transaction: committed when the block ends well, undone when it does not.

        SQLite takes its one writer lock here, first in this process and then among all, so that waiting is fair.
        `patient` is for background work: it waits for locks instead of giving up after a quarter of a second.
        """
        with _told_plainly(), self._turn_to_write(patient), self._writes.begin() as connection:
            if patient and not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
                connection.exec_driver_sql("SET LOCAL statement_timeout = '60s'")
            yield connection

    @contextmanager
    def _turn_to_write(self, patient: bool) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        seconds = 60 if patient else SQLITE_WAIT_MS / 1000
        # Who has just written queues behind who waits already.
        if not self._next_writer.acquire(timeout=seconds):
            raise Unavailable(BUSY)
        taken = self._writer.acquire(timeout=seconds)
        self._next_writer.release()
        if not taken:
            raise Unavailable(BUSY)
        try:
            with turn_among_processes(self._file, seconds):
                yield
        finally:
            self._writer.release()

    def dispose(self) -> None:
        """Close every connection."""
        self._writes.dispose()
        self._reads.dispose()


def _postgres_engine(url: sa.URL, settings: Settings, size: int, **own: Any) -> Engine:
    limits = (
        f"-c lock_timeout={settings.lock_timeout_ms} -c statement_timeout={settings.statement_timeout_ms}"
    )
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=0,
        pool_timeout=settings.pool_timeout_seconds,
        pool_recycle=1800,
        json_serializer=written,
        connect_args={"options": f"{limits} {SHORT_STATEMENTS} -c timezone=UTC", "connect_timeout": 2},
        **own,
    )


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """A resting connection has nothing to read unless its server is gone or speaks: only then is it asked.

    This finds a restarted server as a question before each use would, and spares every read that journey, which
    was a quarter of the hottest call, and every write one of its six.
    """
    resting = select.poll()
    resting.register(connection.pgconn.socket, select.POLLIN)
    if not resting.poll(0):
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise sa.exc.InvalidatePoolError from error


def _sqlite_engine(url: sa.URL, settings: Settings, *, writes: bool) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    size = 2 if writes else settings.read_pool_size
    engine = sa.create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=settings.pool_timeout_seconds,
        json_serializer=written,
        connect_args={"timeout": SQLITE_WAIT_MS / 1000, "check_same_thread": False, "isolation_level": None},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_WAIT_MS}")
    cursor.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Say what a failing connection means: somebody holds the row, or the database is not there."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(DOWN) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE or "database is locked" in str(
            error.orig
        ):
            raise StillRunning(BUSY, code="record_busy") from error
        if error.connection_invalidated or _cannot_reach(error):
            raise Unavailable(DOWN) from error
        raise


def _cannot_reach(error: DBAPIError) -> bool:
    """Connection failures, and servers that are starting, stopping, full or too slow (classes 08, 53, 57)."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError) and not isinstance(error.orig, AssertionError)
    return bool(state[:2] in {"08", "53", "57"})
