"""The sentence that a record shows, with what was worked out marked as derived."""

from datetime import date
from typing import Any

from app.domain.imported import ToldFact, told
from app.domain.prisoner_record.reading import PrisonerRecord


def sentence_fact(record: PrisonerRecord, file_day: date, *, recalled: bool) -> ToldFact:
    """The sentence from its start; where the platform gives none, from the reception or the last admission.

    Type and length are always worked out, and so marked. A start still to come is told on the file's day.
    """
    start = record.start_date or _earliest_sign(record) or file_day
    fields: dict[str, Any] = {
        "sentence_type": record.sentence_type,
        "length_months": record.length_months,
        **record.dates,
    }
    release = None if recalled else record.release_date(recalled=False)
    if release:
        fields["release_date"] = release
    if start > file_day:
        fields["starts_on"] = start
    derived = ["sentence_type"]
    if record.length_months is not None:
        derived.append("length_months")
    if record.start_date is None:
        derived.append("date")
    return told("sentence_started", min(start, file_day), fields, *derived)


def _earliest_sign(record: PrisonerRecord) -> date | None:
    came = record.received_on or record.admitted_on
    moved_on = record.movement[2]
    return min((day for day in (came, moved_on) if day), default=None)
