"""Kinds of task: who acts, by when, and the rule that asks for it. Codes keep their meaning for ever."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from app.domain.calendar import working_days_after
from app.domain.identifiers import new_id

Side = Literal["prison", "community", "service"]
PRISON: Side = "prison"
COMMUNITY: Side = "community"
SERVICE: Side = "service"
"""Whoever runs the service; no case is named."""


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One kind. It is due so many working days (or calendar days) after the day that it counts from."""

    code: str
    side: Side
    basis: tuple[tuple[str, str], ...]
    role: str | None = None
    working_days: int | None = None
    calendar_days: int | None = None
    done_at: str | None = None
    """The page of the case where it is done; such a task closes there, by itself, and nowhere else."""

    def due_on(self, counts_from: date, holidays: Collection[date]) -> date:
        """The last day on which it is in time (inclusive)."""
        if self.working_days is not None:
            return working_days_after(counts_from, self.working_days, holidays)
        return counts_from + timedelta(self.calendar_days or 0)


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to open. `cause` names what makes it needed, so that it never opens twice.

    A cause is the kind, the case and what tells one occasion from the next: `transfer_notified:ID:2026-07-13`.
    `due_on` stands in place of the kind's own; `role` and `staff_id` say who, else the whole side may take it.
    """

    kind: TaskKind
    cause: str
    case: Mapping[str, Any] | None
    counts_from: date | None = None
    due_on: date | None = None
    role: str | None = None
    staff_id: str | None = None
    prison_code: str | None = None
    region: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def cause_of(kind: str, case_id: str, *occasion: object) -> str:
    """The cause of a task or notice about a case on one occasion."""
    return ":".join([kind, case_id, *(str(part) for part in occasion)])[:200]


def task_row(new: NewTask, moment: Any, today: date, holidays: Collection[date]) -> dict[str, Any]:
    """The row of a task that is opened now."""
    case = new.case or {}
    return {
        "id": new_id(),
        "cause": new.cause,
        "kind": new.kind.code,
        "case_id": case.get("id"),
        "side": new.kind.side,
        "prison_code": new.prison_code or case.get("prison_code"),
        "region": new.region or case.get("home_region"),
        "role": new.role or new.kind.role,
        "staff_id": new.staff_id,
        "details": dict(new.details),
        "opened_at": moment,
        "opened_on": today,
        "due_on": new.due_on or new.kind.due_on(new.counts_from or today, holidays),
    }
