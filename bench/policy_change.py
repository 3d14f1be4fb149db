"""P3: another policy for everyone, against a bare UPDATE and INSERT of the same rows; readers go on meanwhile."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import SYSTEM, Caller, Scope
from app.domain.policy_papers import AGREED, Part
from app.edge.interpreter import give_way, set_for_serving
from app.repositories import ownership, policy_runs
from app.repositories.audit import ENTRIES, EVENTS
from app.repositories.cases import PERIODS
from app.repositories.database import Database
from app.repositories.handovers import HANDOVERS
from app.services.policies.running import work_on_runs
from app.services.policy_decisions import approving, recording
from app.services.policy_decisions.approving import FinalApproval
from app.services.policy_decisions.recording import NewPaper
from app.services.unit_of_work import LONDON, unit_of_work
from bench.databases import opened, postgres_url
from bench.figures import Fact, Figure, figure_of
from bench.people import prison_number
from bench.settings import Sizes
from bench.stock import fill
from tests.parts.postgres import cluster

GOAL, READERS_GOAL = 3.0, 2.0
BESIDE_READERS = 2
"""Further rounds, in which one reads all the time and the run is at work apart, as operators are told to have it."""
BOARD = Caller("bench.board", "client", frozenset(), Scope(everywhere=True))
POLICIES = ("omcp-2013-option-1", "omcp-2013-option-2")
WRITTEN = {
    "ownership_period": PERIODS,
    "audit_entry": ENTRIES,
    "domain_event": EVENTS,
    "handover": HANDOVERS,
}
OF_TWIN = {
    "ownership_period": (
        "(case_id) REFERENCES case_record (id)",
        (
            "(case_id, layer, ends_on) REFERENCES twin_ownership_period (case_id, layer, starts_on)"
            " DEFERRABLE INITIALLY DEFERRED"
        ),
    ),
    "handover": ("(case_id) REFERENCES case_record (id)",),
}
"""The foreign keys of the tables themselves, which LIKE leaves out."""
KEY = ("case_id", "layer", "starts_on")


def measure(sizes: Sizes) -> Iterator[Figure | Fact]:
    """Each round puts another policy in force for everybody, lets the cases follow, and repeats what was written."""
    set_for_serving()  # as the service does, in whose process the run may be
    rounds = 2 if sizes.is_smallest else max(5, min(sizes.rounds, 5))
    today = datetime.now(LONDON).date()
    with cluster(durable=True) as server, opened(url := postgres_url(server, "bench")) as database:
        fill(database, sizes.many, today)
        idle = _read_for(database, sizes, seconds=0.5 if sizes.is_smallest else 10.0)
        _follow(
            database, _put_in_force(database, POLICIES[0], today + timedelta(30))
        )  # opens the handover rows
        pairs, busy = [], []
        beside = 1 if sizes.is_smallest else BESIDE_READERS
        for number in range(rounds + beside):
            starts_on = today + timedelta(40 + number)
            moment = _put_in_force(database, POLICIES[(number + 1) % 2], starts_on)
            if number >= rounds:  # the floor has nobody beside it, so neither has what is held against it
                _follow_apart(database, url, moment, sizes, busy)
                continue
            before = _marks(database)
            ours = _follow(database, moment)
            pairs.append((ours, _floor(database, before)))
        changed = _changed(database)
        yield figure_of(
            "P3",
            f"another policy for {sizes.many:,} cases, {100 * changed // sizes.many} % of them changing, an event each",
            "bare UPDATE and INSERT of the same rows",
            pairs,
            GOAL,
        )
        yield figure_of(
            "P3",
            "reading the ownership of one case meanwhile, p99",
            "the same while nothing runs",
            [(_at(busy, 0.99), _at(idle, 0.99))],
            READERS_GOAL,
        )
        yield _cost(sizes, pairs)


def _cost(sizes: Sizes, pairs: Sequence[tuple[float, float]]) -> Fact:
    each = sorted(ours for ours, _ in pairs)[len(pairs) // 2] / sizes.many
    return Fact("P3", "one case, worked out, compared, written and told", f"{each * 1e6:.0f} µs", "")


def _put_in_force(database: Database, policy: str, starts_on: date) -> datetime:
    moment = datetime.now(UTC)
    today = moment.astimezone(LONDON).date()
    reference = f"{policy} {starts_on}"[:40]
    with unit_of_work(database, BOARD, moment) as work:
        paper = NewPaper(
            reference, "A paper", "A board", today, "everywhere", None, (Part(1, "So.", policy),)
        )
        paper_id = recording.record_paper(work, paper)
        recording.decide_part(work, paper_id, 1, {"outcome": AGREED}, None)
    with unit_of_work(database, SYSTEM, moment) as work:
        approving.approve(work, paper_id, FinalApproval("Next board", today, reference, starts_on), None)
    return moment


def _follow(database: Database, moment: datetime) -> float:
    started = time.perf_counter()
    assert work_on_runs(database, lambda: moment, "bench")
    return time.perf_counter() - started


def _follow_apart(database: Database, url: str, moment: datetime, sizes: Sizes, taken: list[float]) -> None:
    """The same in a process of its own, beside one who reads from its first cases to its last."""
    run = get_context("spawn").Process(target=_work_apart, args=(url, moment))
    run.start()
    while run.is_alive() and not _has_begun(database):
        time.sleep(0.01)
    with _reading(database, sizes, taken):
        run.join()
    assert run.exitcode == 0


def _work_apart(url: str, moment: datetime) -> None:
    give_way()
    set_for_serving()
    with opened(url) as database:
        _follow(database, moment)


def _has_begun(database: Database) -> bool:
    with database.read() as connection:
        return all(run["done"] for run in policy_runs.waiting(connection))


def _changed(database: Database) -> int:
    with database.read() as connection:
        statement = sa.text("SELECT changed FROM policy_run ORDER BY revision DESC LIMIT 1")
        return int(connection.execute(statement).scalar_one())


# The floor


def _marks(database: Database) -> str:
    """Where the write-ahead log of this round begins, as the transaction that rows of it carry."""
    with database.read() as connection:
        return str(connection.execute(sa.text("SELECT pg_current_xact_id()::text::bigint")).scalar_one())


def _floor(database: Database, since: str) -> float:
    """The rows that the run wrote, in tables of the same indexes and keys: those before it changed, the others new."""
    with database.write(patient=True) as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        for name in WRITTEN:
            _twin(connection, name, since)
    with database.write(patient=True) as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        started = time.perf_counter()
        for name, table in WRITTEN.items():
            _write(connection, name, table)
    taken = time.perf_counter() - started
    with database.write(patient=True) as connection:
        for name in WRITTEN:
            connection.exec_driver_sql(f"DROP TABLE twin_{name}, new_{name}")
    return taken


def _twin(connection: Connection, name: str, since: str) -> None:
    """A twin that holds the rows as they were, and beside it the rows that were written."""
    connection.exec_driver_sql(f"CREATE TABLE twin_{name} (LIKE {name} INCLUDING ALL)")
    for keys in OF_TWIN.get(name, ()):
        connection.exec_driver_sql(f"ALTER TABLE twin_{name} ADD FOREIGN KEY {keys}")
    written = f"SELECT * FROM {name} WHERE xmin::text::bigint > {since}"
    connection.exec_driver_sql(f"CREATE TABLE new_{name} AS {written}")
    if name == "ownership_period":
        connection.exec_driver_sql(
            f"INSERT INTO twin_{name} SELECT DISTINCT ON (case_id, layer) * FROM {name} o"
            f" WHERE EXISTS (SELECT 1 FROM new_{name} n WHERE n.case_id = o.case_id AND n.layer = o.layer"
            " AND n.starts_on = o.starts_on) ORDER BY case_id, layer, starts_on"
        )
        connection.exec_driver_sql(f"UPDATE twin_{name} SET ends_on = NULL")
    connection.exec_driver_sql(f"ANALYZE new_{name}")


def _write(connection: Connection, name: str, table: sa.Table) -> None:
    columns = [column.name for column in table.columns]
    same = " AND ".join(f"t.{key} = n.{key}" for key in KEY)
    held = ""
    if name == "ownership_period":
        changed = ", ".join(f"{c} = n.{c}" for c in columns if c not in KEY)
        connection.exec_driver_sql(f"UPDATE twin_{name} t SET {changed} FROM new_{name} n WHERE {same}")
        held = f" WHERE NOT EXISTS (SELECT 1 FROM twin_{name} t WHERE {same})"
    listed = ", ".join(columns)
    connection.exec_driver_sql(f"INSERT INTO twin_{name} ({listed}) SELECT {listed} FROM new_{name} n{held}")


# Readers


@contextmanager
def _reading(database: Database, sizes: Sizes, taken: list[float]) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=_read_until, args=(database, sizes, stop, taken))
    thread.start()
    yield
    stop.set()
    thread.join()


def _read_for(database: Database, sizes: Sizes, seconds: float) -> list[float]:
    taken: list[float] = []
    with _reading(database, sizes, taken):
        time.sleep(seconds)
    return taken


def _read_until(database: Database, sizes: Sizes, stop: threading.Event, taken: list[float]) -> None:
    number = 0
    while not (stop.is_set() and taken):
        number = (number + 7919) % sizes.many
        with database.read() as connection:
            started = time.perf_counter()
            assert ownership.case_with_periods(connection, prison_number(number), date(2027, 1, 1))
            taken.append(time.perf_counter() - started)
        time.sleep(0.002)


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
