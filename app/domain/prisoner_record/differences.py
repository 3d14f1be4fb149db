"""What a later record changes: facts and details that differ from the last record taken from this source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.imported import ToldFact, told
from app.domain.prisoner_record.codes import RECALL_ADMISSIONS
from app.domain.prisoner_record.leaving import leaving_fact
from app.domain.prisoner_record.opening import recall_fact
from app.domain.prisoner_record.reading import PrisonerRecord
from app.domain.prisoner_record.sentences import sentence_fact
from app.domain.prisoner_record.taken import RecalledBy, Taken, next_taken


@dataclass(frozen=True, slots=True)
class Change:
    """What to tell and set, and what to compare the next record with. `unconfirmed` names what to check."""

    facts: tuple[ToldFact, ...]
    details: Mapping[str, Any]
    taken: Taken
    unconfirmed: tuple[str, ...] = ()


def difference(before: Taken, record: PrisonerRecord, file_day: date) -> Change:
    """What this record says that the last one taken did not. A null or missing field says nothing."""
    comparison = _Comparison(before, record, file_day)
    facts = tuple(comparison.facts())
    taken = next_taken(before, record, comparison.recalled, comparison.release_date)
    details = {k: v for k, v in record.details.items() if before.details.get(k) != v}
    return Change(facts, details, taken, comparison.unconfirmed)


class _Comparison:
    def __init__(self, before: Taken, record: PrisonerRecord, file_day: date) -> None:
        self._before = before
        self._record = record
        self._file_day = file_day
        self._new_booking = bool(before.booking and record.booking and before.booking != record.booking)
        self.recalled = self._recalled()
        self._recall_begins = self.recalled is not None and before.recalled is None
        self._sentence_begins = self._begins_sentence()
        self.release_date = before.release_date

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """A sentence whose end has moved wants its length checked; it makes no fact by itself."""
        ours, theirs = self._before.expiry_date, self._record.expiry_date
        moved = ours is not None and theirs is not None and ours != theirs
        return ("length_months",) if moved and self._record.length_months is not None else ()

    def facts(self) -> Iterator[ToldFact]:
        """The facts in the order in which they are told."""
        if self._sentence_begins:
            yield self._sentence()
        if self._recall_begins:
            yield recall_fact(self._record, self._file_day)
            self.release_date = self._record.post_recall_release_date
        yield from self._movement()
        yield from self._transfer()
        yield from self._release_date()
        yield from self._other_dates()
        yield from self._standing()

    def _recalled(self) -> RecalledBy | None:
        """By the flag; or by an admission that ends a release, which holds until she leaves again."""
        before, record = self._before, self._record
        if record.left or not (record.sentenced or before.sentenced):
            return None
        if record.recall:
            return before.recalled or "flag"
        kind, reason, _ = record.movement
        if before.left == "released" and record.inside and kind == "ADM" and reason in RECALL_ADMISSIONS:
            return "admission"
        if before.recalled == "admission" and not self._new_booking:
            return "admission"
        return before.recalled if record.recall is None and not self._new_booking else None

    def _begins_sentence(self) -> bool:
        before, record = self._before, self._record
        if not record.sentenced or record.left or self._recall_begins:
            return False
        if self._new_booking or not before.sentenced:
            return True
        turned = record.length_months is None and not before.indeterminate
        later = bool(before.start_date and record.start_date and record.start_date > before.start_date)
        return turned or later

    def _sentence(self) -> ToldFact:
        recalled = self.recalled is not None
        self.release_date = self._record.release_date(recalled=recalled) or self.release_date
        return sentence_fact(self._record, self._file_day, recalled=recalled)

    def _movement(self) -> Iterator[ToldFact]:
        before, record = self._before, self._record
        moved = record.movement[0] is not None and record.movement != before.movement
        if record.left and (record.left != before.left or (moved and not _is_filled_in(before, record))):
            yield leaving_fact(record, self._file_day)
        elif before.left and record.inside and not (self._recall_begins or self._sentence_begins):
            yield told("returned_to_custody", self._admission_day(), {})

    def _transfer(self) -> Iterator[ToldFact]:
        """Another prison's code; a recall names its prison itself."""
        before, record = self._before, self._record
        if not record.prison or record.prison == before.prison or self._recall_begins:
            return
        fields = {"to_prison": record.prison}
        if before.prison:
            fields["from_prison"] = before.prison
        yield told("prison_transfer", self._admission_day(), fields)

    def _admission_day(self) -> date:
        kind, _, moved_on = self._record.movement
        fits = kind in {"ADM", "TRN"} and moved_on is not None and moved_on <= self._file_day
        return moved_on if fits and moved_on else self._file_day

    def _release_date(self) -> Iterator[ToldFact]:
        record = self._record
        told_already = self._sentence_begins or self._recall_begins
        if record.left or told_already or not record.sentenced:
            return
        recalled = self.recalled is not None
        release = record.release_date(recalled=recalled)
        if release is None or release == self.release_date:
            return
        event_type = "release_date_recalculated" if self.release_date else "release_date_set"
        self.release_date = release
        fields = {"release_date": release, "kind": record.release_kind(recalled=recalled)}
        yield told(event_type, self._file_day, fields)

    def _other_dates(self) -> Iterator[ToldFact]:
        if self._sentence_begins or not (self._record.sentenced or self._before.sentenced):
            return
        changed = {n: day for n, day in self._record.dates.items() if self._before.dates.get(n) != day}
        if changed:
            yield told("sentence_dates_changed", self._file_day, changed)

    def _standing(self) -> Iterator[ToldFact]:
        before, record = self._before, self._record
        status = {
            name: value
            for name, value in (
                ("legal_status", record.legal_status),
                ("imprisonment_status", record.imprisonment_status),
            )
            if value and value != getattr(before, name)
        }
        if status:
            yield told("legal_status_changed", self._file_day, status)
        if record.category and record.category != before.category:
            yield told("security_category_changed", self._file_day, {"category": record.category})


def _is_filled_in(before: Taken, record: PrisonerRecord) -> bool:
    """The same leaving, told again with more of its movement known."""
    return all(old is None or old == new for old, new in zip(before.movement, record.movement, strict=True))
