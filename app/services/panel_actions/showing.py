"""Lists actions with their owners of the day, and shows one with everything that was said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of
from app.domain.identifiers import UUID
from app.domain.panel_actions import KEEPERS, ActionState, is_overdue, is_silent
from app.domain.panel_reading import PanelReading
from app.domain.refusals import NotFound
from app.repositories import cases, meetings
from app.repositories import panel_actions as repository
from app.repositories.identity import register
from app.repositories.panel_actions import ActionsWanted
from app.services.names import names_of
from app.services.visibility import may_see

NONE_SUCH = "There is no such action, or none that you may see."
NO_MEETING = "There is no such meeting. GET /meetings lists them."
LIST = "panel_actions"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ActionQuery:
    """What a caller asks for. `before_meeting` is a meeting's id: what nobody spoke of since the board before it."""

    case: str | None = None
    state: str | None = None
    overdue: bool = False
    mine: bool = False
    silent_since: date | None = None
    before_meeting: str | None = None
    prison: str | None = None
    region: str | None = None


def list_actions(
    connection: Connection,
    caller: Caller,
    reading: PanelReading,
    asked: ActionQuery,
    today: date,
    *,
    size: int,
    cursor: str | None,
) -> dict[str, Any]:
    """One page of actions, those due first before the others, and the meeting since which they are silent."""
    after = after_cursor(cursor, LIST, ("date", "id"))
    since = _silent_since(connection, asked, today)
    wanted = _wanted(connection, caller, asked, today, since)
    rows: list[Row] = []
    total: int | None = 0
    if wanted is not None:
        total = repository.count(connection, reading, caller.scope, wanted, today)
        rows = repository.page(connection, reading, caller.scope, wanted, today, after=after, size=size + 1)
    page, more = rows[:size], len(rows) > size
    return {
        "items": [
            {**shown(row, caller, today), "is_silent": bool(since) and is_silent(row, since or today)}
            for row in page
        ],
        "page": 1,
        "size": size,
        "total": total,
        "next": cursor_of(LIST, [page[-1]["due_on"], page[-1]["id"]]) if more else None,
        "silent_since": since,
    }


def read_action(
    connection: Connection, caller: Caller, reading: PanelReading, reference: str, today: date
) -> dict[str, Any]:
    """One action with its updates. Raises NotFound."""
    wanted = reference.lower()
    row = (
        repository.action(connection, reading, caller.scope, wanted, today)
        if UUID.fullmatch(wanted)
        else None
    )
    if row is None:
        raise NotFound(NONE_SUCH)
    updates = repository.updates_of(connection, row["id"])
    names = names_of(connection, (row["given_by"], *(each["recorded_by"] for each in updates)))
    said = [
        {**each, "recorded_by": names.get(each["recorded_by"]) or each["recorded_by"]} for each in updates
    ]
    by = names.get(row["given_by"]) or row["given_by"]
    return {**shown(row, caller, today), "given_by": by, "updates": said}


def shown(row: Row, caller: Caller, today: date) -> dict[str, Any]:
    """An action as it stands on a day; the role whose holder owns it, and whether it went over to another role."""
    carried = bool(
        row["owner_role"] and row["held_role"] and row["owner_role"] not in {"lead", row["held_role"]}
    )
    return {
        **row,
        "case": {"id": row["case_id"], **{name: row[f"her_{name}"] for name in repository.OF_HER}},
        "is_overdue": is_overdue(row, today),
        "was_carried": carried,
        "may_be_kept": caller.has_any(KEEPERS),
    }


def _silent_since(connection: Connection, asked: ActionQuery, today: date) -> date | None:
    if asked.before_meeting is None:
        return asked.silent_since
    wanted = asked.before_meeting.lower()
    if wanted == "next":
        return repository.last_board_before(connection, date.fromordinal(today.toordinal() + 1))
    meeting = meetings.meeting_of(connection, wanted) if UUID.fullmatch(wanted) else None
    if meeting is None:
        raise NotFound(NO_MEETING)
    return repository.last_board_before(connection, meeting["held_on"])


def _wanted(
    connection: Connection, caller: Caller, asked: ActionQuery, today: date, since: date | None
) -> ActionsWanted | None:
    """None where the question can have no answer: no meeting yet, nobody of the register, no such case."""
    if asked.before_meeting and since is None:
        return None
    owner = case_id = None
    if asked.mine:
        person = register.staff_named(connection, caller.username)
        if person is None:
            return None
        owner = person["id"]
    if asked.case:
        case = cases.find_case(connection, asked.case, today)
        if case is None or not may_see(caller, case):
            return None
        case_id = case["id"]
    state = asked.state or (None if asked.case else ActionState.OPEN.value)
    overdue = today if asked.overdue else None
    return ActionsWanted(case_id, state, overdue, owner, since, asked.prison, asked.region)
