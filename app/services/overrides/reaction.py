"""What facts mean for overrides: release and closure end them."""

from collections.abc import Sequence

from app.domain.overrides import ENDING_FACTS
from app.repositories import overrides
from app.services.changes import Change
from app.services.overrides.ending import mark_ended
from app.services.unit_of_work import UnitOfWork


def end_with_custody(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """End the overrides of cases that were just released or closed; their lines say so already."""
    because = {}
    for change in changes:
        told = {fact["type"] for fact in change.told} & ENDING_FACTS
        if told and not change.is_new:
            because[change.case["id"]] = "released" if told == {"released"} else "closed"
    for row in overrides.live_of(work.connection, sorted(because)):
        mark_ended(work, row, because[row["case_id"]])
