"""The record of a case: kept part by part, shown whole, with what is missing of it."""

from app.services.case_record.items import (
    add_departure,
    add_objective,
    add_view,
    change_objective,
    offer_choice,
)
from app.services.case_record.officers import add_officer, change_officer, remove_officer
from app.services.case_record.parts import keep_part, show_part
from app.services.case_record.showing import record_of

__all__ = [
    "add_departure",
    "add_objective",
    "add_officer",
    "add_view",
    "change_objective",
    "change_officer",
    "keep_part",
    "offer_choice",
    "record_of",
    "remove_officer",
    "show_part",
]
