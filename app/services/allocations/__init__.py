"""Allocation: who holds which role of a case, whom to recommend, and moving many cases at once."""

from app.services.allocations.candidates import Recommendation, recommend
from app.services.allocations.lists import with_holders, with_waiting
from app.services.allocations.moving import Move, MoveItem, reallocate
from app.services.allocations.naming import Choice, allocate, end_allocation, manager_named
from app.services.allocations.showing import allocations_of

__all__ = [
    "Choice",
    "Move",
    "MoveItem",
    "Recommendation",
    "allocate",
    "allocations_of",
    "end_allocation",
    "manager_named",
    "reallocate",
    "recommend",
    "with_holders",
    "with_waiting",
]
