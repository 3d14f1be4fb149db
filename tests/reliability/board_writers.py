"""Many writers of board data at once: each takes its transaction number early, waits for a case, and commits late."""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.board_data import SHAREABLE
from app.domain.caller import SYSTEM
from app.domain.identifiers import new_id
from app.repositories import cases, sharing
from app.repositories.board_records import RECORDS
from app.repositories.database import Database
from app.services.board_record import enter
from app.services.unit_of_work import UnitOfWork, unit_of_work
from tests.reliability.standing import at_once

GIVEN_UP = 0.05
"""So many transactions end without a commit, and leave a gap in the positions."""


class GivenUp(Exception):
    """A writer changed its mind."""


@dataclass(slots=True)
class Writers:
    """Writes `total` records about a few cases, numbered within each case while its row is held."""

    database: Database
    case_ids: Sequence[str]
    total: int
    slowest: float
    written: list[str] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, hands: int) -> None:
        """All hands at once, until so many records are committed."""
        at_once([lambda seed=seed: self._write(random.Random(seed)) for seed in range(hands)])  # type: ignore[misc]

    def one(self, chance: random.Random) -> None:
        """One transaction."""
        case_id, subject = chance.choice(self.case_ids), new_id()
        moment = datetime.now(UTC)
        with unit_of_work(self.database, SYSTEM, moment, patient=True) as work:
            self._take_number_early(work)
            time.sleep(chance.uniform(0, self.slowest / 2))
            case = cases.find_case(work.connection, case_id, moment.date(), lock=True)
            assert case is not None
            self.numbers[case_id] += 1
            said = {"version": self.numbers[case_id], "text": "An action.", "state": "open"}
            enter(work, kind="action", change="made", subject_id=subject, case=case, fields=said)
            work.record("TEST_ENTERED", case_id=case_id)
            time.sleep(chance.uniform(0, self.slowest / 2))
            if chance.random() < GIVEN_UP:
                raise GivenUp
        with self.lock:
            self.written.append(subject)

    def _write(self, chance: random.Random) -> None:
        while len(self.written) < self.total:
            try:
                self.one(chance)
            except GivenUp:
                continue

    def _take_number_early(self, work: UnitOfWork) -> None:
        """As a request does that claims its idempotency key before it waits for a case."""
        if not self.database.is_sqlite:
            work.connection.exec_driver_sql("SELECT pg_current_xact_id()")


@dataclass(slots=True)
class NaiveReader:
    """The control: it goes on after the highest position that it has seen."""

    database: Database
    seen: set[str] = field(default_factory=set)
    stop: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        """Until told to stop, and once more."""
        last, is_last = 0, False
        while not is_last:
            is_last = self.stop.is_set()
            statement = sa.select(RECORDS.c.position, RECORDS.c.subject_id).where(RECORDS.c.position > last)
            with self.database.read() as connection:
                rows = connection.execute(statement.order_by(RECORDS.c.position)).all()
            self.seen |= {row.subject_id for row in rows}
            last = rows[-1].position if rows else last
            time.sleep(0.002)


def by_transaction_alone(database: Database) -> list[tuple[str, int]]:
    """The control for the order: case and number of each record as the writers' transaction numbers order them."""
    statement = sa.text(
        "SELECT case_id::text, (fields->>'version')::int FROM board_record"
        " ORDER BY xmin::text::bigint, position"
    )
    with database.read() as connection:
        return [(row[0], row[1]) for row in connection.execute(statement)]


def falls_back(records: Sequence[tuple[str, int]]) -> int:
    """How often a case's number is no higher than the one before it."""
    last: dict[str, int] = {}
    found = 0
    for case_id, number in records:
        found += number <= last.get(case_id, 0)
        last[case_id] = number
    return found


def agree(database: Database, client_id: str, **changes: Any) -> None:
    """The Chair's standing agreement for a client, straight into the record."""
    today: date = datetime.now(UTC).date()
    nothing = dict.fromkeys(
        (
            "subject_id",
            "organisation",
            "agreement_id",
            "decision_reason",
            "ended_by",
            "ended_at",
            "end_reason",
        )
    )
    row = {
        **nothing, "id": new_id(), "version": 2, "what": "board_data", "about": "All", "recipient_kind": "client",
        "recipient": client_id, "recipient_key": client_id, "purpose": "continuity", "reason": "A test.",
        "is_standing": True, "fields": list(SHAREABLE), "from_on": today - timedelta(days=1),
        "until_on": today + timedelta(days=30), "requested_by": "throughcare", "requested_at": datetime.now(UTC),
        "decision": "approved", "decided_by": "throughcare", "decided_at": datetime.now(UTC), **changes,
    }  # fmt: skip
    with database.write() as connection:
        sharing.add_share(connection, row)
