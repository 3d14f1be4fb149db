"""Shows tasks: lists by person, place, case and kind, counts, and one task with why it is there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.calendar import working_days_between
from app.domain.caller import Caller, Role
from app.domain.cursor import after_cursor, cursor_of, total_of
from app.domain.identifiers import UUID
from app.domain.refusals import NotFound
from app.domain.task_kinds import KIND_OF
from app.domain.task_words import words_of
from app.domain.tasks import COMMUNITY, PRISON, SERVICE, Side
from app.repositories import task_lists
from app.repositories.identity import register
from app.repositories.task_lists import TaskFilters
from app.services.names import names_of
from app.services.visibility import visible_case
from app.services.working_days import BANK_HOLIDAYS

NO_SUCH_TASK = "There is no such task, or none that you may see."
SOON = timedelta(days=7)
LISTS = {"open": "tasks", "overdue": "tasks", "done": "tasks_done"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of tasks is narrowed to, in the caller's words."""

    state: str = "open"
    whose: str = "anyone"
    staff: str | None = None
    prison: str | None = None
    region: str | None = None
    side: str | None = None
    case: str | None = None
    kind: str | None = None
    due_from: date | None = None
    due_to: date | None = None


def list_tasks(
    connection: Connection, caller: Caller, asked: Asked, *, size: int, cursor: str | None, today: date
) -> dict[str, Any]:
    """One page of the tasks of cases that the caller may see. Raises InvalidInput, NotFound."""
    name = LISTS[asked.state]
    after = after_cursor(cursor, name, ("date", "id"))
    filters = _filters(connection, caller, asked, today)
    sides = sides_of(caller)
    rows = task_lists.list_tasks(connection, caller.scope, sides, filters, today, after=after, size=size + 1)
    shown = rows[:size]
    last = shown[-1] if len(rows) > size else None
    ordered_by = "closed_on" if asked.state == "done" else "due_on"
    return {
        "items": as_shown(connection, [row for row in shown if may_see(caller, row)], today),
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(
            rows,
            size,
            cursor,
            lambda: task_lists.count_tasks(connection, caller.scope, sides, filters, today),
        ),
        "next": cursor_of(name, (last[ordered_by], last["id"])) if last else None,
    }


def count_tasks(connection: Connection, caller: Caller, prison: str | None, today: date) -> dict[str, Any]:
    """What needs the caller, as counts; each is the total of the list with the same filters."""
    me = staff_id_of(connection, caller)
    sides = sides_of(caller)

    def count(filters: TaskFilters) -> int | None:
        return task_lists.count_tasks(connection, caller.scope, sides, filters, today)

    mine, all_here = TaskFilters(staff_id=me or NOBODY, prison=prison), TaskFilters(prison=prison)
    return {
        "prison": prison,
        "mine": count(mine),
        "mine_overdue": count(replace(mine, state="overdue")),
        "mine_due_soon": count(replace(mine, due_from=today, due_to=today + SOON)),
        "all": count(all_here),
        "all_overdue": count(replace(all_here, state="overdue")),
        "all_nobodys": count(replace(all_here, nobodys=True)),
    }


def show_task(connection: Connection, caller: Caller, task_id: str, today: date) -> dict[str, Any]:
    """One task. Raises NotFound where there is none that this caller may see."""
    row = task_lists.task_shown(connection, task_id.lower()) if UUID.fullmatch(task_id.lower()) else None
    if row is None or not may_see(caller, row):
        raise NotFound(NO_SUCH_TASK)
    return as_shown(connection, [row], today)[0]


def may_see(caller: Caller, row: Mapping[str, Any]) -> bool:
    """By the case as it is now; what is the service's own only those see who run it."""
    if row["side"] not in sides_of(caller):
        return False
    if row["case_id"] is None:
        return row["side"] == SERVICE or caller.scope.covers(prison=row["prison_code"], region=row["region"])
    return caller.scope.covers(prison=row["case_prison"], region=row["case_region"])


def sides_of(caller: Caller) -> tuple[Side, ...]:
    """Both sides of the wall see each other's tasks; those of the service only its administrators."""
    is_admin = Role.ADMIN in caller.roles
    reads_cases = bool(caller.roles - {Role.ADMIN})
    return (*((PRISON, COMMUNITY) if reads_cases else ()), *((SERVICE,) if is_admin else ()))


NOBODY = "00000000-0000-0000-0000-000000000000"
"""Holds nothing: a system, or a person whom the register does not know."""


def staff_id_of(connection: Connection, caller: Caller) -> str | None:
    """The caller's id in the register of staff; None for systems and for people it does not know."""
    if caller.kind != "person":
        return None
    row = register.staff_named(connection, caller.username)
    return str(row["id"]) if row else None


def as_shown(connection: Connection, rows: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """Rows as the API shows them."""
    names = names_of(connection, {row["closed_by"] for row in rows})
    return [_shown(row, names, today) for row in rows]


def _shown(row: Mapping[str, Any], names: Mapping[str, str], today: date) -> dict[str, Any]:
    is_open = row["closed_at"] is None
    kind, (title, why) = KIND_OF.get(row["kind"]), words_of(row["kind"])
    late, left = (today, row["due_on"]) if row["due_on"] >= today else (row["due_on"], today)
    days = working_days_between(late, left, BANK_HOLIDAYS)
    case = {name: row[name] for name in ("first_name", "last_name", "prison_number", "crn")}
    return {
        **{name: row[name] for name in _AS_STORED},
        "title": title,
        "why": why,
        "basis": [
            {"document": document, "paragraph": paragraph}
            for document, paragraph in (kind.basis if kind else ())
        ],
        "done_at": kind.done_at if kind else None,
        "case": {"id": row["case_id"], **case} if row["case_id"] else None,
        "prison": {"code": row["case_prison"], "name": row["prison_name"]} if row["case_prison"] else None,
        "region": row["case_region"] or row["region"],
        "holder": {"id": row["holder_id"], "name": row["holder_name"]} if row["holder_name"] else None,
        "state": "open" if is_open else "done",
        "is_overdue": is_open and row["due_on"] < today,
        "working_days_left": (days if row["due_on"] >= today else -days) if is_open else None,
        "closed_by_name": names.get(row["closed_by"], row["closed_by"]),
    }


_AS_STORED = (
    "id", "kind", "side", "role", "staff_id", "details", "opened_at", "opened_on", "due_on",
    "closed_at", "closed_on", "closed_by", "closed_because", "note", "version",
)  # fmt: skip


def _filters(connection: Connection, caller: Caller, asked: Asked, today: date) -> TaskFilters:
    staff = asked.staff
    if asked.whose == "mine" or staff == "me":
        staff = staff_id_of(connection, caller) or NOBODY
    elif staff is not None and not UUID.fullmatch(staff.lower()):
        staff = NOBODY
    case_id = visible_case(connection, caller, asked.case, today)["id"] if asked.case else None
    return TaskFilters(
        state=asked.state,
        staff_id=staff.lower() if staff else None,
        nobodys=asked.whose == "nobody",
        prison=asked.prison,
        region=asked.region,
        side=asked.side,
        case_id=case_id,
        kind=asked.kind,
        due_from=asked.due_from,
        due_to=asked.due_to,
    )
