"""The platform's prisoner record: what it says, what opens a case, and what a later record changes."""

from app.domain.prisoner_record.differences import Change, difference
from app.domain.prisoner_record.opening import opening_facts
from app.domain.prisoner_record.reading import PrisonerRecord, read_record
from app.domain.prisoner_record.taken import Taken, first_taken

__all__ = [
    "Change",
    "PrisonerRecord",
    "Taken",
    "difference",
    "first_taken",
    "opening_facts",
    "read_record",
]
