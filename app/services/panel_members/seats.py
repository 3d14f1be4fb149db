"""Seats of the board: who takes one and when, when they leave it, and which stand empty on a day (W29)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID, new_id
from app.domain.panel_seats import HELD_BY_ONE, Seat
from app.domain.panel_sight import is_live
from app.domain.refusals import Conflict, InvalidInput, NotFound, StaleVersion
from app.repositories import panel_members as repository
from app.services.panel_members.people import known_person
from app.services.unit_of_work import UnitOfWork

NO_SEAT = "There is no such term of a seat. GET /panel-seats lists them."
STALE = "Somebody changed this term after you read it. Read it again and send yours once more."
TAKEN = "One person holds this seat at a time. End the other term first, or start after it."
HOLDS_IT = "This person holds this seat in these days already."
NOT_A_MEMBER = (
    "A delegate stands in for a member: give the id of a term of the same seat, not of another delegate."
)
ENDS_BEFORE = "A term cannot end before it starts."
OUTSIDE_TERM = "A delegate's days lie within the term of the member."
Row = Mapping[str, Any]


def list_seats(connection: Connection, today: date, on: date | None, *, past: bool = False) -> dict[str, Any]:
    """The terms of a day (or every one), and the seats that stand empty on it."""
    day = on or today
    rows = repository.seats(connection, None if past else day)
    signed, _ = repository.signed_on_day(connection, day)
    held = {row["seat"] for row in rows if is_live(row["starts_on"], row["ends_on"], day)}
    return {
        "on": day,
        "items": [_shown(row, day, signed) for row in rows],
        "vacant": [seat.value for seat in Seat if seat not in held],
    }


def read_seat(connection: Connection, seat_id: str, today: date) -> dict[str, Any]:
    """One term. Raises NotFound."""
    wanted = seat_id.lower()
    found = [row for row in repository.seats(connection) if row["id"] == wanted]
    if not found:
        raise NotFound(NO_SEAT)
    signed, _ = repository.signed_on_day(connection, today)
    return _shown(found[0], today, signed)


def take_seat(work: UnitOfWork, given: Mapping[str, Any]) -> str:
    """Keep a term; answers its id. Raises InvalidInput, Conflict where the seat is held."""
    person = known_person(work.connection, given["username"])
    repository.take_turn(work.connection)
    _refuse_impossible(work.connection, given)
    _refuse_second(work.connection, given, person["id"])
    row = {
        "id": new_id(),
        "version": 1,
        "seat": given["seat"],
        "staff_id": person["id"],
        "delegate_of": given["delegate_of"],
        "starts_on": given["starts_on"],
        "ends_on": given["ends_on"],
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    repository.add(work.connection, repository.SEATS, [row])
    new = {name: row[name] for name in ("seat", "starts_on", "ends_on", "delegate_of")}
    new["username"] = person["username"]
    work.record("PANEL_SEAT_TAKEN", subject=("PANEL_SEAT", row["id"]), details={"new": new})
    return str(row["id"])


def end_seat(work: UnitOfWork, seat_id: str, ends_on: date | None, version: int | None) -> None:
    """Change the day on which a term no longer counts; none leaves it open. Raises NotFound, StaleVersion."""
    row = (
        repository.seat(work.connection, seat_id.lower(), lock=True)
        if UUID.fullmatch(seat_id.lower())
        else None
    )
    if row is None:
        raise NotFound(NO_SEAT)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    if ends_on is not None and ends_on < row["starts_on"]:
        raise InvalidInput.of("ends_on", "before_start", ENDS_BEFORE)
    repository.take_turn(work.connection)
    _refuse_second(work.connection, {**row, "ends_on": ends_on}, row["staff_id"], but=row["id"])
    repository.update(work.connection, repository.SEATS, row["id"], {"ends_on": ends_on})
    _end_delegates(work, row["id"], ends_on)
    details = {"old": {"ends_on": row["ends_on"]}, "new": {"ends_on": ends_on}}
    work.record("PANEL_SEAT_CHANGED", subject=("PANEL_SEAT", row["id"]), details=details)


def _end_delegates(work: UnitOfWork, seat_id: str, ends_on: date | None) -> None:
    """Whoever stands in for a member stands in no longer than the member's own term."""
    if ends_on is None:
        return
    for each in repository.delegates_of(work.connection, seat_id):
        if each["ends_on"] is None or each["ends_on"] > ends_on:
            last = max(ends_on, each["starts_on"])
            repository.update(work.connection, repository.SEATS, each["id"], {"ends_on": last})


def _refuse_impossible(connection: Connection, given: Row) -> None:
    if given["ends_on"] is not None and given["ends_on"] < given["starts_on"]:
        raise InvalidInput.of("ends_on", "before_start", ENDS_BEFORE)
    if given["delegate_of"] is None:
        return
    member = repository.seat(connection, given["delegate_of"].lower())
    if member is None or member["seat"] != given["seat"] or member["delegate_of"] is not None:
        raise InvalidInput.of("delegate_of", "not_a_member", NOT_A_MEMBER)
    too_late = member["ends_on"] is not None and (
        given["ends_on"] is None or given["ends_on"] > member["ends_on"]
    )
    if given["starts_on"] < member["starts_on"] or too_late:
        raise InvalidInput.of("starts_on", "outside_term", OUTSIDE_TERM)


def _refuse_second(connection: Connection, given: Row, staff_id: str, but: str | None = None) -> None:
    same = [
        row
        for row in repository.seats(connection)
        if row["seat"] == given["seat"] and row["id"] != but and _overlap(row, given)
    ]
    if any(row["staff_id"] == staff_id for row in same):
        raise Conflict(HOLDS_IT, code="seat_held")
    members = [row for row in same if row["delegate_of"] is None]
    if members and given["delegate_of"] is None and given["seat"] in HELD_BY_ONE:
        raise Conflict(TAKEN, code="seat_taken")


def _overlap(one: Row, other: Row) -> bool:
    ends = date.max
    return bool(
        one["starts_on"] < (other["ends_on"] or ends) and other["starts_on"] < (one["ends_on"] or ends)
    )


def _shown(row: Row, day: date, signed: set[str]) -> dict[str, Any]:
    return {
        **row,
        "name": row["display_name"],
        "is_live": is_live(row["starts_on"], row["ends_on"], day),
        "has_signed": str(row["staff_id"]) in signed,
    }
