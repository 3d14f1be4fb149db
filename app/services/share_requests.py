"""Requests to let something leave the panel: asked, agreed or refused by the Chair, ended, and what left under them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Role
from app.domain.cursor import after_cursor, cursor_of
from app.domain.identifiers import new_id
from app.domain.notices import NewNotice
from app.domain.panel_notices import SHARE_WAITING
from app.domain.refusals import Conflict, InvalidInput, NotFound, StaleVersion
from app.domain.sharing import RecipientKind, State, What, recipient_key, refuse_faulty, state_of
from app.domain.tasks import cause_of
from app.repositories import meetings, sharing
from app.repositories.identity import register
from app.services.disclosures import log_disclosure
from app.services.names import names_of
from app.services.notices import tell_people
from app.services.unit_of_work import UnitOfWork

NO_SUCH_SHARE = "There is no such request. GET /share-requests lists them."
STALE = "Somebody changed this request after you read it. Read it again and send yours once more."
ANSWERED = "The Chair has answered this request already. Ask anew where something has changed."
TOO_LATE = "The days that this was asked for are past. Refuse it; it can be asked anew."
IS_OVER = "This agreement is over already."
NOT_LIVE = "This agreement does not hold today, so nothing may leave under it."
BY_SERVICE = "Board data leaves through the service alone, which keeps the disclosure itself."
APPROVED = "approved"
REQUESTS, LEFT = "share_requests", "disclosures"
PEOPLE = ("requested_by", "decided_by", "ended_by", "disclosed_by")
Row = Mapping[str, Any]


def list_requests(
    connection: Connection, on: date, *, state: str | None, size: int, cursor: str | None
) -> dict[str, Any]:
    """One page of the requests, the latest first."""
    after = after_cursor(cursor, REQUESTS, ("id",))
    wanted = State(state) if state else None
    rows = sharing.list_shares(connection, wanted, on, after[0] if after else None, size + 1)
    return _page(_shown(connection, rows[:size], on), REQUESTS, size, more=len(rows) > size)


def read_request(connection: Connection, reference: str, on: date) -> dict[str, Any]:
    """One request as it stands. Raises NotFound."""
    row = sharing.share_of(connection, reference)
    if row is None:
        raise NotFound(NO_SUCH_SHARE)
    return _shown(connection, [row], on)[0]


def list_disclosures(
    connection: Connection, *, share: str | None, size: int, cursor: str | None
) -> dict[str, Any]:
    """One page of what left, the latest first. Raises NotFound for a request that is not there."""
    after = after_cursor(cursor, LEFT, ("id",))
    row = sharing.share_of(connection, share) if share else None
    if share and row is None:
        raise NotFound(NO_SUCH_SHARE)
    found = sharing.list_disclosures(
        connection, row["id"] if row else None, after[0] if after else None, size + 1
    )
    return _page(_named(connection, found[:size]), LEFT, size, more=len(found) > size)


def ask(work: UnitOfWork, given: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the Chair. Raises InvalidInput."""
    refuse_faulty(given, work.today)
    _refuse_unknown(work.connection, given)
    nothing = dict.fromkeys(
        ("decision", "decision_reason", "decided_by", "decided_at", "ended_by", "ended_at", "end_reason")
    )
    row = {
        **nothing,
        **given,
        "id": new_id(),
        "version": 1,
        "subject_id": given["subject_id"].lower() if given["subject_id"] else None,
        "recipient_key": recipient_key(given["recipient"]),
        "requested_by": work.caller.username,
        "requested_at": work.moment,
    }
    sharing.add_share(work.connection, row)
    _say(work, "SHARE_ASKED", row, {name: row[name] for name in ("what", "recipient", "purpose", "fields")})
    _tell_chairs(work, row)
    return _shown(work.connection, [row], work.today)[0]


def decide(
    work: UnitOfWork, reference: str, decision: str, reason: str | None, version: int | None
) -> dict[str, Any]:
    """Keep the Chair's answer, once. Raises NotFound, StaleVersion, Conflict."""
    row = _held(work, reference, version)
    if row["decision"] is not None or row["ended_at"] is not None:
        raise Conflict(ANSWERED, code="already_decided")
    if decision == APPROVED and row["until_on"] < work.today:
        raise Conflict(TOO_LATE, code="days_past")
    values = {
        "decision": decision,
        "decision_reason": reason,
        "decided_by": work.caller.username,
        "decided_at": work.moment,
    }
    return _changed(work, row, values, "SHARE_APPROVED" if decision == APPROVED else "SHARE_REFUSED", reason)


