"""How she left: released, to hospital, removed, on bail, unlawfully at large, or dead."""

from datetime import date
from typing import Any

from app.domain.imported import ToldFact, told
from app.domain.prisoner_record.reading import PrisonerRecord

BAIL = "Released on bail."
NO_SENTENCE = "Released without a sentence."


def leaving_fact(record: PrisonerRecord, file_day: date) -> ToldFact:
    """The fact of leaving, on the day of the movement where that is a release, else on the file's day."""
    kind, reason, _ = record.movement
    reason = reason if kind == "REL" else None
    day = _day(record, file_day)
    if record.left == "died":
        return told("died", day, {})
    if record.left == "hospital":
        return told("hospital_transfer", day, _given("to", record.hospital))
    if record.left == "removed":
        return told("removed_from_uk", day, _given("scheme", reason))
    if record.left == "at_large":
        return told("unlawfully_at_large", day, {})
    if record.left == "bail" or not record.sentenced:
        return told("significant_change", day, {"what": BAIL if record.left == "bail" else NO_SENTENCE})
    return told("released", day, _given("release_type", reason))


def _day(record: PrisonerRecord, file_day: date) -> date:
    """A movement before the sentence belongs to an earlier stay; its date does not fit."""
    kind, _, moved_on = record.movement
    if kind != "REL" or moved_on is None or moved_on > file_day:
        return file_day
    return file_day if record.start_date and moved_on < record.start_date else moved_on


def _given(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}
