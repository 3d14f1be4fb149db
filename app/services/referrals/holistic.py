"""Keeps holistic assessments, and apart from them what a woman disclosed of abuse, which few may read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.holistic import asks_for_specialist, refuse_disclosure, refuse_future
from app.domain.identifiers import new_id
from app.domain.refusals import NotFound, StaleVersion
from app.repositories import holistic as repository
from app.services.names import names_of
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NOT_ASSESSED = "There is no such assessment of this person."
NOT_ASKED = "Nothing has been recorded about disclosure at this assessment."
STALE = "Somebody changed this assessment after you read it. Read it again and send yours once more."
FIELDS = ("assessed_on", "place", "place_name", "assessor", "diversion_eligible", "needs", "summary")
PARTS = ("disclosed", "details", "referral_offer", "service", "offered_on")
Row = Mapping[str, Any]


def list_assessments(connection: Connection, caller: Caller, reference: str, today: date) -> dict[str, Any]:
    """Every assessment of the person of a case, those made on her earlier cases too, the latest first."""
    case = visible_case(connection, caller, reference, today)
    rows = repository.of_person(connection, case)
    return {"case_id": case["id"], "items": _shown(connection, rows, case)}


def read_assessment(
    connection: Connection, caller: Caller, reference: str, assessment: str, today: date
) -> dict[str, Any]:
    """One assessment of the person of a case. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    return _shown(connection, [_of_person(connection, case, assessment)], case)[0]


def assess(work: UnitOfWork, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep an assessment, whether or not she may be diverted."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    refuse_future(given["assessed_on"], work.today)
    row = {
        "id": new_id(),
        "case_id": case["id"],
        "version": 1,
        **{name: given[name] for name in FIELDS},
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    repository.insert(work.connection, row)
    new = {"assessed_on": given["assessed_on"].isoformat(), "diversion_eligible": given["diversion_eligible"]}
    _record(work, "HOLISTIC_ASSESSMENT_RECORDED", row, {"new": new})
    return _shown(work.connection, [row], case)[0]


def correct(
    work: UnitOfWork, reference: str, assessment: str, given: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Correct an assessment of this case; the audit keeps what stood there."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    row = _of_person(work.connection, case, assessment)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    values = {name: given[name] for name in FIELDS if name in given and given[name] != row[name]}
    if not values:
        work.record("HOLISTIC_ASSESSMENT_LEFT_AS_IT_WAS", subject=("HOLISTIC_ASSESSMENT", row["id"]))
        return _shown(work.connection, [row], case)[0]
    refuse_future(given.get("assessed_on") or row["assessed_on"], work.today)
    repository.update(work.connection, row["id"], values)
    details = {"old": {name: row[name] for name in values}, "new": values}
    _record(work, "HOLISTIC_ASSESSMENT_CORRECTED", row, details)
    return _shown(work.connection, [{**row, **values, "version": row["version"] + 1}], case)[0]


def read_disclosure(
    connection: Connection, caller: Caller, reference: str, assessment: str, today: date
) -> dict[str, Any]:
    """What was disclosed at an assessment. The route lets nobody here but those who may read it."""
    case = visible_case(connection, caller, reference, today)
    row = repository.disclosure_of(connection, _of_person(connection, case, assessment)["id"])
    if row is None:
        raise NotFound(NOT_ASKED, code="not_recorded")
    return _disclosure(connection, row)


def keep_disclosure(
    work: UnitOfWork, reference: str, assessment: str, given: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Keep what was disclosed and what became of the offer. Its entry is in no history of the case."""
    refuse_disclosure(given, work.today)
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    found = _of_person(work.connection, case, assessment)
    row = repository.disclosure_of(work.connection, found["id"], lock=True)
    if version is not None and version != (row["version"] if row else 0):
        raise StaleVersion(STALE)
    values: dict[str, Any] = {name: given.get(name) for name in PARTS}
    values |= {"recorded_at": work.moment, "recorded_by": work.caller.username}
    if row is None:
        row = {"id": new_id(), "assessment_id": found["id"], "version": 1, **values}
        repository.insert_disclosure(work.connection, row)
    else:
        repository.update_disclosure(work.connection, row["id"], values)
        row = {**row, **values, "version": row["version"] + 1}
    work.record("RESTRICTED_PART_KEPT", subject=("HOLISTIC_ASSESSMENT", found["id"]))
    return _disclosure(work.connection, row)


def _of_person(connection: Connection, case: Row, assessment: str) -> Row:
    rows = repository.of_person(connection, case)
    found = next((row for row in rows if row["id"] == assessment.lower()), None)
    if found is None:
        raise NotFound(NOT_ASSESSED)
    return found


def _record(work: UnitOfWork, what: str, row: Row, details: Mapping[str, Any]) -> None:
    work.record(what, case_id=row["case_id"], subject=("HOLISTIC_ASSESSMENT", row["id"]), details=details)


def _shown(connection: Connection, rows: list[Row], case: Row) -> list[dict[str, Any]]:
    names = names_of(connection, (row["recorded_by"] for row in rows))
    return [
        {
            **row,
            "of_another_case": row["case_id"] != case["id"],
            "recorded_by_name": names.get(row["recorded_by"]),
        }
        for row in rows
    ]


def _disclosure(connection: Connection, row: Row) -> dict[str, Any]:
    names = names_of(connection, [row["recorded_by"]])
    asks = asks_for_specialist(row["disclosed"], row["referral_offer"])
    return {**row, "offer_specialist_service": asks, "recorded_by_name": names.get(row["recorded_by"])}
