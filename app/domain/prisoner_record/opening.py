"""The facts that a first record of a person tells: her history as far as the platform knows it."""

from collections.abc import Iterator
from datetime import date

from app.domain.imported import ToldFact, told
from app.domain.prisoner_record.codes import recall_type
from app.domain.prisoner_record.leaving import leaving_fact
from app.domain.prisoner_record.reading import PrisonerRecord
from app.domain.prisoner_record.sentences import sentence_fact


def opening_facts(record: PrisonerRecord, file_day: date) -> list[ToldFact]:
    """The arrival, sentence, recall and leaving that the record shows, none after the file's day."""
    return list(_facts(record, file_day))


def arrived_on(record: PrisonerRecord, file_day: date) -> date:
    """The day of the opening transfer: the last admission, else the sentence's start, else the file's day."""
    return min(record.admitted_on or record.start_date or file_day, file_day)


def _facts(record: PrisonerRecord, file_day: date) -> Iterator[ToldFact]:
    arrived = arrived_on(record, file_day)
    if record.prison:
        yield told("prison_transfer", arrived, {"to_prison": record.prison})
    recalled = bool(record.recall) and record.left is None
    if record.sentenced:
        yield sentence_fact(record, file_day, recalled=recalled)
    status = {"legal_status": record.legal_status, "imprisonment_status": record.imprisonment_status}
    if any(status.values()):
        yield told("legal_status_changed", arrived, {k: v for k, v in status.items() if v})
    if record.category:
        yield told("security_category_changed", arrived, {"category": record.category})
    if record.sentenced and recalled:
        yield recall_fact(record, file_day)
    if record.left:
        yield leaving_fact(record, file_day)


def recall_fact(record: PrisonerRecord, file_day: date) -> ToldFact:
    """A recall: on the day of the admission where the last movement is one, else on the file's day."""
    kind, _, moved_on = record.movement
    day = moved_on if kind == "ADM" and moved_on and moved_on <= file_day else file_day
    fields = {
        "recall_type": recall_type(record.imprisonment_status),
        "release_date": record.post_recall_release_date,
        "to_prison": record.prison,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    return told("recalled", day, given, "recall_type")
