"""Seals the audit in batches beside its writers, who never wait for it, and holds it against its seals when asked."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Connection

from app.domain.audit_check import Check, Finding, Trouble
from app.domain.audit_seals import (
    LATE,
    Head,
    Seal,
    ceiling_at,
    floor_after,
    ids_in,
    least_id,
    next_seal,
)
from app.domain.caller import SYSTEM
from app.integrations.signed_head import NotSigned, SignedHead
from app.repositories import audit_seals as repository
from app.repositories.database import Database
from app.services.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

ENTRIES_IN_ONE = 1000
SEALS_AT_ONCE = 40
NEAR = timedelta(seconds=20)
"""Most looks go back so far; every `WIDE_EVERY` one goes back as far as anything may be late."""
WIDE_EVERY = timedelta(seconds=30)


WORD_EVERY = timedelta(minutes=1)
"""How often a broken chain is spoken of in the log."""


class ChainBroken(Exception):
    """The database does not hold what the signed head says: nothing more is sealed until somebody has looked."""


@dataclass(slots=True)
class Sealer:
    """One process's part in sealing. It remembers which late ids are sealed, so that it need not ask again."""

    database: Database
    heads: SignedHead
    _known: set[bytes] = field(default_factory=set)
    _read_to: int = 0
    _wide_at: datetime | None = None
    _spoke_at: datetime | None = None

    def work(self, moment: datetime) -> bool:
        """A turn of the worker: whether more waits. A chain that is broken is told of, again and again."""
        try:
            return self.seal(moment) >= ENTRIES_IN_ONE * SEALS_AT_ONCE
        except (ChainBroken, NotSigned) as trouble:
            if self._spoke_at is None or moment - self._spoke_at >= WORD_EVERY:
                log.error("the audit does not stand as it was sealed: %s", trouble)  # noqa: TRY400
                self._spoke_at = moment
            return False

    def seal(self, moment: datetime) -> int:
        """Seal what waits, one batch; answers how many entries. Raises ChainBroken and NotSigned."""
        with _one_moment(self.database) as connection:
            last = repository.latest(connection)
            self._refuse_broken(connection, last)
            seals = self._waiting(connection, last, moment)
        if seals and not self._keep(last, seals):
            return 0
        if seals:
            self.heads.write(Head.of(seals[-1]))
        return sum(seal.entries for seal in seals)

    def _refuse_broken(self, connection: Connection, last: Seal | None) -> None:
        """The chain stands as the head says; seals of another process, or of a crash, come under the head now."""
        head = self.heads.read()
        if head is None:
            if last is not None:
                log.warning("no head of the audit was here: one begins", extra={"seal": last.number})
                self.heads.write(Head.of(last))
            return
        if last is not None and Head.of(last) == head:
            return
        stood = repository.seal_numbered(connection, head.number)
        if last is None or stood is None or Head.of(stood) != head:
            raise ChainBroken(f"seal {head.number} is not in the database as it was signed")
        before = stood
        for seal in repository.seals_after(connection, stood.number):
            follows = seal.number == before.number + 1 and seal.previous == before.digest
            if not follows or seal.digest != seal.worked_out():
                raise ChainBroken(f"seal {seal.number} does not follow the one before it")
            before = seal
        self.heads.write(Head.of(before))

    def _waiting(self, connection: Connection, last: Seal | None, moment: datetime) -> list[Seal]:
        """New seals over what no seal covers, not yet kept."""
        ids = self._unsealed(connection, last, moment)
        records = repository.records_of(connection, ids)
        seals: list[Seal] = []
        left = len(ids) if len(ids) < ENTRIES_IN_ONE * SEALS_AT_ONCE else len(ids) + 1
        for batch in _in_batches(records):
            left -= len(batch)
            seals.append(next_seal(seals[-1] if seals else last, batch, moment, more_follow=left > 0))
        return seals

    def _unsealed(self, connection: Connection, last: Seal | None, moment: datetime) -> list[bytes]:
        low = self._look_from(connection, last, moment)
        found: list[bytes] = []
        high = ceiling_at(moment)
        while len(found) < ENTRIES_IN_ONE * SEALS_AT_ONCE:
            ids = repository.ids_between(connection, low, high)
            if not ids:
                break
            found += [entry_id for entry_id in ids if entry_id not in self._known]
            low = ids[-1]
        return found[: ENTRIES_IN_ONE * SEALS_AT_ONCE]

    def _look_from(self, connection: Connection, last: Seal | None, moment: datetime) -> bytes:
        floor = floor_after(last)
        if last is None:
            return floor
        self._learn(connection, last, floor)
        if self._wide_at is None or moment - self._wide_at >= WIDE_EVERY:
            self._wide_at = moment
            self._known = {entry_id for entry_id in self._known if entry_id >= floor}
            return floor
        is_up_to_date = last.reaches == last.sealed_at - LATE
        return least_id(last.sealed_at - NEAR) if is_up_to_date else floor

    def _learn(self, connection: Connection, last: Seal, floor: bytes) -> None:
        since = last.sealed_at - 2 * LATE
        for seal in repository.seals_after(connection, self._read_to, since):
            self._known.update(entry_id for entry_id in ids_in(seal.body) if entry_id >= floor)
            self._read_to = seal.number

    def _keep(self, last: Seal | None, seals: list[Seal]) -> bool:
        """Write them, unless another process sealed meanwhile."""
        with self.database.write(patient=True) as connection:
            if not repository.may_seal(connection):
                return False
            now = repository.latest(connection)
            if (now.number if now else 0) != (last.number if last else 0):
                return False
            repository.add(connection, seals)
        return True


def verify(
    database: Database,
    heads: SignedHead,
    moment: datetime,
    *,
    head_file: Path | None = None,
    public_file: Path | None = None,
) -> Check:
    """Hold every entry against its seal, every seal against the one before, and the last against the signed head."""
    check = Check()
    head = None
    try:
        head = heads.read(head_file, public_file)
    except NotSigned:
        check.findings.append(Finding(Trouble.HEAD_NOT_SIGNED))
    # What is sealed is committed: whoever reads the seals first finds all their entries.
    with _one_moment(database) as of_seals:
        repository.latest(of_seals)
        with _one_moment(database) as of_entries:
            records = repository.all_records(of_entries)
            check.hold(repository.seals_after(of_seals, 0), records, head, moment)
    if head is None and any(found.trouble is Trouble.HEAD_NOT_SIGNED for found in check.findings):
        check.findings = [found for found in check.findings if found.trouble is not Trouble.HEAD_MISSING]
    return check


def begin_again(database: Database, heads: SignedHead, moment: datetime, why: str) -> Path | None:
    """Set the head aside and let the next seal begin another, after a restore; the audit says so and why."""
    with unit_of_work(database, SYSTEM, moment, patient=True) as work:
        last = repository.latest(work.connection)
        details = {"why": why, "seal": last.number if last else 0}
        work.record("AUDIT_HEAD_SET_ASIDE", subject=("AUDIT", "head"), details=details)
        return heads.set_aside()


def _one_moment(database: Database) -> AbstractContextManager[Connection]:
    """A connection that sees one moment and holds nobody up: SQLite's snapshots are its readers' own."""
    return database.read() if database.is_sqlite else database.snapshot()


def _in_batches(records: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for record in records:
        batch.append(record)
        if len(batch) == ENTRIES_IN_ONE:
            yield batch
            batch = []
    if batch:
        yield batch
