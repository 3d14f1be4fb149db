"""Records decisions that attendees with delegated authority make; each is provisional until it is confirmed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.identifiers import UUID, new_id
from app.domain.minutes import DecisionState, may_confirm, state_of
from app.domain.refusals import Conflict, InvalidInput, NotFound, NotPermitted
from app.repositories import minutes
from app.services import board_record
from app.services.minutes.items import case_of, item_to_write, refuse_stale, seen_or
from app.services.minutes.shown import decision_shown
from app.services.names import names_of
from app.services.panel_access import item_in_sight
from app.services.unit_of_work import UnitOfWork

NONE_SUCH = "There is no such decision, or none that you may see."
NO_AUTHORITY = "Name somebody who attended this meeting and has delegated authority."
NOT_HERE = "Name a decision on the same case that still stands."
OTHER_CONFIRMS = "The Chair confirms this. A movement is confirmed by the Prison Group Director alone."
CONFIRMED = "This decision has been confirmed already."
SUPERSEDED = "This decision no longer stands."
Row = Mapping[str, Any]


def decide_provisionally(work: UnitOfWork, item_id: str, given: Row) -> dict[str, Any]:
    """Keep a decision made in the meeting by an attendee with delegated authority (000 L116).

    `supersedes` names a decision on the same case that no longer stands. Raises NotFound, Conflict, InvalidInput.
    """
    item = item_to_write(work, item_id)
    person = _authorised(work, item, given["person_id"])
    _refuse_other_advice(work, item, given.get("recommendation_id"))
    earlier = _earlier(work, item, given.get("supersedes"))
    row = {
        "id": new_id(),
        "item_id": item["id"],
        "case_id": item["case_id"],
        "recommendation_id": given.get("recommendation_id"),
        "kind": given["kind"],
        "text": given["text"],
        "person_id": person["id"],
        "version": 1,
        "made_on": work.today,
        "made_at": work.moment,
        "made_by": work.caller.username,
        **dict.fromkeys(("confirmed_on", "confirmed_at", "confirmed_by", "placement_decision_id")),
        **dict.fromkeys(("superseded_by", "superseded_at", "superseded_because")),
    }
    minutes.add_decision(work.connection, row)
    if earlier:
        gone = {"superseded_by": row["id"], "superseded_at": work.moment}
        _change(work, item, earlier, gone, "superseded")
    whole = {**row, "person_name": person["name"], "meeting_id": item["meeting_id"]}
    _enter(work, item, whole, "made")
    _record(work, "PROVISIONAL_DECISION_MADE", row["id"], item, {"new": {"kind": row["kind"]}})
    return _shown(work.connection, whole)


def read_decision(connection: Connection, caller: Caller, reference: str, on: date) -> dict[str, Any]:
    """One decision of a meeting. Raises NotFound."""
    row = known(connection, reference)
    with seen_or(NONE_SUCH):
        item_in_sight(connection, caller, row["item_id"], on)
    return _shown(connection, row)


def confirm(work: UnitOfWork, reference: str, version: int | None) -> dict[str, Any]:
    """Make a provisional decision final: by the Chair, for a movement by the Prison Group Director alone."""
    item, row = _standing(work, reference, version)
    if not may_confirm(row["kind"], work.caller.roles):
        raise NotPermitted(OTHER_CONFIRMS, code="others_confirm")
    if state_of(row) is DecisionState.CONFIRMED:
        raise Conflict(CONFIRMED, code="already_confirmed")
    done = {"confirmed_on": work.today, "confirmed_at": work.moment, "confirmed_by": work.caller.username}
    now = _change(work, item, row, done, "confirmed")
    _record(work, "PROVISIONAL_DECISION_CONFIRMED", row["id"], item, {"new": {"kind": row["kind"]}})
    return _shown(work.connection, now)


def confirm_with_final(work: UnitOfWork, advice: Row, placement_id: str) -> None:
    """Link what the meeting decided on a move to the final decision that is as advised; what waited is confirmed.

    Whoever may make the final decision may see to this: it is the same word, given once.
    """
    for reference in minutes.moves_decided_with(work.connection, advice):
        row = known(work.connection, reference, lock=True)
        if state_of(row) is DecisionState.SUPERSEDED or row["placement_decision_id"] is not None:
            continue
        item = item_in_sight(work.connection, work.caller, row["item_id"], work.today)
        done: dict[str, Any] = {"placement_decision_id": placement_id}
        if state_of(row) is DecisionState.PROVISIONAL:
            by = work.caller.username
            done |= {"confirmed_on": work.today, "confirmed_at": work.moment, "confirmed_by": by}
        _change(work, item, row, done, "confirmed")
        details = {"new": {"kind": row["kind"], "placement_decision": placement_id}}
        _record(work, "PROVISIONAL_DECISION_CONFIRMED", row["id"], item, details)


def supersede(work: UnitOfWork, reference: str, reason: str, version: int | None) -> dict[str, Any]:
    """Say that a decision no longer stands, with the reason. Raises NotFound, StaleVersion, Conflict."""
    item, row = _standing(work, reference, version)
    if state_of(row) is DecisionState.CONFIRMED and not may_confirm(row["kind"], work.caller.roles):
        raise NotPermitted(OTHER_CONFIRMS, code="others_confirm")
    gone = {"superseded_at": work.moment, "superseded_because": reason}
    now = _change(work, item, row, gone, "superseded")
    _record(work, "PROVISIONAL_DECISION_SUPERSEDED", row["id"], item, {"why": reason})
    return _shown(work.connection, now)


def known(connection: Connection, reference: str, *, lock: bool = False) -> dict[str, Any]:
    """The row of an id, whoever may see it. Raises NotFound."""
    is_id = UUID.fullmatch(reference.lower())
    row = minutes.decision_of(connection, reference.lower(), lock=lock) if is_id else None
    if row is None:
        raise NotFound(NONE_SUCH)
    return row


def _standing(work: UnitOfWork, reference: str, version: int | None) -> tuple[Row, dict[str, Any]]:
    with seen_or(NONE_SUCH):
        item = item_to_write(work, known(work.connection, reference)["item_id"])
    row = known(work.connection, reference, lock=True)
    refuse_stale(version, row["version"])
    if state_of(row) is DecisionState.SUPERSEDED:
        raise Conflict(SUPERSEDED, code="superseded")
    return item, row


def _authorised(work: UnitOfWork, item: Row, person_id: str) -> Row:
    for person in minutes.attendance_of(work.connection, item["meeting_id"]):
        if person["id"] == person_id and person["attended"] and person["has_authority"]:
            return person
    raise InvalidInput.of("person_id", "no_delegated_authority", NO_AUTHORITY)


def _refuse_other_advice(work: UnitOfWork, item: Row, reference: str | None) -> None:
    if reference is None:
        return
    row = minutes.recommendation_of(work.connection, reference)
    if row is None or row["case_id"] != item["case_id"] or row["superseded_at"] is not None:
        message = "Name a recommendation on the same case that still stands."
        raise InvalidInput.of("recommendation_id", "unknown_recommendation", message)


def _earlier(work: UnitOfWork, item: Row, reference: str | None) -> dict[str, Any] | None:
    if reference is None:
        return None
    row = minutes.decision_of(work.connection, reference, lock=True)
    if row is None or row["case_id"] != item["case_id"] or state_of(row) is not DecisionState.PROVISIONAL:
        raise InvalidInput.of("supersedes", "unknown_decision", NOT_HERE)
    return row


def _change(work: UnitOfWork, item: Row, row: Row, values: Row, change: str) -> dict[str, Any]:
    minutes.change_decision(work.connection, row["id"], values)
    now = {**row, **values, "version": row["version"] + 1}
    _enter(work, item, now, change)
    return now


def _enter(work: UnitOfWork, item: Row, row: Row, change: str) -> None:
    fields = {
        "meeting_id": row["meeting_id"],
        "item_id": row["item_id"],
        "recommendation_id": row["recommendation_id"],
        "recommendation_kind": row["kind"],
        "text": row["text"],
        "state": state_of(row).value,
        "version": row["version"],
        "reason": row["superseded_because"],
        "decided_on": row["made_on"].isoformat(),
        "decided_by": row["person_name"],
    }
    board_record.enter(
        work, kind="decision", change=change, subject_id=row["id"], case=case_of(item), fields=fields
    )


def _record(work: UnitOfWork, what: str, reference: str, item: Row, details: Row) -> None:
    subject = ("PROVISIONAL_DECISION", reference)
    work.record(what, subject=subject, details={"case_id": item["case_id"], **details})


def _shown(connection: Connection, row: Row) -> dict[str, Any]:
    return decision_shown(row, names_of(connection, [row["made_by"], row["confirmed_by"]]))
