"""Two answers to who owns a case, side by side: where they differ for one, and what that sums to for many."""

from app.domain.compare.comparison import Comparison
from app.domain.compare.differences import Difference, Move, differences, first_move
from app.domain.compare.filters import CompareFilters, footprint
from app.domain.compare.tally import MONTHS, Span, Tally

__all__ = [
    "MONTHS",
    "CompareFilters",
    "Comparison",
    "Difference",
    "Move",
    "Span",
    "Tally",
    "differences",
    "first_move",
    "footprint",
]
