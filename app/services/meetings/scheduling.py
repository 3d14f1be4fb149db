"""Schedules meetings, changes them, opens and closes them (W35 to W38)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID, new_id
from app.domain.meetings import (
    Chair,
    MeetingKind,
    MeetingState,
    chair_faults,
    needs_womens_team,
    settled,
    state_of,
)
from app.domain.panel_seats import Seat
from app.domain.refusals import Conflict, InvalidInput, NotFound, RefusedByRule, StaleVersion
from app.repositories import meeting_people, panel_members
from app.repositories import meetings as repository
from app.repositories.identity import register
from app.services.meetings.attending import seat_members, speaks_for_womens_team
from app.services.unit_of_work import UnitOfWork

NO_MEETING = "There is no such meeting. GET /meetings lists them."
STALE = "Somebody changed this meeting after you read it. Read it again and send yours once more."
BOARD_STANDS = "A board of this area stands on that day already."
OVER = "This meeting is over or cancelled, so nothing of it is changed."
NOT_YET = "The meeting is on a later day. Open it on its day, or change its day first."
NO_CHAIR = "The meeting has no valid chair, so it cannot be opened. Name one, and on what basis they chair."
NOT_OPEN = "Only a meeting that is open can be closed."
NO_WOMENS_TEAM = (
    "Nobody of the Women's Team is recorded as present, and a case of the panel's caseload is on the agenda."
    " Record who of the Women's Team attended."
)
OF_CHAIR = ("chair", "chair_basis", "chair_nominated_by", "chair_nominated_on")
NOTHING: Mapping[str, Any] = dict.fromkeys(
    (
        "agenda_published_at",
        "agenda_published_by",
        "opened_at",
        "opened_by",
        "closed_at",
        "closed_by",
        "cancelled_at",
        "cancelled_by",
        "cancelled_reason",
        "shared",
    )
)
Row = Mapping[str, Any]


def schedule(work: UnitOfWork, given: Row) -> str:
    """Keep a new meeting; the holders of live seats are its members. Answers its id. Raises InvalidInput, Conflict."""
    asked = {name: value for name, value in given.items() if name not in OF_CHAIR}
    row: dict[str, Any] = {
        **NOTHING,
        **settled(asked),
        **_chair_columns(work.connection, given, given["held_on"]),
        "id": new_id(),
        "version": 1,
        "agenda_edition": 0,
        "created_at": work.moment,
        "created_by": work.caller.username,
    }
    _refuse_twin(work, row)
    repository.add(work.connection, repository.MEETINGS, [row])
    seat_members(work, row)
    work.record("MEETING_SCHEDULED", subject=("MEETING", row["id"]), details={"new": _said(row)})
    tell(work, "scheduled", row)
    return str(row["id"])


def change(work: UnitOfWork, meeting_id: str, changes: Row, version: int | None) -> None:
    """Change a meeting that is not over. Raises NotFound, StaleVersion, RefusedByRule, InvalidInput, Conflict."""
    row = held_meeting(work, meeting_id, version)
    asked = {name: value for name, value in changes.items() if name not in OF_CHAIR}
    if "area" in asked and "venue" not in asked:
        asked["venue"] = None
    now = settled({**row, **asked})
    values: dict[str, Any] = {name: now[name] for name in (*asked, "venue")}
    if any(name in changes for name in OF_CHAIR):
        values |= _chair_columns(work.connection, changes, now["held_on"])
    _refuse_twin(work, {**row, **values})
    repository.update(work.connection, repository.MEETINGS, row["id"], values)
    old, new = _said(row), _said({**row, **values})
    changed = {name: new[name] for name in new if new[name] != old[name]}
    details = {"old": {name: old[name] for name in changed}, "new": changed}
    work.record("MEETING_CHANGED", subject=("MEETING", row["id"]), details=details)
    tell(work, "changed", row)


def open_meeting(work: UnitOfWork, meeting_id: str) -> None:
    """Open a meeting on its day or later, with a valid chair. Raises NotFound, RefusedByRule, Conflict."""
    row = held_meeting(work, meeting_id, None)
    if row["opened_at"] is not None:
        raise Conflict("This meeting is open already.", code="already_open")
    if row["held_on"] > work.today:
        raise RefusedByRule(NOT_YET, code="not_yet")
    if chair_faults(chair_of(work.connection, row), row["held_on"]):
        raise RefusedByRule(NO_CHAIR, code="no_valid_chair")
    opened = {"opened_at": work.moment, "opened_by": work.caller.username}
    repository.update(work.connection, repository.MEETINGS, row["id"], opened)
    work.record(
        "MEETING_OPENED", subject=("MEETING", row["id"]), details={"new": {"chair": _chair_said(row)}}
    )
    tell(work, "opened", row)


def close_meeting(work: UnitOfWork, meeting_id: str) -> None:
    """Close an open meeting. Raises NotFound, RefusedByRule where nobody spoke for the Women's Team (W37)."""
    row = held_meeting(work, meeting_id, None)
    if row["opened_at"] is None:
        raise RefusedByRule(NOT_OPEN, code="not_open")
    if needs_womens_team(row["kind"], repository.standing_items(work.connection, row["id"])):
        people = meeting_people.people_of(work.connection, row["id"])
        if not any(person["attended"] and speaks_for_womens_team(person) for person in people):
            raise RefusedByRule(NO_WOMENS_TEAM, code="womens_team_absent")
    closed = {"closed_at": work.moment, "closed_by": work.caller.username}
    repository.update(work.connection, repository.MEETINGS, row["id"], closed)
    work.record("MEETING_CLOSED", subject=("MEETING", row["id"]))
    tell(work, "closed", row)


