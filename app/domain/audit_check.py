"""Holds the audit against its seals and its signed head: every difference, and where it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice

from app.domain.audit_seals import (
    DIGEST_BYTES,
    ENTRY_BYTES,
    FIRST,
    ID_BYTES,
    Head,
    Seal,
    ceiling_at,
    floor_after,
    moment_of,
    name_of,
)


class Trouble(StrEnum):
    """What was found; the values are stable."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    ENTRY_ADDED = "entry_added"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    SEALS_CUT_OFF = "seals_cut_off"
    HEAD_DIFFERS = "head_differs"
    HEAD_MISSING = "head_missing"
    HEAD_NOT_SIGNED = "head_not_signed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: of an entry its id, of a seal its number."""

    trouble: Trouble
    entry_id: str | None = None
    seal: int | None = None
    moment: datetime | None = None


@dataclass(slots=True)
class Check:
    """A run over the whole chain. `findings` is complete when `hold` returns."""

    seals: int = 0
    entries: int = 0
    waiting: int = 0
    """Entries that came since the last seal."""
    oldest_waiting: datetime | None = None
    last: Seal | None = None
    findings: list[Finding] = field(default_factory=list)

    def hold(
        self, seals: Iterable[Seal], records: Iterator[bytes], head: Head | None, moment: datetime
    ) -> None:
        """Hold every record (`record_of`, in the order of ids) against the seals, in the order of their numbers."""
        unmet: dict[bytes, tuple[bytes, int]] = {}
        loose: dict[bytes, bytes] = {}
        for seal in seals:
            self._hold_seal(seal, head)
            taken = list(islice(records, seal.entries))
            self.entries += len(taken)
            if not unmet and not loose and b"".join(taken) == seal.body:
                continue
            self._compare(seal, taken, unmet, loose)
        self._take_rest(records, unmet, loose)
        self._name_missing(unmet)
        self._name_loose(loose, moment)
        self._hold_end(head)

    def _hold_seal(self, seal: Seal, head: Head | None) -> None:
        before = self.last
        self.seals += 1
        number, previous, total = (before.number, before.digest, before.total) if before else (0, FIRST, 0)
        for missing in range(number + 1, min(seal.number, number + 1001)):
            self._find(Trouble.SEAL_MISSING, seal=missing)
        is_next = seal.number == number + 1
        fits = seal.previous == previous and seal.total == total + seal.entries
        if seal.digest != seal.worked_out() or (is_next and not fits):
            self._find(Trouble.SEAL_CHANGED, seal=seal.number, moment=seal.sealed_at)
        if head and head.number == seal.number and head != Head.of(seal):
            self._find(Trouble.HEAD_DIFFERS, seal=seal.number, moment=seal.sealed_at)
        self.last = seal

    def _compare(
        self,
        seal: Seal,
        taken: list[bytes],
        unmet: dict[bytes, tuple[bytes, int]],
        loose: dict[bytes, bytes],
    ) -> None:
        loose.update((record[:ID_BYTES], record[ID_BYTES:]) for record in taken)
        for at in range(0, len(seal.body), ENTRY_BYTES):
            entry_id, digest = seal.body[at : at + ID_BYTES], seal.body[at + ID_BYTES : at + ENTRY_BYTES]
            unmet[entry_id] = digest, seal.number
        for entry_id in unmet.keys() & loose.keys():
            self._meet(entry_id, unmet.pop(entry_id), loose.pop(entry_id))

    def _take_rest(
        self, records: Iterator[bytes], unmet: dict[bytes, tuple[bytes, int]], loose: dict[bytes, bytes]
    ) -> None:
        for record in records:
            self.entries += 1
            entry_id = record[:ID_BYTES]
            if entry_id in unmet:
                self._meet(entry_id, unmet.pop(entry_id), record[-DIGEST_BYTES:])
            else:
                loose[entry_id] = record[-DIGEST_BYTES:]

    def _meet(self, entry_id: bytes, sealed: tuple[bytes, int], digest: bytes) -> None:
        if sealed[0] != digest:
            self._find(Trouble.ENTRY_CHANGED, entry_id, sealed[1])

    def _name_missing(self, unmet: dict[bytes, tuple[bytes, int]]) -> None:
        for entry_id in sorted(unmet):
            self._find(Trouble.ENTRY_MISSING, entry_id, unmet[entry_id][1])

    def _name_loose(self, loose: dict[bytes, bytes], moment: datetime) -> None:
        """What no seal covers has come since the last one, or was put in."""
        floor, ceiling = floor_after(self.last), ceiling_at(moment)
        waiting = [entry_id for entry_id in loose if floor <= entry_id <= ceiling]
        self.waiting = len(waiting)
        self.oldest_waiting = moment_of(min(waiting)) if waiting else None
        for entry_id in sorted(loose.keys() - set(waiting)):
            self._find(Trouble.ENTRY_ADDED, entry_id)

    def _hold_end(self, head: Head | None) -> None:
        number = self.last.number if self.last else 0
        if head and head.number > number:
            self._find(Trouble.SEALS_CUT_OFF, seal=number + 1, moment=head.sealed_at)
        if head is None and self.last:
            self._find(Trouble.HEAD_MISSING, seal=number)

    def _find(
        self,
        trouble: Trouble,
        entry_id: bytes | None = None,
        seal: int | None = None,
        moment: datetime | None = None,
    ) -> None:
        if entry_id is not None:
            moment = moment_of(entry_id)
        self.findings.append(Finding(trouble, name_of(entry_id) if entry_id else None, seal, moment))
