"""Services asked for in a case conference, several in one step (B22)."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.identifiers import new_id
from app.domain.meetings import MeetingKind, MeetingState, state_of
from app.domain.refusals import InvalidInput, NotFound, RefusedByRule
from app.repositories import meetings as repository
from app.repositories import sharing_agreements
from app.services.panel_access import item_in_sight
from app.services.unit_of_work import UnitOfWork

ONLY_CONFERENCES = "Services are asked for in a multi-agency case conference. Refer from the case instead."
NOT_HELD = "The conference is not open. Open it on its day, then say which services take her on."
NO_ORGANISATION = "There is no such organisation. GET /panel-organisations lists them."
Row = Mapping[str, Any]


def ask_services(work: UnitOfWork, item_id: str, wanted: Sequence[Row]) -> None:
    """Keep one referral for each service. Raises NotFound, InvalidInput, RefusedByRule; then none is kept."""
    item = item_in_sight(work.connection, work.caller, item_id, work.today)
    meeting = repository.meeting_of(work.connection, item["meeting_id"], lock=True)
    if meeting is None:
        raise NotFound(ONLY_CONFERENCES)
    if meeting["kind"] != MeetingKind.CASE_CONFERENCE:
        raise RefusedByRule(ONLY_CONFERENCES, code="not_a_conference")
    if state_of(meeting) not in {MeetingState.OPEN, MeetingState.CLOSED}:
        raise RefusedByRule(NOT_HELD, code="not_open")
    known = {row["id"] for row in sharing_agreements.organisations(work.connection) if row["is_active"]}
    rows = [_row(work, item, each, place, known) for place, each in enumerate(wanted)]
    repository.add(work.connection, repository.SERVICES, rows)
    for row in rows:
        new = {"organisation_id": row["organisation_id"], "service": row["service"], "meeting": meeting["id"]}
        subject = ("SERVICE_REFERRAL", row["id"])
        work.record("SERVICE_ASKED_FOR", case_id=item["case_id"], subject=subject, details={"new": new})
    numbers = {"prison_number": item["prison_number"], "crn": item["crn"]}
    told = {"services": len(rows)}
    work.tell("throughcare.service-referral.made", case_id=item["case_id"], **numbers, details=told)


def _row(work: UnitOfWork, item: Row, asked: Row, place: int, known: set[str]) -> dict[str, Any]:
    organisation = asked["organisation_id"].lower()
    if organisation not in known:
        raise InvalidInput.of(f"services[{place}].organisation_id", "unknown_organisation", NO_ORGANISATION)
    return {
        "id": new_id(),
        "item_id": item["id"],
        "case_id": item["case_id"],
        "organisation_id": organisation,
        "service": asked["service"],
        "need": asked["need"],
        "referred_on": work.today,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