def held_meeting(work: UnitOfWork, meeting_id: str, version: int | None) -> Row:
    """A meeting that is to be changed, locked. Raises NotFound, StaleVersion, RefusedByRule where it is over."""
    wanted = meeting_id.lower()
    row = repository.meeting_of(work.connection, wanted, lock=True) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NO_MEETING)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    if state_of(row) in {MeetingState.CLOSED, MeetingState.CANCELLED}:
        raise RefusedByRule(OVER, code="meeting_over")
    return row


def chair_of(connection: Connection, row: Row) -> Chair:
    """Who is to chair, as the register has it on the meeting's day."""
    staff_id, held_on = row["chair_staff_id"], row["held_on"]
    if staff_id is None:
        return Chair(is_known=False, basis=None)
    person = register.staff_by_id(connection, staff_id)
    head = Seat.HEAD_OF_WOMENS_TEAM
    nominator = (
        register.staff_named(connection, row["chair_nominated_by"]) if row["chair_nominated_by"] else None
    )
    nominated_on: date | None = row["chair_nominated_on"]
    return Chair(
        is_known=person is not None and bool(person["active"]),
        basis=row["chair_basis"],
        heads_team=panel_members.holds_seat(connection, staff_id, head, held_on),
        nominated_on=nominated_on,
        nominator_heads_team=nominator is not None
        and nominated_on is not None
        and panel_members.holds_seat(connection, nominator["id"], head, nominated_on),
    )


def _chair_columns(connection: Connection, given: Row, held_on: date) -> dict[str, Any]:
    """The columns of the chair, none where nobody is named yet. Raises InvalidInput where they may not chair."""
    if not given.get("chair"):
        return dict.fromkeys(("chair_staff_id", "chair_basis", "chair_nominated_by", "chair_nominated_on"))
    person = register.staff_named(connection, given["chair"])
    is_nominated = given.get("chair_basis") == "nominated"
    columns = {
        "chair_staff_id": person["id"] if person else None,
        "chair_basis": given.get("chair_basis"),
        "chair_nominated_by": given.get("chair_nominated_by") if is_nominated else None,
        "chair_nominated_on": given.get("chair_nominated_on") if is_nominated else None,
    }
    faults = chair_faults(chair_of(connection, {**columns, "held_on": held_on}), held_on)
    if faults:
        raise InvalidInput("This person cannot chair the meeting as it was sent.", errors=faults)
    return columns


def _refuse_twin(work: UnitOfWork, row: Row) -> None:
    if row["kind"] != MeetingKind.BOARD:
        return
    panel_members.take_turn(work.connection)
    if repository.board_on(work.connection, row["held_on"], row["area"], but=row["id"]):
        raise Conflict(BOARD_STANDS, code="board_stands")


def _said(row: Row) -> dict[str, Any]:
    names = ("kind", "held_on", "starts_at", "area", "venue", "mode", "mode_reason", "shared")
    said = {name: row[name].isoformat() if name == "held_on" else row[name] for name in names}
    return said | {"chair": _chair_said(row)}


def _chair_said(row: Row) -> dict[str, Any] | None:
    if row["chair_staff_id"] is None:
        return None
    on = row["chair_nominated_on"]
    return {
        "staff": row["chair_staff_id"],
        "basis": row["chair_basis"],
        "nominated_by": row["chair_nominated_by"],
        "nominated_on": on.isoformat() if on else None,
    }


def tell(work: UnitOfWork, what: str, row: Row) -> None:
    """Tell other systems that a meeting changed."""
    details = {"meetingId": row["id"], "kind": row["kind"], "what": what}
    work.tell("throughcare.panel-meeting.changed", details=details)
