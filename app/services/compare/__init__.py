"""Comparing two policies over a caseload: started, worked on in the background, kept, and shown for ever after."""

from app.services.compare.running import work_on_comparisons
from app.services.compare.showing import (
    handovers_of,
    list_runs,
    months_of,
    moves_of,
    run_shown,
    show_run,
)
from app.services.compare.sides import Side
from app.services.compare.starting import Wanted, start_comparison

__all__ = [
    "Side",
    "Wanted",
    "handovers_of",
    "list_runs",
    "months_of",
    "moves_of",
    "run_shown",
    "show_run",
    "start_comparison",
    "work_on_comparisons",
]
