"""What follows from facts beyond ownership: each feature's reaction, in the transaction that keeps the facts."""

from collections.abc import Sequence

from app.services.allocations.reaction import react as allocations_follow
from app.services.changes import Change, Reaction
from app.services.early_allocation.opening import follow_windows
from app.services.handovers.reaction import follow_handovers
from app.services.overrides.reaction import end_with_custody
from app.services.parole.reaction import react as parole_follows
from app.services.tasks.record import react as tasks_of_the_record
from app.services.unit_of_work import UnitOfWork

__all__ = ["REACTIONS", "Change", "Reaction", "follow"]

REACTIONS: tuple[Reaction, ...] = (
    end_with_custody,
    follow_handovers,
    allocations_follow,
    tasks_of_the_record,
    parole_follows,
    follow_windows,
)
"""In the order in which they run; one line a feature. A reaction's module imports `Change` from `changes`."""


def follow(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """Carry out what follows. Called once for each write, with every case that it changed."""
    for react in REACTIONS:
        react(work, changes)