def end(work: UnitOfWork, reference: str, reason: str, version: int | None) -> dict[str, Any]:
    """End an agreement, or take back a request: from now on nothing leaves under it. Raises as `decide` does."""
    row = _held(work, reference, version)
    if state_of(row, work.today) in {State.REFUSED, State.ENDED, State.EXPIRED}:
        raise Conflict(IS_OVER, code="already_over")
    values = {"ended_by": work.caller.username, "ended_at": work.moment, "end_reason": reason}
    return _changed(work, row, values, "SHARE_ENDED", reason)


def record_disclosure(work: UnitOfWork, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep that a paper left outside the service. Raises NotFound, InvalidInput, Conflict where it may not."""
    row = _held(work, reference, None)
    if state_of(row, work.today) is not State.LIVE:
        raise Conflict(NOT_LIVE, code="share_not_live")
    if row["what"] == What.BOARD_DATA:
        raise Conflict(BY_SERVICE, code="kept_by_service")
    meeting = given["subject_id"] or row["subject_id"]
    if row["subject_id"] and meeting != row["subject_id"]:
        raise InvalidInput.of("subject_id", "other_meeting", "The Chair agreed to another meeting's paper.")
    if meeting is None:
        raise InvalidInput.of("subject_id", "missing", "Name the meeting whose paper left.")
    _refuse_unknown_meeting(work.connection, meeting)
    disclosure = log_disclosure(work, row, way=given["way"], subject_id=meeting, note=given["note"])
    kept = sharing.list_disclosures(work.connection, row["id"], None, 1)
    return next(each for each in _named(work.connection, kept) if each["id"] == disclosure)


def _tell_chairs(work: UnitOfWork, row: Row) -> None:
    """Whoever may answer is told that something waits; what, to whom and why stands behind the link."""
    details = {"share_request": row["id"]}
    chairs = tuple(register.holders_of(work.connection, Role.PANEL_CHAIR.authority))
    told = NewNotice(
        SHARE_WAITING, cause_of(SHARE_WAITING, row["id"]), None, staff_ids=chairs, details=details
    )
    tell_people(work, [told])


def _held(work: UnitOfWork, reference: str, version: int | None) -> Row:
    row = sharing.share_of(work.connection, reference, lock=True)
    if row is None:
        raise NotFound(NO_SUCH_SHARE)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    return row


def _changed(work: UnitOfWork, row: Row, values: Row, what: str, why: str | None) -> dict[str, Any]:
    sharing.change_share(work.connection, row["id"], values)
    _say(work, what, row, {"recipient": row["recipient"], "what": row["what"]}, why)
    now = {**row, **values, "version": row["version"] + 1}
    return _shown(work.connection, [now], work.today)[0]


def _say(work: UnitOfWork, what: str, row: Row, new: Row, why: str | None = None) -> None:
    work.record(what, subject=("SHARE_REQUEST", row["id"]), details={"new": dict(new), "why": why})
    told = {"shareRequestId": row["id"], "what": row["what"], "purpose": row["purpose"]}
    work.tell(f"throughcare.share-request.{what.removeprefix('SHARE_').lower()}", details=told)


def _refuse_unknown(connection: Connection, given: Mapping[str, Any]) -> None:
    """What is named must be there: a meeting, a client, an information sharing agreement."""
    if given["subject_id"]:
        _refuse_unknown_meeting(connection, given["subject_id"])
    if given["recipient_kind"] == RecipientKind.CLIENT and not register.client_named(
        connection, given["recipient"]
    ):
        raise InvalidInput.of("recipient", "client_unknown", "Give the client id of a registered system.")
    if given["agreement_id"] and not sharing.has_agreement(connection, given["agreement_id"].lower()):
        message = "Give the id of an agreement that GET /sharing-agreements lists."
        raise InvalidInput.of("agreement_id", "agreement_unknown", message)


def _refuse_unknown_meeting(connection: Connection, meeting_id: str) -> None:
    if meetings.meeting_of(connection, meeting_id.lower()) is None:
        raise InvalidInput.of("subject_id", "meeting_unknown", "Give the id of a meeting.")


def _shown(connection: Connection, rows: Iterable[Row], on: date) -> list[dict[str, Any]]:
    named = _named(connection, rows)
    return [{**row, "state": state_of(row, on)} for row in named]


def _named(connection: Connection, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows, with people by their names."""
    found = [dict(row) for row in rows]
    names = names_of(connection, {row[by] for row in found for by in PEOPLE if row.get(by)})
    return [{**row, **{by: names.get(row[by]) or row[by] for by in PEOPLE if row.get(by)}} for row in found]


def _page(items: list[dict[str, Any]], name: str, size: int, *, more: bool) -> dict[str, Any]:
    after = cursor_of(name, [items[-1]["id"]]) if more else None
    return {"items": items, "page": 1, "size": size, "total": None, "next": after}
