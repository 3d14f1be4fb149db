"""P2: what falls due overnight is found by its day, never worked out anew: the due list against a range scan."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.handover.filters import HandoverFilters
from app.domain.handover.lists import UPCOMING, Windows
from app.repositories.database import Database
from app.repositories.handover_lists import page_of_list
from app.services.unit_of_work import LONDON
from app.services.worker.daily_pass import run_daily_pass
from bench.databases import opened, postgres_url
from bench.figures import Fact, Figure, figure_of, in_turns
from bench.settings import Sizes
from bench.stock import fill
from bench.work_stock import add_work
from tests.parts.postgres import cluster

GOAL = 2.0
WHOLE = 1_000_000
WINDOWS, EVERYWHERE = Windows(), Scope(everywhere=True)
BARE = sa.text(
    "SELECT h.*, c.prison_number, c.crn, c.first_name, c.last_name, c.release_date, c.rosh_level, c.mappa_level,"
    " c.sentence_type, c.provider, c.community_manager_name, c.community_manager_email, c.community_team, p.name"
    " FROM handover h JOIN case_record c ON c.id = h.case_id LEFT JOIN prison p ON p.code = h.prison_code"
    " WHERE h.closed_at IS NULL AND h.handover_on > :today AND h.handover_on <= :horizon ORDER BY h.handover_on, h.id"
)
"""The same rows and columns by their day alone."""
CHECKSUM = sa.text(
    "SELECT count(*), md5(string_agg(md5(p::text), '' ORDER BY p.case_id, p.layer, p.starts_on))"
    " FROM ownership_period p"
)


def measure(sizes: Sizes) -> Iterator[Figure | Fact]:
    """The whole list of handovers of the next eight weeks; then what a night writes to the line of ownership."""
    moment = datetime.now(UTC)
    today = moment.astimezone(LONDON).date()
    with cluster() as server:
        with opened(postgres_url(server, "many")) as database:
            fill(database, sizes.many, today)
            add_work(database, today)
            with database.read() as connection:
                rows, pairs = _due(connection, today, sizes)
            what = f"due in {WINDOWS.upcoming} days, {rows:,} of {sizes.many:,} cases"
            yield figure_of("P2", what, "a range scan of the same rows", pairs, GOAL)
        with opened(postgres_url(server, "few")) as database:
            fill(database, sizes.few, today)
            add_work(database, today)
            yield _night(database, moment, sizes.few)


def _due(connection: Connection, today: date, sizes: Sizes) -> tuple[int, list[tuple[float, float]]]:
    horizon = today + timedelta(WINDOWS.upcoming)
    asked = {"today": today, "horizon": horizon}

    def ours() -> list[str]:
        whole = {"after": None, "descending": False, "size": WHOLE}
        rows = page_of_list(connection, EVERYWHERE, UPCOMING, HandoverFilters(), WINDOWS, today, **whole)  # type: ignore[arg-type]
        return [str(row["id"]) for row in rows if row["handover_on"] <= horizon]

    def bare() -> list[str]:
        return [str(row["id"]) for row in map(dict, connection.execute(BARE, asked).mappings())]

    found = ours()
    assert found == bare()
    taken = in_turns(sizes.rounds, ours=lambda: _timed(ours), bare=lambda: _timed(bare))
    return len(found), list(zip(taken["ours"], taken["bare"], strict=True))


def _night(database: Database, moment: datetime, cases: int) -> Fact:
    """The pass of a night after the first, which has everything to do that an import brought."""
    run_daily_pass(database, lambda: moment, "bench")
    before, tomorrow = _checksum(database), moment + timedelta(1)
    started = time.perf_counter()
    carried_out = run_daily_pass(database, lambda: tomorrow, "bench")
    taken = time.perf_counter() - started
    is_same = _checksum(database) == before
    told = f"{carried_out:,} things done in {taken:.1f} s over {cases:,} cases; the periods are as they were"
    return Fact("P2", "a night's pass", told, "no period written", is_met=is_same)


def _checksum(database: Database) -> tuple[object, ...]:
    with database.read() as connection:
        return tuple(connection.execute(CHECKSUM).one())


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
