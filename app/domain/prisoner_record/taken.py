"""The last record taken from the platform about a person: what the next record is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from app.domain.prisoner_record.codes import Left
from app.domain.prisoner_record.reading import PrisonerRecord

RecalledBy = Literal["flag", "admission"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the records taken so far have said; a field that a record leaves out keeps its earlier value."""

    details: Mapping[str, Any] = field(default_factory=dict)
    prison: str | None = None
    left: Left | None = None
    movement: tuple[str | None, str | None, date | None] = (None, None, None)
    sentenced: bool = False
    start_date: date | None = None
    expiry_date: date | None = None
    indeterminate: bool = False
    recalled: RecalledBy | None = None
    release_date: date | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    category: str | None = None
    legal_status: str | None = None
    imprisonment_status: str | None = None

    @property
    def booking(self) -> str | None:
        """The booking of the last record that named one."""
        booking: str | None = self.details.get("booking_id")
        return booking

    def as_stored(self) -> dict[str, Any]:
        """As JSON keeps it; only what is said."""
        kept = {
            "details": _plain(self.details),
            "prison": self.prison,
            "left": self.left,
            "movement": [_iso(part) for part in self.movement],
            "sentenced": self.sentenced or None,
            "start_date": _iso(self.start_date),
            "expiry_date": _iso(self.expiry_date),
            "indeterminate": self.indeterminate or None,
            "recalled": self.recalled,
            "release_date": _iso(self.release_date),
            "dates": _plain(self.dates),
            "category": self.category,
            "legal_status": self.legal_status,
            "imprisonment_status": self.imprisonment_status,
        }
        return {name: value for name, value in kept.items() if value is not None}

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> "Taken":
        """The same, read back."""
        details = dict(kept.get("details", {}))
        if "date_of_birth" in details:
            details["date_of_birth"] = _day(details["date_of_birth"])
        kind, reason, moved_on = kept.get("movement", (None, None, None))
        return cls(
            details=details,
            prison=kept.get("prison"),
            left=kept.get("left"),
            movement=(kind, reason, _day(moved_on)),
            sentenced=bool(kept.get("sentenced")),
            start_date=_day(kept.get("start_date")),
            expiry_date=_day(kept.get("expiry_date")),
            indeterminate=bool(kept.get("indeterminate")),
            recalled=kept.get("recalled"),
            release_date=_day(kept.get("release_date")),
            dates={name: date.fromisoformat(day) for name, day in kept.get("dates", {}).items()},
            category=kept.get("category"),
            legal_status=kept.get("legal_status"),
            imprisonment_status=kept.get("imprisonment_status"),
        )


def first_taken(record: PrisonerRecord, recalled: RecalledBy | None) -> Taken:
    """What is kept of a record that opens a case, or begins a new booking."""
    return Taken(
        details=dict(record.details),
        prison=record.prison,
        left=record.left,
        movement=record.movement,
        sentenced=record.sentenced,
        start_date=record.start_date,
        expiry_date=record.expiry_date,
        indeterminate=record.length_months is None,
        recalled=recalled,
        release_date=record.release_date(recalled=recalled is not None) if record.sentenced else None,
        dates=dict(record.dates),
        category=record.category,
        legal_status=record.legal_status,
        imprisonment_status=record.imprisonment_status,
    )


def next_taken(
    before: Taken, record: PrisonerRecord, recalled: RecalledBy | None, release_date: date | None
) -> Taken:
    """What is kept after a later record: what it says, over what earlier ones said of the same booking."""
    if before.booking and record.booking and before.booking != record.booking:
        before = replace(
            before, sentenced=False, start_date=None, expiry_date=None, indeterminate=False, dates={}
        )
    return replace(
        before,
        details={**before.details, **record.details},
        prison=record.prison or before.prison,
        left=None if record.inside else record.left or before.left,
        movement=record.movement if record.movement[0] else before.movement,
        sentenced=before.sentenced or record.sentenced,
        start_date=record.start_date or before.start_date,
        expiry_date=record.expiry_date or before.expiry_date,
        indeterminate=before.indeterminate or (record.sentenced and record.length_months is None),
        recalled=recalled,
        release_date=release_date,
        dates={**before.dates, **record.dates},
        category=record.category or before.category,
        legal_status=record.legal_status or before.legal_status,
        imprisonment_status=record.imprisonment_status or before.imprisonment_status,
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any] | None:
    return {name: _iso(value) for name, value in values.items()} or None


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
